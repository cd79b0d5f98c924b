"""Which of a venue's rows are closed candles: one rule for every source, by the venue's own clock.

Two faults are repaired and counted: rows that have not closed and rows given twice are dropped. Every other
fault refuses the whole answer: a candle beside a wrong one is not to be trusted either.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from pydantic import ValidationError

from maxsignal_common.errors import MAX_DELAY
from maxsignal_common.market import CandleSeries, Split, Timeframe, epoch_ms
from maxsignal_ingest.sources.protocol import (
    AsOfBeforeData,
    BadCandles,
    CandleRequest,
    FetchedCandles,
    NoCandles,
    NotSettled,
)

# No exchange opens a candle within a quarter of an hour.
QUARTER_MS = timedelta(minutes=15) // timedelta(milliseconds=1)
# When a row closes that is no candle but the last trade.
NEVER_MS = 2**53


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
    splits: Sequence[Split] = (),
) -> FetchedCandles:
    """The newest closed candles of what a venue gave, judged."""
    limit_ms, as_of_ms = closing.limit_ms(request.as_of), epoch_ms(request.as_of)
    _expect_settled(rows, request, closing, limit_ms)
    given = [row for row, _ in groupby(rows)]
    closed = [row for row in given if row.close_ms <= limit_ms]
    if not closed:
        raise _nothing_closed(rows, request)
    _expect_order([row for row in given if row.close_ms < NEVER_MS], request.timeframe)
    kept = closed[-request.count :]
    return FetchedCandles(
        candles=series_of(kept, request.timeframe),
        closes_ms=tuple(row.close_ms for row in kept),
        complete_to_ms=limit_ms,
        unfinished_dropped=sum(limit_ms < row.close_ms and row.open_ms < as_of_ms for row in given),
        repeated_dropped=len(rows) - len(given),
        adjustment=adjustment,
        source=source,
        splits=tuple(splits),
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


def _expect_order(rows: Sequence[Candle], timeframe: Timeframe) -> None:
    """Oldest first, none overlapping the one before it, each at a time that candles open at."""
    step_ms = timeframe.duration // timedelta(milliseconds=1)
    if any(row.open_ms % min(step_ms, QUARTER_MS) for row in rows):
        raise BadCandles(f"candles do not open at times of {timeframe}")
    # A day is labelled with its midnight in UTC, which tells nothing of its close.
    by_label = timeframe.duration >= timedelta(days=1)
    for before, after in pairwise(rows):
        if after.open_ms < (before.open_ms + step_ms if by_label else before.close_ms):
            raise BadCandles(f"the candle at {after.open_ms} does not follow the one at {before.open_ms}")


def series_of(rows: Sequence[Candle], timeframe: Timeframe) -> CandleSeries:
    """The rows by column; one that cannot be a candle refuses them all."""
    ts_ms, _, opens, highs, lows, closes, volumes, _ = zip(*rows, strict=True)
    try:
        return CandleSeries(
            timeframe=timeframe,
            ts_ms=ts_ms,
            open=opens,
            high=highs,
            low=lows,
            close=closes,
            volume=volumes,
            taker_buy=_taker_buy(rows),
        )
    except ValidationError as error:
        raise BadCandles("; ".join(item["msg"] for item in error.errors()[:3])) from error


def _taker_buy(rows: Sequence[Candle]) -> tuple[float, ...] | None:
    """Half a column is none: bought by takers is a part of what was traded, in every row or not at all."""
    known = [(row.taker_buy, row.volume) for row in rows if row.taker_buy is not None]
    if any(not 0 <= bought <= volume for bought, volume in known):
        raise BadCandles("takers bought more than was traded, or less than nothing")
    return tuple(bought for bought, _ in known) if len(known) == len(rows) else None
