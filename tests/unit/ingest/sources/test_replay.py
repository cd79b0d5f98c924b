"""The recordings that come with the package, and folders of one's own."""

import hashlib
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from maxsignal_common.catalogue import GOOG, IBM
from maxsignal_common.market import Instrument, Timeframe, from_ms
from maxsignal_ingest.calendars import calendar_of
from maxsignal_ingest.gaps import find_gaps
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


@pytest.mark.parametrize("timeframe", [Timeframe.D1, Timeframe.W1])
@pytest.mark.parametrize(
    ("instrument", "year"), [(IBM, 2004), (IBM, 2008), (IBM, 2013), (GOOG, 2008), (GOOG, 2013)]
)
async def test_recordings_lack_no_day_of_new_york(
    instrument: Instrument, timeframe: Timeframe, year: int
) -> None:
    end = datetime(year, 3, 2, tzinfo=UTC)
    asked = request(instrument, as_of=end, count=1000).model_copy(update={"timeframe": timeframe})
    fetched = await ReplaySource().fetch(asked)
    calendar = calendar_of(instrument)
    assert list(find_gaps(instrument, fetched.candles, fetched.complete_to_ms, calendar)) == []


@pytest.mark.parametrize("timeframe", [Timeframe.D1, Timeframe.W1])
async def test_ended_recording_lacks_nothing_since(timeframe: Timeframe) -> None:
    asked = request(as_of=END + timedelta(days=3650)).model_copy(update={"timeframe": timeframe})
    fetched = await ReplaySource().fetch(asked)
    assert list(find_gaps(IBM, fetched.candles, fetched.complete_to_ms, calendar_of(IBM))) == []


async def test_weeks_are_made_of_recorded_days() -> None:
    days = await ReplaySource().fetch(request(count=4))
    asked = request(as_of=END + timedelta(days=1), count=3).model_copy(update={"timeframe": Timeframe.W1})
    weeks = await ReplaySource().fetch(asked)
    assert (len(weeks.candles), weeks.unfinished_dropped) == (3, 0)
    assert weeks.candles.close[-1] == days.candles.close[-1]
    assert weeks.candles.volume[-1] > sum(days.candles.volume)


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
