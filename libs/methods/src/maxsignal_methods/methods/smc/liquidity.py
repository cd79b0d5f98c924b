"""Equal highs and lows, and the sweeps of pools and of single major swings."""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods._jit import column, cut, filled, floats, grid, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.kernels.liquidity import (
    BROKEN,
    PREVIOUS,
    REPLACED,
    SWEPT,
    SWING,
    TOUCHES,
    pools,
    sweeps,
)
from maxsignal_methods.methods.smc.structure import internal, major
from maxsignal_methods.mirror import Side
from maxsignal_methods.search import earliest, unless_after
from maxsignal_methods.study import Study


@dataclass(frozen=True, slots=True)
class Taken:
    """Levels above the market and what became of them, in their side's own prices."""

    level: Floats
    touched: Ints
    swept: Ints
    broken: Ints
    peak: Ints

    def until(self, end: Ints) -> "Taken":
        """The same, forgetting what came after a level was no longer in force."""
        touched, swept, broken = (unless_after(bar, end) for bar in (self.touched, self.swept, self.broken))
        return Taken(self.level, touched, swept, broken, self.peak)

    def lapsed(self, end: Ints) -> Ints:
        """`end` where the level was not traded beyond by then, else -1."""
        return np.where((self.touched < 0) | (self.touched > end), end, -1)


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Logged sweeps of one side's levels, prices in that side's terms."""

    peak: Ints
    known: Ints
    level: Floats
    void: Ints
    row: Ints


def follow_levels(study: Study, side: Side, start: Ints, level: Floats) -> Taken:
    """Trade beyond each level from bar `start` on, and how it ended."""
    touched = side.high_above(start, level)
    out = grid(3, len(level), -1)
    rule = study.params.smc
    bars = (side.columns[1], side.columns[3], study.atr_column)
    sweeps(bars, column(level), column(touched), (rule.sweep_bars, rule.broken_atr), out)
    outcome, when, peak = integers(out)
    return Taken(
        level, touched, np.where(outcome == SWEPT, when, -1), np.where(outcome == BROKEN, when, -1), peak
    )


def log_sweeps(study: Study, method: str, side: Side, taken: Taken, row: Ints) -> Sweeps:
    """A sweep of highs is bearish: known at the close back below, void on a close beyond its extreme."""
    done = taken.swept >= 0
    known, peak, level = taken.swept[done], taken.peak[done], taken.level[done]
    extreme = side.high[peak]
    void = side.close_above(known + 1, extreme)
    logged = study.log.add(
        method,
        "sweep",
        -side.sign,
        bar=peak,
        known=known,
        level=side.sign * level,
        zone=side.zone(extreme, level),
        strength=study.in_atr(extreme - level, known),
        ref=row[done],
        invalid=void,
    )
    return Sweeps(peak, known, level, void, logged)


def liquidity(study: Study) -> None:
    """Pools of internal swings and single major swings, with their sweeps."""
    for side in study.sides:
        _log_pools(study, side)
        lone = study.run(major).swings[side.sign]
        log_sweeps(study, "smc", side, follow_levels(study, side, lone.known + 1, lone.level), lone.row)


def _log_pools(study: Study, side: Side) -> None:
    table, extreme, floor = _find_pools(study, side)
    swings = study.run(internal).swings[side.sign]
    bar, known = swings.bar[table[SWING]], swings.known[table[SWING]]
    taken = follow_levels(study, side, known + 1, extreme)
    expiry = known + study.params.smc.pool_age
    expired = np.where(expiry < len(study), taken.lapsed(expiry), -1)
    end = earliest(table[REPLACED], expired)
    taken = taken.until(end)
    previous = table[PREVIOUS]
    row = study.log.add(
        "smc",
        "pool",
        side.sign,
        bar=bar,
        known=known,
        level=side.sign * extreme,
        zone=side.zone(extreme, floor),
        strength=table[TOUCHES],
        ref=np.where(previous < 0, -1, study.log.next_row + previous),
        touched=taken.touched,
        filled=taken.swept,
        invalid=earliest(taken.broken, end),
    )
    log_sweeps(study, "smc", side, taken, row)


def _find_pools(study: Study, side: Side) -> tuple[Ints, Floats, Floats]:
    """The pool table by column number, the extreme of each pool and its least touch."""
    rule, swings = study.params.smc, study.run(internal).swings[side.sign]
    size = len(swings.bar)
    table, prices = grid(4, size, -1), grid(2, size, 0.0)
    count = pools(
        side.columns[1],
        tuple(column(x) for x in (swings.bar, swings.known, swings.level, swings.bar - rule.pool_age)),
        (rule.pool_tolerance_atr, study.atr_column),
        (filled(size, -1), table, prices),
    )
    extreme, floor = floats(cut(prices, count))
    return integers(cut(table, count)), extreme, floor
