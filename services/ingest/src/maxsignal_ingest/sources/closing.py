"""Which of a venue's rows are closed candles: one rule for every source, by the venue's own clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from pydantic import ValidationError

from maxsignal_common.errors import MAX_DELAY
from maxsignal_common.market import CandleSeries, Timeframe, epoch_ms
from maxsignal_ingest.sources.protocol import (
    AsOfBeforeData,
    BadCandles,
    CandleRequest,
    FetchedCandles,
    NoCandles,
    NotSettled,
)


class Candle(NamedTuple):
    """One row of a venue, not judged yet."""

    open_ms: int
    close_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    taker_buy: float | None = None


class Closing(NamedTuple):
    """How a source knows that a candle is closed: its venue's time, less a grace for late trades."""

    venue_now: datetime
    grace: timedelta

    def limit_ms(self, as_of: datetime) -> int:
        """Candles that closed after this moment are not used."""
        return min(epoch_ms(as_of), epoch_ms(self.venue_now - self.grace))

    def wait_for(self, close_ms: int) -> timedelta:
        return timedelta(milliseconds=close_ms - epoch_ms(self.venue_now)) + self.grace


def closed_candles(
    rows: Sequence[Candle],
    request: CandleRequest,
    closing: Closing,
    *,
    source: str,
    adjustment: Literal["none", "splits"] = "none",
) -> FetchedCandles:
    """The newest closed candles of what a venue gave, judged; unfinished ones are dropped and counted."""
    limit_ms = closing.limit_ms(request.as_of)
    _expect_settled(rows, request, closing, limit_ms)
    closed = [row for row in rows if row.close_ms <= limit_ms]
    if not closed:
        raise _nothing_closed(rows, request)
    kept = closed[-request.count :]
    return FetchedCandles(
        candles=_series(kept, request.timeframe),
        closes_ms=tuple(row.close_ms for row in kept),
        complete_to_ms=limit_ms,
        unfinished_dropped=len(rows) - len(closed),
        adjustment=adjustment,
        source=source,
    )


def _expect_settled(rows: Sequence[Candle], request: CandleRequest, closing: Closing, limit_ms: int) -> None:
    """A scheduled run fires right at a close: a short wait for that candle beats being a bar late."""
    as_of_ms = epoch_ms(request.as_of)
    settling = [row.close_ms for row in rows if limit_ms < row.close_ms <= as_of_ms]
    if settling and (wait := closing.wait_for(max(settling))) <= MAX_DELAY:
        raise NotSettled(f"{request.instrument.id}: the newest candle settles in {wait}", wait)


def _nothing_closed(rows: Sequence[Candle], request: CandleRequest) -> AsOfBeforeData | NoCandles:
    name, as_of = request.instrument.id, request.as_of.isoformat()
    if rows and rows[0].close_ms > epoch_ms(request.as_of):
        return AsOfBeforeData(f"{name}: the first candle closed after {as_of}")
    return NoCandles(f"{name}: no closed {request.timeframe} candle before {as_of}")


def _series(rows: Sequence[Candle], timeframe: Timeframe) -> CandleSeries:
    ts_ms, _, opens, highs, lows, closes, volumes, taker_buys = zip(*rows, strict=True)
    try:
        return CandleSeries(
            timeframe=timeframe,
            ts_ms=ts_ms,
            open=opens,
            high=highs,
            low=lows,
            close=closes,
            volume=volumes,
            taker_buy=None if None in taker_buys else taker_buys,
        )
    except ValidationError as error:
        raise BadCandles("; ".join(item["msg"] for item in error.errors()[:3])) from error
