"""The recordings that come with the package, and folders of one's own."""

import hashlib
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from maxsignal_common.catalogue import GOOG, IBM
from maxsignal_common.market import Instrument, Timeframe, from_ms
from maxsignal_ingest.sources.protocol import AsOfBeforeData, BadCandles, CandleRequest, UnknownInstrument
from maxsignal_ingest.sources.replay import ReplaySource

RECORDED = files("maxsignal_ingest") / "recorded"
HEADER = "date,open,high,low,close,volume\n"
END = datetime(2013, 3, 2, tzinfo=UTC)


def request(instrument: Instrument = IBM, as_of: datetime = END, count: int = 300) -> CandleRequest:
    return CandleRequest(instrument=instrument, timeframe=Timeframe.D1, as_of=as_of, count=count)


@pytest.mark.parametrize("instrument", [IBM, GOOG], ids=lambda i: i.id)
async def test_recordings_end_in_march_2013(instrument: Instrument) -> None:
    fetched = await ReplaySource().fetch(request(instrument))
    assert len(fetched.candles) == 300
    assert from_ms(fetched.candles.ts_ms[-1]) == datetime(2013, 3, 1, tzinfo=UTC)
    assert (fetched.source, fetched.adjustment, fetched.close_ms) == ("replay", "none", 1362171600000)


@pytest.mark.parametrize("name", ["IBM.csv", "GOOG.csv"])
def test_provenance_names_the_very_files(name: str) -> None:
    digest = hashlib.sha256((RECORDED / name).read_bytes()).hexdigest()
    assert digest in (RECORDED / "PROVENANCE.md").read_text()


async def test_day_is_closed_when_new_york_says_so() -> None:
    summer_day = datetime(2012, 7, 10, 19, 59, 59, tzinfo=UTC)
    before = await ReplaySource().fetch(request(as_of=summer_day))
    after = await ReplaySource().fetch(request(as_of=summer_day.replace(hour=20)))
    assert (from_ms(before.candles.ts_ms[-1]).day, from_ms(after.candles.ts_ms[-1]).day) == (9, 10)


async def test_as_of_before_the_tape_is_refused() -> None:
    with pytest.raises(AsOfBeforeData):
        await ReplaySource().fetch(request(as_of=datetime(2000, 3, 1, 12, tzinfo=UTC)))


async def test_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "IBM.csv").write_text(HEADER)
    (tmp_path / "TAPES").mkdir()
    outside = IBM.model_copy(update={"id": "../IBM"})
    with pytest.raises(UnknownInstrument):
        await ReplaySource(tmp_path / "TAPES").fetch(request(outside))


@pytest.mark.parametrize("row", ["2012-02-30,1,2,1,2,5", "2012-02-03,1,x,1,2,5", "2012-02-03,1,2"])
async def test_bad_line_is_refused_with_its_number(tmp_path: Path, row: str) -> None:
    (tmp_path / "IBM.csv").write_text(f"{HEADER}2012-02-01,1,2,1,2,5\n{row}\n")
    with pytest.raises(BadCandles, match="line 3"):
        await ReplaySource(tmp_path).fetch(request())


@pytest.mark.parametrize("rows", [("02,1,2,1,2,5", "02,1,2,1,2,6"), ("03,1,2,1,2,5", "02,1,2,1,2,5")])
async def test_days_out_of_order_are_refused(tmp_path: Path, rows: tuple[str, str]) -> None:
    lines = [f"2012-02-{row}\n" for row in rows]
    (tmp_path / "IBM.csv").write_text(HEADER + "".join(lines))
    with pytest.raises(BadCandles):
        await ReplaySource(tmp_path).fetch(request())
