"""`maxsignal chart` as people type it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maxsignal_cli.commands.chart import chosen, moment_of
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.facts import Method
from maxsignal_posts.chart import KINDS
from tests.fixtures.stack import maxsignal

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_recorded_series_becomes_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "ibm.png"
    done = maxsignal("chart", "IBM", "D1", "--out", str(out), "--as-of", "2008-11-01", "--svg", "--json")
    report = json.loads(done.stdout)
    assert [file["path"] for file in report["files"]] == [str(out), str(out.with_suffix(".svg"))]
    assert report["files"][0]["bytes"] == len(out.read_bytes())
    assert (report["candles"], report["last"]) == (80, "2008-10-31T00:00:00+00:00")
    assert report["zones"] > 0


def test_chosen_kind_is_all_that_is_drawn(tmp_path: Path) -> None:
    out = tmp_path / "fvg.png"
    done = maxsignal("chart", "GOOG", "D1", "--out", str(out), "--kinds", "fvg", "--limit", "120", "--json")
    report = json.loads(done.stdout)
    assert (report["candles"], report["levels"], report["marks"]) == (120, 0, 0)
    assert report["zones"] > 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("IBM D1 --out {out} --kinds fwg", "there is no fwg; there are"),
        ("IBM D1 --out {out}/none/x.png", "[cannot_write]"),
        ("IBM H1 --out {out}", "[unsupported_timeframe]"),
        ("IBM D1 --out {out} --limit 2", "--limit"),
    ],
)
def test_what_cannot_be_drawn_ends_with_two(tmp_path: Path, words: str, sentence: str) -> None:
    done = maxsignal("chart", *words.format(out=tmp_path / "x.png").split(), COLUMNS="200")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_bare_kind_stands_for_every_method() -> None:
    assert chosen("kinds", "fvg, sweep", KINDS) == {"smc.fvg", "smc.sweep", "ict.sweep"}
    assert chosen("methods", "smc,ict", set(Method)) == {"smc", "ict"}
    assert chosen("methods", "", set(Method)) == set()


def test_unknown_method_names_the_known() -> None:
    with pytest.raises(LauncherError, match="no elliott; there are delta, ict, smc"):
        chosen("methods", "smc,elliott", set(Method))


def test_time_of_a_picture_is_a_moment() -> None:
    assert moment_of(None, NOW) == NOW
    assert moment_of("2008-11-01", NOW) == datetime(2008, 11, 1, tzinfo=UTC)
    assert moment_of("2008-11-01T12:00:00+03:00", NOW) == datetime(2008, 11, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "sentence"), [("yesterday", "yesterday"), ("2008-11-01T12:00", "has no zone")]
)
def test_time_that_is_no_moment_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(LauncherError, match=sentence):
        moment_of(text, NOW)
