"""Swings, breaks of structure and displacement: the skeleton every other method leans on."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods._jit import column, cut, floats, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.kernels import structure as kernels
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


@dataclass(frozen=True, slots=True)
class Swings:
    """Swing highs of one side in its own prices; `row` are their rows in the log."""

    bar: Ints
    known: Ints
    level: Floats
    row: Ints


class Breaks(NamedTuple):
    """Breaks in order of time: which swing (number on its side), 1 where trend changed, the swing's bar."""

    bar: Ints
    direction: Ints
    swing: Ints
    change: Ints
    origin: Ints


@dataclass(frozen=True, slots=True)
class Structure:
    """Swings by sign (+1 highs, -1 mirrored lows), breaks, and the trend after every bar.

    Per break: `displacement` of its leg in ATR (0 none), log `row`.
    """

    swings: dict[int, Swings]
    breaks: Breaks
    displacement: Floats
    row: Ints
    trend: Ints


@dataclass(frozen=True, slots=True)
class Degree:
    """A size of swing: bars to each side, and what its events' kinds end in."""

    reach: int
    suffix: str


def swing_highs(side: Side, reach: int) -> Ints:
    """Bars above all `reach` bars before and not below any of `reach` after: a plateau counts once."""
    return integers(kernels.swing_highs(side.columns[1], reach))


def moves(study: Study) -> Ints:
    """The sign of every bar that moved at least 1.5 ATR with a full body, 0 for the others."""
    rule, c = study.params.smc, study.candles
    body = c.close - c.open
    size = np.abs(body)
    moved = (size >= rule.displacement_atr * study.atr) & (size >= rule.displacement_body * study.spread)
    return np.where(moved, np.sign(body), 0.0).astype(np.int64)


def displacement(study: Study) -> dict[int, Ints]:
    """By sign, the latest bar up to t that moved at least 1.5 ATR with a full body; -1 = none."""
    c, moved = study.candles, study.run(moves)
    bar = np.flatnonzero(moved)
    study.log.add(
        "smc",
        "displacement",
        moved[bar],
        bar=bar,
        known=bar,
        level=c.close[bar],
        zone=(np.maximum(c.open[bar], c.close[bar]), np.minimum(c.open[bar], c.close[bar])),
        strength=study.in_atr(np.abs(c.close[bar] - c.open[bar]), bar),
    )
    return {sign: _latest(moved == sign) for sign in (1, -1)}


def internal(study: Study) -> Structure:
    """Structure of the 5/5 swings: the one that carries the trend."""
    return _structure(study, Degree(study.params.smc.internal, ""))


def major(study: Study) -> Structure:
    """Structure of the 20/20 swings: the ones that span the dealing range."""
    return _structure(study, Degree(study.params.smc.major, "_major"))


def _structure(study: Study, degree: Degree) -> Structure:
    rule = (degree.reach, study.params.smc.break_on == "wick")
    measures = (column(study.run(moves)), study.atr_column)
    tops, bottoms, breaks, strength, trend = kernels.structure(study.both[0], measures, rule)
    swings = {
        side.sign: _log_swings(study, side, degree, integers(found))
        for side, found in zip(study.sides, (tops, bottoms), strict=True)
    }
    found = Breaks(*integers(cut(breaks, len(strength))))
    displaced = floats(strength)
    row = _log_breaks(study, degree, found, swings, displaced)
    return Structure(swings, found, displaced, row, integers(trend))


def _log_swings(study: Study, side: Side, degree: Degree, found: Ints) -> Swings:
    bar, broken, superseded = found
    level = side.high[bar]
    row = study.log.add(
        "smc",
        "swing" + degree.suffix,
        side.sign,
        bar=bar,
        known=bar + degree.reach,
        level=side.sign * level,
        strength=np.sign(np.diff(level, prepend=level[:1])) * side.sign,
        filled=broken,
        invalid=superseded,
    )
    return Swings(bar, bar + degree.reach, level, row)


def _log_breaks(
    study: Study, degree: Degree, found: Breaks, swings: dict[int, Swings], strength: Floats
) -> Ints:
    above = found.direction > 0
    row = np.empty_like(found.bar)
    row[above], row[~above] = swings[1].row[found.swing[above]], swings[-1].row[found.swing[~above]]
    kinds = np.array([KIND_CODE["bos" + degree.suffix], KIND_CODE["choch" + degree.suffix]])
    return study.log.add(
        "smc",
        kinds[found.change],
        found.direction,
        bar=found.bar,
        known=found.bar,
        level=np.where(above, study.candles.high[found.origin], study.candles.low[found.origin]),
        strength=strength,
        ref=row,
    )


def _latest(at: NDArray[np.bool_]) -> Ints:
    """The newest bar at or before each that has the mark, -1 = none."""
    found: Ints = np.maximum.accumulate(np.where(at, np.arange(len(at)), -1))
    return found
