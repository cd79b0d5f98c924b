"""New York time and the periods of the market: which bars make a day, a week, a session."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods.candles import DAY_MS, HOUR_MS, Candles, Ints

NEW_YORK = ZoneInfo("America/New_York")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The FX day begins at 17:00 New York: seven hours later it is midnight.
FX_SHIFT_MS = 7 * HOUR_MS
# Day 0 was a Thursday; weeks begin on Monday.
MONDAY = 4


@dataclass(frozen=True, slots=True)
class Periods:
    """Whole periods in order: first and last bar, and the first bar that opens at or after the end."""

    first: Ints
    last: Ints
    known: Ints


def new_york_ms(ts_ms: Ints) -> Ints:
    """Wall-clock milliseconds in New York, daylight saving time included."""
    days, at = np.unique(ts_ms // DAY_MS, return_inverse=True)
    start = np.array([_offset_ms(day * DAY_MS) for day in days.tolist()], dtype=np.int64)
    end = np.array([_offset_ms((day + 1) * DAY_MS) for day in days.tolist()], dtype=np.int64)
    offset = start[at]
    for bar in np.flatnonzero((start != end)[at]).tolist():
        offset[bar] = _offset_ms(int(ts_ms[bar]))
    local: Ints = ts_ms + offset
    return local


def _offset_ms(ts_ms: int) -> int:
    offset = (EPOCH + timedelta(milliseconds=ts_ms)).astimezone(NEW_YORK).utcoffset()
    return 0 if offset is None else offset // timedelta(milliseconds=1)


def hour_of(local_ms: Ints) -> NDArray[np.float64]:
    return (local_ms % DAY_MS) / HOUR_MS


def day_number(candles: Candles, boundary: str) -> Ints:
    """Number of each bar's day, cut where the market's day begins; a daily bar is its own day."""
    if boundary == "utc" or candles.tf_ms >= DAY_MS:
        return candles.ts_ms // DAY_MS
    local = new_york_ms(candles.ts_ms)
    return (local + (FX_SHIFT_MS if boundary == "fx" else 0)) // DAY_MS


def week_number(days: Ints) -> Ints:
    return (days - MONDAY) // 7


def whole_periods(number: Ints) -> tuple[Ints, Periods]:
    """First bars of all periods but the first, which may have begun before the series; and those ended."""
    starts = np.flatnonzero(number[1:] != number[:-1]) + 1
    return starts, Periods(starts[:-1], starts[1:] - 1, starts[1:])


def session_periods(local_ms: Ints, hours: tuple[float, float]) -> Periods:
    """Runs of bars that open inside the half-open hours of one New York day."""
    hour = hour_of(local_ms)
    inside = (hour >= hours[0]) & (hour < hours[1])
    number = np.where(inside, local_ms // DAY_MS, -1)
    edges = np.flatnonzero(number[1:] != number[:-1]) + 1
    first = edges[inside[edges]]
    last = np.append(edges, len(number))[np.searchsorted(edges, first) + 1] - 1
    ended = last < len(number) - 1
    return Periods(first[ended], last[ended], last[ended] + 1)
