"""Levels that time makes: highs, lows and opens of days, weeks and sessions, and their sweeps."""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods.candles import DAY_MS, HOUR_MS, WEEK_MS, Ints
from maxsignal_methods.methods.ict.hours import (
    Periods,
    day_number,
    hour_of,
    new_york_ms,
    session_periods,
    week_number,
    whole_periods,
)
from maxsignal_methods.methods.smc.liquidity import Sweeps, follow_levels, log_sweeps
from maxsignal_methods.mirror import Side
from maxsignal_methods.search import earliest, unless_after
from maxsignal_methods.study import Study

SESSIONS = ("asia", "london", "ny_am", "london_close", "ny_pm")


@dataclass(frozen=True, slots=True)
class Hours:
    """New York hour of each bar's open, and the sweeps of the Asian range by the sign of the level."""

    hour: np.ndarray[tuple[int], np.dtype[np.float64]]
    asia: dict[int, Sweeps]


def in_sessions(study: Study) -> bool:
    """Session times mean something on bars of at most an hour."""
    return study.candles.tf_ms <= HOUR_MS


def periods(study: Study) -> None:
    """Day levels below the daily timeframe, week levels below the weekly one."""
    c = study.candles
    if c.tf_ms >= WEEK_MS or not len(c):
        return
    days = day_number(c, study.params.ict.day)
    if c.tf_ms < DAY_MS:
        _calendar(study, "day", days)
    _calendar(study, "week", week_number(days))


def hours(study: Study) -> Hours | None:
    """Session ranges; None on timeframes above an hour."""
    if not in_sessions(study) or not len(study):
        return None
    local = new_york_ms(study.candles.ts_ms)
    starts, _ = whole_periods(local // DAY_MS)
    _log_opens(study, "midnight_open", starts)
    asia: dict[int, Sweeps] = {}
    for name in SESSIONS:
        found = session_periods(local, getattr(study.params.ict, name))
        swept = _log_range(study, name, found, sweep=name == "asia")
        asia = swept or asia
    return Hours(hour_of(local), asia)


def _calendar(study: Study, kind: str, number: Ints) -> None:
    starts, ended = whole_periods(number)
    _log_opens(study, f"{kind}_open", starts)
    _log_range(study, kind, ended, sweep=True)


def _log_opens(study: Study, kind: str, bar: Ints) -> None:
    study.log.add("ict", kind, 0, bar, bar, study.candles.open[bar])


def _log_range(study: Study, kind: str, found: Periods, *, sweep: bool) -> dict[int, Sweeps]:
    return {
        side.sign: swept
        for side, opposite in study.sides
        if (swept := _log_extreme(study, side, opposite, kind, found, sweep=sweep))
    }


def _log_extreme(
    study: Study, side: Side, opposite: Side, kind: str, found: Periods, *, sweep: bool
) -> Sweeps | None:
    """One side's extremes of the periods, each in force until the next one is known."""
    first, last = found.first, found.last
    level = -_segment_min(opposite.low, first, last)
    far = _segment_min(side.low, first, last)
    # the level is certain when its period ends, so the first bar after may already take it
    taken = follow_levels(study, side, opposite, found.known - 1, level)
    until = np.append(found.known[1:], -1)[: len(level)]
    lapsed = np.where((taken.touched < 0) | (taken.touched > until), until, -1)
    swept = unless_after(taken.swept, lapsed)
    row = study.log.add(
        "ict", kind, side.sign, last, found.known, side.sign * level, *side.zone(level, far),
        touched=unless_after(taken.touched, lapsed), filled=swept,
        invalid=earliest(unless_after(taken.broken, lapsed), lapsed),
    )  # fmt: skip
    return log_sweeps(study, "ict", side, taken, swept, level, row) if sweep else None


def _segment_min(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], first: Ints, last: Ints
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if not len(first):
        return np.zeros(0)
    edges = np.column_stack((first, last + 1)).ravel()
    return np.minimum.reduceat(np.append(values, np.inf), edges)[::2]
