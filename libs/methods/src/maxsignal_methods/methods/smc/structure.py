"""Swings, breaks of structure and displacement: the skeleton every other method leans on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from maxsignal_methods._jit import column, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.kernels.structure import breaks, supersede
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


@dataclass(frozen=True, slots=True)
class Swings:
    """Swing highs of one side in its own prices; `row` are their rows in the log."""

    bar: Ints
    known: Ints
    level: Floats
    row: Ints


@dataclass(frozen=True, slots=True)
class Breaks:
    """Breaks in order of time: which swing (number on its side), its bar, and 1 where trend changed."""

    bar: Ints
    direction: Ints
    swing: Ints
    change: Ints


@dataclass(frozen=True, slots=True)
class Structure:
    """Swings by sign (+1 highs, -1 mirrored lows), breaks, and the trend after every bar.

    Per break: `origin` bar of the broken swing, `displacement` of its leg in ATR (0 none), log `row`.
    """

    swings: dict[int, Swings]
    breaks: Breaks
    origin: Ints
    displacement: Floats
    row: Ints
    trend: Ints


@dataclass(frozen=True, slots=True)
class Degree:
    """A size of swing: bars to each side, and what its events' kinds end in."""

    reach: int
    suffix: str


type Points = Mapping[int, tuple[Ints, Floats]]
"""Bars and levels of the swing highs by sign, in each side's own prices."""


def swing_highs(high: Floats, left: int, right: int) -> Ints:
    """Bars above all `left` bars before and not below any of `right` after: a plateau counts once."""
    if len(high) < left + right + 1:
        return np.zeros(0, dtype=np.int64)
    middle = high[left : len(high) - right]
    before = sliding_window_view(high[: len(high) - right - 1], left).max(axis=1)
    after = sliding_window_view(high[left + 1 :], right).max(axis=1)
    bars: Ints = np.flatnonzero((middle > before) & (middle >= after)) + left
    return bars


def displacement(study: Study) -> dict[int, Ints]:
    """By sign, the latest bar up to t that moved at least 1.5 ATR with a full body; -1 = none."""
    rule, c = study.params.smc, study.candles
    body = c.close - c.open
    wide = np.abs(body) >= rule.displacement_atr * study.atr
    full = np.abs(body) >= rule.displacement_body * study.spread
    bar = np.flatnonzero(wide & full)
    sign = np.sign(body[bar]).astype(np.int64)
    study.log.add(
        "smc",
        "displacement",
        sign,
        bar=bar,
        known=bar,
        level=c.close[bar],
        zone=(np.maximum(c.open, c.close)[bar], np.minimum(c.open, c.close)[bar]),
        strength=study.in_atr(np.abs(body[bar]), bar),
    )
    return {side: _latest(bar[sign == side], len(c)) for side in (1, -1)}


def internal(study: Study) -> Structure:
    """Structure of the 5/5 swings: the one that carries the trend."""
    return _structure(study, Degree(study.params.smc.internal, ""))


def major(study: Study) -> Structure:
    """Structure of the 20/20 swings: the ones that span the dealing range."""
    return _structure(study, Degree(study.params.smc.major, "_major"))


def _structure(study: Study, degree: Degree) -> Structure:
    reach = degree.reach
    bars = {side.sign: swing_highs(side.high, reach, reach) for side in study.sides}
    points = {side.sign: (bars[side.sign], side.high[bars[side.sign]]) for side in study.sides}
    broken, trend = _breaks(study, reach, points)
    swings = {side.sign: _log_swings(study, side, degree, points, broken) for side in study.sides}
    origin, row = np.zeros_like(broken.bar), np.zeros_like(broken.bar)
    level = np.zeros(len(broken.bar))
    for sign, own in swings.items():
        at = broken.direction == sign
        swing = broken.swing[at]
        origin[at], row[at], level[at] = own.bar[swing], own.row[swing], sign * own.level[swing]
    strength = _leg_displacement(study, broken, origin)
    kinds = np.array([KIND_CODE["bos" + degree.suffix], KIND_CODE["choch" + degree.suffix]])[broken.change]
    logged = study.log.add(
        "smc",
        kinds,
        broken.direction,
        bar=broken.bar,
        known=broken.bar,
        level=level,
        strength=strength,
        ref=row,
    )
    return Structure(swings, broken, origin, strength, logged, trend)


def _breaks(study: Study, reach: int, points: Points) -> tuple[Breaks, Ints]:
    open_, high, low, close = study.up.columns
    bar, direction, swing, change, trend = (integers(len(study)) for _ in range(5))
    wick = study.params.smc.break_on == "wick"
    (high_bar, highs), (low_bar, lows) = points[1], points[-1]
    count = breaks(
        (open_, close, high if wick else close, low if wick else close),
        (column(high_bar + reach), column(highs)),
        (column(low_bar + reach), column(-lows)),
        (bar, direction, swing, change),
        trend,
    )
    found = [np.array(values[:count], dtype=np.int64) for values in (bar, direction, swing, change)]
    return Breaks(*found), np.array(trend, dtype=np.int64)


def _log_swings(study: Study, side: Side, degree: Degree, points: Points, broken: Breaks) -> Swings:
    (bar, level), (other, _) = points[side.sign], points[-side.sign]
    successor = integers(len(bar))
    supersede((column(bar), column(level)), column(other), integers(len(bar)), successor)
    following = np.array(successor, dtype=np.int64)
    filled, invalid = np.full(len(bar), -1), np.full(len(bar), -1)
    at = broken.direction == side.sign
    filled[broken.swing[at]] = broken.bar[at]
    invalid[following >= 0] = bar[following[following >= 0]] + degree.reach
    row = study.log.add(
        "smc",
        "swing" + degree.suffix,
        side.sign,
        bar=bar,
        known=bar + degree.reach,
        level=side.sign * level,
        strength=np.sign(np.diff(level, prepend=level[:1])) * side.sign,
        filled=filled,
        invalid=invalid,
    )
    return Swings(bar, bar + degree.reach, level, row)


def _leg_displacement(study: Study, broken: Breaks, origin: Ints) -> Floats:
    """Size in ATR of the newest displacement bar between swing and break in the break's direction."""
    moved = study.run(displacement)
    leg = np.where(broken.direction > 0, moved[1][broken.bar], moved[-1][broken.bar])
    body = np.abs(study.candles.close - study.candles.open)[leg]
    return np.where(leg >= origin, study.in_atr(body, leg), 0.0)


def _latest(bars: Ints, size: int) -> NDArray[np.int64]:
    latest = np.full(size, -1)
    latest[bars] = bars
    found: Ints = np.maximum.accumulate(latest)
    return found
