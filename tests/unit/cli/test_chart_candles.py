"""Candles of a picture: the recordings or the user's file, closed by `as_of`."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from maxsignal_cli.chart_candles import ChartCandles, Wanted, load_candles, tick_of
from maxsignal_common.errors import MaxSignalError
from maxsignal_common.market import Timeframe

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEADER = "time,open,high,low,close,volume,taker_buy\n"
ROWS = [
    "2026-11-21T08:00Z,64000.5,64010,63990,64005,12,7",
    "2026-11-21T09:00Z,64005,64020.25,64000,64010,10,4",
    "2026-11-21T10:00Z,64010,64015,63950,63960,20,",
]


async def recorded(as_of: datetime, count: int = 300, instrument: str = "IBM") -> ChartCandles:
    return await load_candles(Wanted(instrument, Timeframe.D1, as_of, count), NOW)


async def from_file(folder: Path, text: str, as_of: datetime = NOW, count: int = 300) -> ChartCandles:
    path = folder / "mine.csv"
    path.write_text(text)
    return await load_candles(Wanted("BTC", Timeframe.H1, as_of, count), NOW, path)


async def test_recorded_candles_had_closed_by_then() -> None:
    found = await recorded(datetime(2008, 11, 1, tzinfo=UTC), 80)
    last = datetime.fromtimestamp(found.series.ts_ms[-1] / 1000, UTC)
    assert (len(found.series), last.date().isoformat()) == (80, "2008-10-31")
    assert (found.origin, found.tick, found.time_zone) == ("NYSE", Decimal("0.01"), "America/New_York")


async def test_unknown_instrument_names_the_known() -> None:
    with pytest.raises(MaxSignalError, match=r"IBM, GOOG.*--csv"):
        await recorded(NOW, instrument="TSLA")


async def test_file_is_read_with_its_own_tick(tmp_path: Path) -> None:
    found = await from_file(tmp_path, HEADER + "\n".join(ROWS))
    assert found.series.close == (64005.0, 64010.0, 63960.0)
    assert (found.origin, found.tick, found.time_zone) == ("mine.csv", Decimal("0.01"), "UTC")


async def test_taker_volume_counts_when_every_row_has_it(tmp_path: Path) -> None:
    assert (await from_file(tmp_path, HEADER + "\n".join(ROWS))).series.taker_buy is None
    assert (await from_file(tmp_path, HEADER + "\n".join(ROWS[:2]))).series.taker_buy == (7.0, 4.0)


async def test_file_is_cut_at_the_moment_asked_for(tmp_path: Path) -> None:
    as_of = datetime(2026, 11, 21, 10, 59, tzinfo=UTC)
    assert len((await from_file(tmp_path, HEADER + "\n".join(ROWS), as_of)).series) == 2
    assert (await from_file(tmp_path, HEADER + "\n".join(ROWS), as_of, 1)).series.close == (64010.0,)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("open,high\n1,2", "no column time"),
        (HEADER + ROWS[0].replace("64010", "1"), "row 2: high 1.0"),
        (HEADER + ROWS[1] + "\n" + ROWS[0], "row 3: older"),
        (HEADER, "no candles"),
    ],
)
async def test_file_of_no_candles_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(MaxSignalError, match=sentence):
        await from_file(tmp_path, text)


async def test_nothing_closed_by_then_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MaxSignalError, match="no candle had closed"):
        await from_file(tmp_path, HEADER + ROWS[0], datetime(2020, 1, 1, tzinfo=UTC))


async def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MaxSignalError, match="No such file"):
        await load_candles(Wanted("X", Timeframe.H1, NOW, 5), NOW, tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("prices", "tick"),
    [([1.5, 2.25], "0.01"), ([64000.0, 1200.0], "1"), ([1.2e-07], "1E-8"), ([0.00012, 0.5], "0.00001")],
)
def test_tick_is_the_last_decimal_written(prices: list[float], tick: str) -> None:
    assert tick_of(prices) == Decimal(tick)
