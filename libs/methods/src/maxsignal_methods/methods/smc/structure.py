"""Swings, breaks of structure and displacement: the skeleton every other method leans on."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods._jit import Column, Grid, cut, floats, integers
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


class Found(NamedTuple):
    """What the scan wrote: columns of the swing highs and mirrored lows, of the breaks, and of the bars."""

    swings: tuple[Grid, Grid]
    breaks: tuple[Column, ...]
    displacement: Column
    trend: Column


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


def moves(study: Study) -> Column:
    """The sign of every bar that moved at least 1.5 ATR with a full body, 0 for the others."""
    rule = (study.params.smc.displacement_atr, study.params.smc.displacement_body)
    return kernels.displacements(study.up.columns, study.atr_column, rule)


def displacement(study: Study) -> dict[int, Ints]:
    """By sign, the latest bar up to t that moved at least 1.5 ATR with a full body; -1 = none."""
    c, moved = study.candles, integers(study.run(moves))
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
    return _structure(study, Degree(study.params.smc.internal, ""), study.run(find_internal))


def major(study: Study) -> Structure:
    """Structure of the 20/20 swings: the ones that span the dealing range."""
    return _structure(study, Degree(study.params.smc.major, "_major"), study.run(find_major))


def find_internal(study: Study) -> Found:
    return _find(study, study.params.smc.internal)


def find_major(study: Study) -> Found:
    return _find(study, study.params.smc.major)


def _find(study: Study, reach: int) -> Found:
    rule = (reach, study.params.smc.break_on == "wick")
    measures = (study.run(moves), study.atr_column)
    tops, bottoms, breaks, displaced, trend = kernels.structure(study.bars, measures, rule)
    return Found((tops, bottoms), tuple(cut(breaks, len(displaced))), displaced, trend)


def _structure(study: Study, degree: Degree, found: Found) -> Structure:
    swings = {
        side.sign: _log_swings(study, side, degree, integers(swings))
        for side, swings in zip(study.sides, found.swings, strict=True)
    }
    breaks, displaced = Breaks(*integers(found.breaks)), floats(found.displacement)
    row = _log_breaks(study, degree, breaks, swings, displaced)
    return Structure(swings, breaks, displaced, row, integers(found.trend))


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
