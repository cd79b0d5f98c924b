"""Levels that time makes: highs, lows and opens of days, weeks and sessions, and their sweeps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods.candles import DAY_MS, HOUR_MS, WEEK_MS, Floats, Ints
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
from maxsignal_methods.search import earliest
from maxsignal_methods.study import Study

SESSIONS = ("asia", "london", "ny_am", "london_close", "ny_pm")
# Sessions whose extremes traders name; the London close is a time to leave, not a range.
WATCHED = ("asia", "london", "ny_am", "ny_pm")
# What traders call the extremes of the period before.
PERIOD_NAMES = {("day", 1): "pdh", ("day", -1): "pdl", ("week", 1): "pwh", ("week", -1): "pwl"}


@dataclass(frozen=True, slots=True)
class Hours:
    """New York hour of each bar's open, and the sweeps of the Asian range by the sign of the level."""

    hour: Floats
    asia: dict[int, Sweeps]

    def within(self, bar: Ints, hours: tuple[float, float]) -> NDArray[np.bool_]:
        """Does the bar open inside the half-open hours?"""
        at = self.hour[bar]
        return (at >= hours[0]) & (at < hours[1])


def in_sessions(study: Study) -> bool:
    """Session times mean something on bars of at most an hour."""
    return study.candles.tf_ms <= HOUR_MS


def periods(study: Study) -> None:
    """Day levels below the daily timeframe, week levels below the weekly one."""
    c = study.candles
    days = day_number(c, study.params.ict.day)
    if c.tf_ms < DAY_MS:
        _calendar(study, "day", days)
    if c.tf_ms < WEEK_MS:
        _calendar(study, "week", week_number(days))


def hours(study: Study) -> Hours | None:
    """Session ranges; None on timeframes above an hour."""
    if not in_sessions(study):
        return None
    local = new_york_ms(study.candles.ts_ms)
    _log_opens(study, "midnight_open", whole_periods(local // DAY_MS)[0])
    swept = {name: _session(study, name, local) for name in SESSIONS}
    return Hours(hour_of(local), swept["asia"])


def _session(study: Study, name: str, local: Ints) -> dict[int, Sweeps]:
    found = session_periods(local, getattr(study.params.ict, name))
    return {side.sign: _log_swept_extremes(study, side, name, found) for side in study.sides}


def _calendar(study: Study, kind: str, number: Ints) -> None:
    starts, ended = whole_periods(number)
    _log_opens(study, f"{kind}_open", starts)
    for side in study.sides:
        _log_swept_extremes(study, side, kind, ended)


def _log_opens(study: Study, kind: str, bar: Ints) -> None:
    study.log.add("ict", kind, 0, bar=bar, known=bar, level=study.candles.open[bar])


def _log_swept_extremes(study: Study, side: Side, kind: str, found: Periods) -> Sweeps:
    """One side's extremes of the periods, each in force until the next one is known, and their sweeps."""
    level = -_least(side.opposite.low, found)
    # the level is certain when its period ends, so the first bar after it may already take it
    taken = follow_levels(study, side, found.known, level)
    lapsed = taken.lapsed(np.append(found.known[1:], -1)[: len(level)])
    taken = taken.until(lapsed)
    row = study.log.add(
        "ict",
        kind,
        side.sign,
        bar=found.last,
        known=found.known,
        level=side.sign * level,
        zone=side.zone(level, _least(side.low, found)),
        touched=taken.touched,
        filled=taken.swept,
        invalid=earliest(taken.broken, lapsed),
    )
    return log_sweeps(study, "ict", side, taken, row)


def _least(values: Floats, found: Periods) -> Floats:
    """Least value of each period."""
    if not len(found.first):
        return np.zeros(0)
    edges = np.column_stack((found.first, found.last + 1)).ravel()
    least: Floats = np.minimum.reduceat(np.append(values, np.inf), edges)[::2]
    return least
