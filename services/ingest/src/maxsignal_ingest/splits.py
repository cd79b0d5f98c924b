"""What a split does to candles: prices as traded become comparable with those after it, and back.

A bar is told in the shares of its end: one that a split falls into is already in new shares.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from math import prod

from maxsignal_common.market import CandleSeries, Split, Timeframe, epoch_ms


def adjusted(candles: CandleSeries, splits: Sequence[Split], as_of: datetime) -> CandleSeries:
    """Candles as traded, in the shares there were at `as_of`: earlier prices divided, volumes multiplied."""
    known = [split for split in splits if split.ts_ms <= epoch_ms(as_of)]
    ratios = [ratio_after(ts_ms, candles.timeframe, known) for ts_ms in candles.ts_ms]
    if all(ratio == 1 for ratio in ratios):
        return candles
    prices = {
        name: tuple(float(exact(x) / r) for x, r in zip(getattr(candles, name), ratios, strict=True))
        for name in ("open", "high", "low", "close")
    }
    volumes = {
        name: tuple(float(exact(x) * r) for x, r in zip(column, ratios, strict=True))
        for name in ("volume", "taker_buy")
        if (column := getattr(candles, name)) is not None
    }
    return candles.model_copy(update={**prices, **volumes})


def splits_within(candles: CandleSeries, splits: Sequence[Split], as_of: datetime) -> tuple[Split, ...]:
    """The splits between the first bar's end and `as_of`: what happened to the share inside the window."""
    first_end = candles.ts_ms[0] + _step_ms(candles.timeframe)
    return tuple(split for split in splits if first_end <= split.ts_ms <= epoch_ms(as_of))


def ratio_after(open_ms: int, timeframe: Timeframe, splits: Sequence[Split]) -> Decimal:
    """What one share of a bar has become by the last of these splits."""
    end_ms = open_ms + _step_ms(timeframe)
    return prod((split.ratio for split in splits if split.ts_ms >= end_ms), start=Decimal(1))


def exact(number: float) -> Decimal:
    """The decimal a float is written as."""
    return Decimal(repr(number))


def _step_ms(timeframe: Timeframe) -> int:
    return timeframe.duration // timedelta(milliseconds=1)
