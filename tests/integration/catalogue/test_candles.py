"""`maxsignal candles import|list|check`: a user's own candles, whole or not at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.catalogue.conftest import Said, Verb

HEADER = "time,open,high,low,close,volume\n"
START = datetime(2024, 1, 8, 10, tzinfo=UTC)


def row(hour: int, prices: str = "10,12,9,11", volume: str = "5") -> str:
    return f"{(START + timedelta(hours=hour)).isoformat()},{prices},{volume}"


def good(hours: int) -> list[str]:
    return [row(hour) for hour in range(hours)]


@pytest.fixture
def own(maxsignal: Verb) -> Verb:
    """An instrument whose candles the user brings; `own(rows)` imports them."""
    words = ("--source", "import", "--exchange", "FX", "--time-zone", "UTC", "--tick", "0.0001")
    maxsignal("instruments", "add", "EURUSD", *words)

    def bring(*rows: str, header: str = HEADER, timeframe: str = "H1", options: tuple[str, ...] = ()) -> Said:
        Path("own.csv").write_text(header + "\n".join(rows))
        words = ("--instrument", "EURUSD", "--timeframe", timeframe, *options)
        return maxsignal("candles", "import", "own.csv", *words)

    return bring


def stored(maxsignal: Verb) -> int:
    return sum(one["bars"] for one in maxsignal("candles", "list", "--json").json)


def test_imported_candles_are_listed(maxsignal: Verb, own: Verb) -> None:
    assert own(*good(30)).text == "30 candles: 30 new, 0 known already\n"
    [tape] = maxsignal("candles", "list", "--json").json
    assert (tape["instrument"], tape["source"], tape["timeframe"], tape["bars"]) == (
        "EURUSD",
        "import",
        "H1",
        30,
    )


def test_second_import_adds_what_is_new(own: Verb) -> None:
    own(*good(30))
    assert own(*good(32), options=("--json",)).json == {
        "rows": 32,
        "added": 2,
        "differing": 0,
        "first_differing_ms": None,
    }


def test_stored_candles_never_change(maxsignal: Verb, own: Verb) -> None:
    own(*good(3))
    said = own(row(0), row(1, "10,13,9,11"), row(2), options=("--json",)).json
    assert (said["added"], said["differing"]) == (0, 1)
    assert stored(maxsignal) == 3


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["2024-01-08T10:00:00,10,12,9,11,5"], "row 2: 2024-01-08T10:00:00 has no zone"),
        (["yesterday,10,12,9,11,5"], "row 2: Invalid isoformat string"),
        (["2024-01-08,10,12,9,11,5"], "row 2: 2024-01-08 has no zone"),
        (["9" * 20 + ",10,12,9,11,5"], "99 is not between 1970 and 2100"),
        (["9999-12-31T10:00:00Z,10,12,9,11,5"], "row 2: 9999-12-31T10:00:00Z is not between"),
        (["1969-12-31T10:00:00Z,10,12,9,11,5"], "row 2: 1969-12-31T10:00:00Z is not between"),
        ([row(0, "1_0,12,9,11")], "row 2: 1_0 is not a number"),
        ([row(0, "١٠,12,9,11")], "row 2: ١٠ is not a number"),
        ([row(0, "10,12,9,nan")], "row 2: a value is not a finite number"),
        ([row(0, "10,inf,9,11")], "row 2: a value is not a finite number"),
        ([row(0, "10,12,-9,11")], "row 2: a price is not above zero"),
        ([row(0, "10,10.5,9,11")], "row 2: high 10.5 and low 9.0 do not enclose"),
        ([row(0, volume="-1")], "row 2: volume -1.0 is negative"),
        ([row(0, "10,12,9,ten")], "row 2: could not convert string to float: 'ten'"),
        ([row(0), row(0)], "row 3: the same open time as the candle before"),
        ([row(1), row(0)], "row 3: older than the candle before"),
        ([row(0), row(0).replace("10:00", "10:30", 1)], "row 3: less than H1 after"),
        ([row(0).replace("10:00:00", "10:07:00")], "is not on the grid of H1"),
        (["2099-01-01T00:00:00Z,10,12,9,11,5"], "row 2: this candle has not closed yet"),
        ([row(0) + ",7"], "row 2: 7 values under 6 columns"),
        ([], "row 2: there are no candles"),
    ],
)
def test_one_bad_row_keeps_the_file_out(maxsignal: Verb, own: Verb, rows: list[str], reason: str) -> None:
    error = own(*rows).error
    assert error is not None
    assert error.code == "bad_candle_file"
    assert reason in error.detail
    assert stored(maxsignal) == 0


def test_bad_row_far_down_keeps_the_file_out(maxsignal: Verb, own: Verb) -> None:
    rows = [f"{1_600_000_000_000 // 60_000 * 60_000 + n * 60_000},10,12,9,11,5" for n in range(45_000)]
    rows[44_000] = rows[43_999]
    error = own(*rows, timeframe="M1").error
    assert error is not None
    assert "row 44002" in error.detail
    assert stored(maxsignal) == 0


def test_many_bad_rows_are_counted(own: Verb) -> None:
    error = own(*(row(hour, volume="-1") for hour in range(50))).error
    assert error is not None
    assert "… and 30 more" in error.detail


@pytest.mark.parametrize(
    "header", ["time,open,high,low,close\n", "open_time,open,high,low,close,volume\n", ""]
)
def test_wrong_header_says_what_is_known(own: Verb, header: str) -> None:
    error = own(*good(1), header=header).error
    assert error is not None
    assert "row 1: " in error.detail


def test_taker_volume_cannot_exceed_volume(own: Verb) -> None:
    error = own(row(0) + ",6", header=HEADER.replace("\n", ",taker_buy\n")).error
    assert error is not None
    assert "taker_buy 6.0 is not between 0 and the volume 5.0" in error.detail


def test_unknown_instrument_is_told(maxsignal: Verb) -> None:
    Path("own.csv").write_text(HEADER)
    error = maxsignal("candles", "import", "own.csv", "--instrument", "NOPE", "--timeframe", "H1").error
    assert error is not None
    assert error.code == "unknown_instrument"


def test_missing_file_is_told(maxsignal: Verb) -> None:
    error = maxsignal("candles", "import", "nope.csv", "--instrument", "IBM", "--timeframe", "D1").error
    assert error is not None
    assert error.code == "unreadable_file"


def test_check_names_the_gap(maxsignal: Verb, own: Verb) -> None:
    own(*[line for hour, line in enumerate(good(10)) if hour not in (4, 5)])
    said = maxsignal("candles", "check", "EURUSD", "H1", "--json")
    assert (said.code, said.json["missing"]) == (1, 2)


def test_check_finds_an_unadjusted_split(maxsignal: Verb, own: Verb) -> None:
    own(row(0), row(1), row(2, "5,6,4,5"))
    said = maxsignal("candles", "check", "EURUSD", "H1", "--json")
    assert said.json["jumps"] == [round((START + timedelta(hours=2)).timestamp() * 1000)]


def test_check_of_a_sound_series_ends_with_zero(maxsignal: Verb, own: Verb) -> None:
    own(*good(10))
    assert maxsignal("candles", "check", "EURUSD", "H1").code == 0


def test_check_of_nothing_says_so(maxsignal: Verb) -> None:
    error = maxsignal("candles", "check", "IBM", "D1").error
    assert error is not None
    assert error.code == "no_candles"


class TestFetch:
    """IBM's days come from the recording; 3,270 of them, 2000-03-01 to 2013-03-01."""

    def test_newest_candles_of_a_moment(self, maxsignal: Verb) -> None:
        said = maxsignal("candles", "fetch", "IBM", "D1", "--limit", "5", "--to", "2013-01-05", "--json").json
        assert said["ts_ms"][-1] == round(datetime(2013, 1, 4, tzinfo=UTC).timestamp() * 1000)
        assert (len(said["close"]), said["sources"]) == (5, ["replay"])

    def test_pages_join_without_gap_or_double(self, maxsignal: Verb) -> None:
        said = maxsignal(
            "candles", "fetch", "IBM", "D1", "--limit", "2500", "--to", "2013-03-02", "--json"
        ).json
        assert said["ts_ms"] == sorted(set(said["ts_ms"]))
        assert len(said["ts_ms"]) == 2500
        check = maxsignal("candles", "check", "IBM", "D1", "--source", "replay", "--json").json
        assert (check["bars"], check["missing"]) == (2500, 0)

    def test_since_a_day_and_all_there_is(self, maxsignal: Verb) -> None:
        words = ("candles", "fetch", "IBM", "D1", "--to", "2013-03-02", "--json")
        assert len(maxsignal(*words, "--from", "2013-02-25").json["ts_ms"]) == 5
        assert len(maxsignal(*words, "--from", "1990-01-01").json["ts_ms"]) == 3270

    def test_written_file_imports_as_the_same_numbers(self, maxsignal: Verb) -> None:
        words = ("--to", "2013-03-02", "--out", "ibm.csv", "--json")
        told = maxsignal("candles", "fetch", "IBM", "D1", *words).json
        maxsignal("instruments", "add", "OWN", "--source", "import", "--exchange", "NYSE")
        maxsignal("candles", "import", "ibm.csv", "--instrument", "OWN", "--timeframe", "D1")
        own = maxsignal("candles", "fetch", "OWN", "D1", "--to", "2013-03-02", "--json").json
        assert own["sha256"] == told["sha256"]

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (("NOPE", "D1"), "unknown_instrument"),
            (("IBM", "H1"), "unsupported_timeframe"),
            (("IBM", "D1", "--to", "1999-01-01"), "as_of_before_data"),
            (("IBM", "D1", "--to", "2013-01-01T00:00:00"), "bad_time"),
            (("IBM", "D1", "--to", "2999-01-01"), "time_in_future"),
            (("IBM", "D1", "--limit", "5", "--from", "2012-01-01"), "too_many_limits"),
            (("IBM", "D1", "--from", "2020-01-01", "--to", "2021-01-01"), "no_candles"),
        ],
    )
    def test_what_cannot_be_had_is_told(self, maxsignal: Verb, words: tuple[str, ...], code: str) -> None:
        error = maxsignal("candles", "fetch", *words).error
        assert error is not None
        assert error.code == code
