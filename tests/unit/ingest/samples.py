"""Small runs and series for the tests of ingest."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from maxsignal_common.catalogue import BTC, IBM
from maxsignal_common.market import CandleSeries, Timeframe, epoch_ms
from maxsignal_ingest.domain import CandleRequest, FetchedCandles
from maxsignal_ingest.sources.closing import Candle

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOUR_MS = 3_600_000


def hourly(count: int, start: datetime = MONDAY) -> list[Candle]:
    first = epoch_ms(start)
    return [
        Candle(first + i * HOUR_MS, first + (i + 1) * HOUR_MS, 10.0, 12.0, 9.0, 11.0, 5.0, 2.0)
        for i in range(count)
    ]


def series(opens: Iterable[datetime], timeframe: Timeframe) -> CandleSeries:
    ts_ms = tuple(epoch_ms(at) for at in opens)
    flat = (10.0,) * len(ts_ms)
    return CandleSeries(
        timeframe=timeframe, ts_ms=ts_ms, open=flat, high=flat, low=flat, close=flat, volume=flat
    )


def fetched(candles: CandleSeries) -> FetchedCandles:
    step_ms = candles.timeframe.duration // timedelta(milliseconds=1)
    return FetchedCandles(
        candles=candles,
        closes_ms=tuple(open_ms + step_ms for open_ms in candles.ts_ms),
        complete_to_ms=candles.ts_ms[-1] + step_ms,
        unfinished_dropped=1,
        repeated_dropped=2,
        adjustment="none",
        source="replay",
    )


def request(as_of: datetime, count: int = 10, timeframe: Timeframe = Timeframe.H1) -> CandleRequest:
    instrument = IBM if timeframe is Timeframe.D1 else BTC
    return CandleRequest(instrument=instrument, timeframe=timeframe, as_of=as_of, count=count)
