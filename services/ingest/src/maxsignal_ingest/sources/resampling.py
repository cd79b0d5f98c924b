"""Longer candles out of shorter ones, on the grid of a zone's clock.

Exact where a venue cuts its own candles by that clock: no shorter candle then reaches over a longer one's
edge. Weeks begin on Monday and are made of days, which are labelled 00:00 UTC.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from math import prod
from typing import NamedTuple
from zoneinfo import ZoneInfo

from maxsignal_common.market import Split, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import label_ms
from maxsignal_ingest.sources.closing import Candle
from maxsignal_ingest.sources.protocol import BadCandles
from maxsignal_ingest.splits import exact


class Span(NamedTuple):
    """The label of a candle and the moment it closes."""

    open_ms: int
    close_ms: int


def resampled(
    rows: Sequence[Candle], timeframe: Timeframe, zone: ZoneInfo, splits: Sequence[Split] = ()
) -> list[Candle]:
    """What the rows add up to, oldest first; the first and the last may lack a part.

    A candle that a split falls into is told in the shares after it.
    """
    rows = [row for row, _ in groupby(rows)]
    if any(after.open_ms <= before.open_ms for before, after in pairwise(rows)):
        raise BadCandles("candles to build longer ones from are not in order")
    groups = groupby(rows, key=lambda row: span_of(row.open_ms, timeframe, zone))
    return [_merged(span, [_at_end_of(span, row, splits) for row in group]) for span, group in groups]


def span_of(open_ms: int, timeframe: Timeframe, zone: ZoneInfo) -> Span:
    """The candle of a timeframe that a shorter one belongs to."""
    if timeframe is Timeframe.W1:
        return week_span(from_ms(open_ms).date(), zone)
    if timeframe is Timeframe.D1:
        return day_span(from_ms(open_ms).date(), zone)
    step_ms = timeframe.duration // timedelta(milliseconds=1)
    midnight_ms = _midnight_ms(from_ms(open_ms).astimezone(zone).date(), zone)
    start_ms = open_ms - (open_ms - midnight_ms) % step_ms
    return Span(start_ms, start_ms + step_ms)


def day_span(day: date, zone: ZoneInfo) -> Span:
    return Span(label_ms(day), _midnight_ms(day + timedelta(days=1), zone))


def week_span(day: date, zone: ZoneInfo) -> Span:
    """The week that a day is in."""
    monday = day - timedelta(days=day.weekday())
    return Span(label_ms(monday), _midnight_ms(monday + timedelta(days=7), zone))


def in_shares_after(row: Candle, ratio: Decimal) -> Candle:
    """A candle as if one of its shares had been `ratio` of them."""
    return row._replace(
        open=float(exact(row.open) / ratio),
        high=float(exact(row.high) / ratio),
        low=float(exact(row.low) / ratio),
        close=float(exact(row.close) / ratio),
        volume=float(exact(row.volume) * ratio),
        taker_buy=None if row.taker_buy is None else float(exact(row.taker_buy) * ratio),
    )


def _midnight_ms(day: date, zone: ZoneInfo) -> int:
    return epoch_ms(datetime.combine(day, time(), zone))


def _at_end_of(span: Span, row: Candle, splits: Sequence[Split]) -> Candle:
    later = [split.ratio for split in splits if row.open_ms < split.ts_ms < span.close_ms]
    return row if not later else in_shares_after(row, prod(later, start=Decimal(1)))


def _merged(span: Span, rows: list[Candle]) -> Candle:
    bought = [row.taker_buy for row in rows if row.taker_buy is not None]
    return Candle(
        span.open_ms,
        span.close_ms,
        rows[0].open,
        max(row.high for row in rows),
        min(row.low for row in rows),
        rows[-1].close,
        sum(row.volume for row in rows),
        sum(bought) if len(bought) == len(rows) else None,
    )
