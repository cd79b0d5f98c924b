"""New York time and the periods of the market: which bars make a day, a week, a session."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods.candles import DAY_MS, FIRST_MS, HOUR_MS, LAST_MS, Candles, Ints

NEW_YORK = ZoneInfo("America/New_York")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

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
    years = np.unique(ts_ms.astype("datetime64[ms]").astype("datetime64[Y]").astype(np.int64))
    changes = [change for year in years.tolist() for change in _changes(1970 + year)]
    since, offset = np.array(changes, dtype=np.int64).reshape(-1, 2).T
    local: Ints = ts_ms + offset[np.searchsorted(since, ts_ms, side="right") - 1]
    return local


@cache
def _changes(year: int) -> list[tuple[int, int]]:
    """When a year's offsets from UTC begin: at the year's first moment and at each change in it."""
    months = [_epoch_ms(year, month) for month in range(1, 13)]
    found = [(months[0], _offset_ms(months[0]))]
    for first, last in pairwise([*months, months[-1] + 31 * DAY_MS]):
        if _offset_ms(last) != found[-1][1]:
            at = first + bisect_left(range(first, last), 1, key=lambda ms: _offset_ms(ms) != found[-1][1])
            found.append((at, _offset_ms(at)))
    return found


def _epoch_ms(year: int, month: int) -> int:
    return (datetime(year, month, 1, tzinfo=UTC) - EPOCH) // MILLISECOND


def _offset_ms(ts_ms: int) -> int:
    # the calendar ends where New York's would leave the years 1 to 9999
    at = min(max(ts_ms, FIRST_MS + DAY_MS), LAST_MS - DAY_MS)
    offset = (EPOCH + at * MILLISECOND).astimezone(NEW_YORK).utcoffset()
    return 0 if offset is None else offset // MILLISECOND


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
