"""`maxsignal instruments`: what is in the catalogue, and who may change what."""

from pathlib import Path

import pytest

from tests.integration.catalogue.conftest import Verb

SHARES = "id,name,exchange\nMSFT,Microsoft,NASDAQ\nF,Ford,NYSE\n"


def listed(maxsignal: Verb, *words: str) -> list[str]:
    return [one["id"] for one in maxsignal("instruments", "search", *words, "--json").json]


@pytest.fixture
def shares(tmp_path: Path) -> Path:
    path = tmp_path / "us.csv"
    path.write_text(SHARES)
    return path


def test_new_instruments_of_a_list_are_switched_off(maxsignal: Verb, shares: Path) -> None:
    said = maxsignal("instruments", "sync", "yfinance", "--csv", str(shares), "--json")
    assert said.json["added"] == ["F", "MSFT"]
    assert listed(maxsignal, "--enabled", "--source", "yfinance") == []


def test_sync_twice_changes_nothing(maxsignal: Verb, shares: Path) -> None:
    maxsignal("instruments", "sync", "yfinance", "--csv", str(shares))
    again = maxsignal("instruments", "sync", "yfinance", "--csv", str(shares), "--json").json
    assert (again["added"], again["changed"], again["same"]) == ([], [], 2)


def test_sync_renames_and_keeps_the_switch(maxsignal: Verb, shares: Path) -> None:
    maxsignal("instruments", "sync", "yfinance", "--csv", str(shares))
    maxsignal("instruments", "enable", "F")
    shares.write_text(SHARES.replace("Ford", "Ford Motor"))
    assert maxsignal("instruments", "sync", "yfinance", "--csv", str(shares), "--json").json["changed"] == [
        "F"
    ]
    [ford] = maxsignal("instruments", "search", "ford", "motor", "--json").json
    assert ford["enabled"]


def test_sync_leaves_other_sources_alone(maxsignal: Verb, shares: Path) -> None:
    shares.write_text(SHARES + "IBM,Another IBM,NYSE\n")
    said = maxsignal("instruments", "sync", "yfinance", "--csv", str(shares), "--json").json
    [ibm] = maxsignal("instruments", "search", "IBM", "--json").json
    assert (said["taken"], ibm["source"]) == (["IBM"], "replay")


def test_sync_tells_what_is_no_longer_listed(maxsignal: Verb, shares: Path) -> None:
    maxsignal("instruments", "sync", "yfinance", "--csv", str(shares))
    shares.write_text("id,name,exchange\nF,Ford,NYSE\n")
    said = maxsignal("instruments", "sync", "yfinance", "--csv", str(shares), "--json").json
    # Apple came with the installation.
    assert said["gone"] == ["AAPL", "MSFT"]
    assert "MSFT" in listed(maxsignal)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("msft,Microsoft,NASDAQ", "row 2: id: "),
        ("MSFT,,NASDAQ", "row 2: name: "),
        ("MSFT,Microsoft", "row 2: 2 values under 3 columns"),
        ("MSFT,Microsoft,NASDAQ\nMSFT,Again,NASDAQ", "row 3: MSFT comes twice"),
        ("", "row 2: there are no instruments"),
    ],
)
def test_wrong_list_changes_nothing(maxsignal: Verb, shares: Path, row: str, reason: str) -> None:
    before = listed(maxsignal)
    shares.write_text(f"id,name,exchange\n{row}\n")
    said = maxsignal("instruments", "sync", "yfinance", "--csv", str(shares))
    assert said.error is not None
    assert said.error.code == "bad_instrument_file"
    assert reason in said.error.detail
    assert listed(maxsignal) == before


def test_unknown_column_is_refused(maxsignal: Verb, shares: Path) -> None:
    shares.write_text("id,name,exchange,colour\nF,Ford,NYSE,blue\n")
    error = maxsignal("instruments", "sync", "yfinance", "--csv", str(shares)).error
    assert error is not None
    assert "unknown column colour" in error.detail


def test_enable_and_disable(maxsignal: Verb) -> None:
    maxsignal("instruments", "enable", "AAPL", "BTC/USDT")
    assert {"AAPL", "BTC/USDT"} <= set(listed(maxsignal, "--enabled"))
    maxsignal("instruments", "disable", "AAPL")
    assert "AAPL" in listed(maxsignal, "--disabled")


def test_enable_is_all_or_nothing(maxsignal: Verb) -> None:
    error = maxsignal("instruments", "enable", "AAPL", "NOPE").error
    assert error is not None
    assert error.code == "unknown_instrument"
    assert "AAPL" in listed(maxsignal, "--disabled")


def test_fallback_is_set_and_taken_back(maxsignal: Verb) -> None:
    maxsignal("instruments", "enable", "BTC/USDT", "--fallback", "ccxt:kraken")
    assert maxsignal("instruments", "search", "BTC/USDT", "--json").json[0]["fallback"] == "ccxt:kraken"
    maxsignal("instruments", "enable", "BTC/USDT", "--fallback", "none")
    assert maxsignal("instruments", "search", "BTC/USDT", "--json").json[0]["fallback"] is None


@pytest.mark.parametrize("fallback", ["moexx", "ccxt:krakn", "ccxt", "yfinance:AAPL", ""])
def test_unknown_fallback_is_refused(maxsignal: Verb, fallback: str) -> None:
    error = maxsignal("instruments", "enable", "AAPL", "--fallback", fallback).error
    assert error is not None
    assert error.code == "unknown_source"
    assert "AAPL" in listed(maxsignal, "--disabled")


def test_own_source_is_no_fallback(maxsignal: Verb) -> None:
    error = maxsignal("instruments", "enable", "AAPL", "--fallback", "yfinance").error
    assert error is not None
    assert error.code == "same_source"
    assert "AAPL" in listed(maxsignal, "--disabled")


def test_added_instrument_has_a_known_source(maxsignal: Verb) -> None:
    error = maxsignal("instruments", "add", "NVDA", "--source", "yahoo", "--exchange", "NASDAQ").error
    assert error is not None
    assert error.code == "unknown_source"


def test_added_instrument_is_found_once(maxsignal: Verb) -> None:
    words = ("instruments", "add", "NVDA", "--source", "yfinance", "--exchange", "NASDAQ", "--name", "Nvidia")
    assert maxsignal(*words).code == 0
    error = maxsignal(*words).error
    assert error is not None
    assert error.code == "instrument_exists"
    assert listed(maxsignal, "nvid") == ["NVDA"]


def test_added_instrument_must_make_sense(maxsignal: Verb) -> None:
    words = ("instruments", "add", "NVDA", "--source", "yfinance", "--exchange", "NASDAQ", "--tick", "0")
    error = maxsignal(*words).error
    assert error is not None
    assert (error.code, error.detail) == ("bad_instrument", "tick: Input should be greater than 0")


def test_search_says_when_there_is_more(maxsignal: Verb) -> None:
    said = maxsignal("instruments", "search", "--limit", "2", "--json")
    assert len(said.json) == 2
    assert "More than 2" in said.aside


def test_search_wildcards_are_letters(maxsignal: Verb) -> None:
    assert listed(maxsignal, "%") == []


def test_source_changes_and_takes_its_fallback_along(maxsignal: Verb) -> None:
    maxsignal("instruments", "enable", "BTC/USDT", "--fallback", "ccxt:kraken")
    maxsignal("instruments", "enable", "BTC/USDT", "--source", "ccxt:kraken")
    [btc] = maxsignal("instruments", "search", "BTC/USDT", "--json").json
    assert (btc["source"], btc["fallback"]) == ("ccxt:kraken", None)
