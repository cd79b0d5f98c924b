"""Equal highs and lows, and the sweeps of pools and of single major swings."""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods._jit import column, floats, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.kernels.liquidity import BROKEN, SWEPT, pools, sweeps
from maxsignal_methods.methods.smc.structure import internal, major
from maxsignal_methods.mirror import Side
from maxsignal_methods.search import earliest, unless_after
from maxsignal_methods.study import Study


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of levels above the market: lifecycle bars and the extreme of each sweep."""

    touched: Ints
    swept: Ints
    broken: Ints
    peak: Ints


def follow_levels(study: Study, side: Side, opposite: Side, known: Ints, level: Floats) -> Taken:
    """Trade beyond each level from the bar after `known`, and how it ended."""
    touched = opposite.lows.below(known + 1, -level)
    outcome, when, peak = integers(len(level), 0), integers(len(level)), integers(len(level))
    rule = study.params.smc
    _, high, _, close = side.columns
    tolerance = column(rule.broken_atr * study.atr)
    sweeps(
        high, close, tolerance, column(level), column(touched), rule.sweep_bars,
        outcome, when, peak,
    )  # fmt: skip
    ended, what = np.array(when, dtype=np.int64), np.array(outcome, dtype=np.int64)
    return Taken(
        touched,
        np.where(what == SWEPT, ended, -1),
        np.where(what == BROKEN, ended, -1),
        np.array(peak, dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Logged sweeps of one side's levels, prices in that side's terms."""

    peak: Ints
    known: Ints
    level: Floats
    void: Ints
    row: Ints


def log_sweeps(
    study: Study, method: str, side: Side, taken: Taken, swept: Ints, level: Floats, row: Ints
) -> Sweeps:
    """A sweep of highs is bearish: known at the close back below, void on a close beyond its extreme."""
    done = swept >= 0
    known, peak, level = swept[done], taken.peak[done], level[done]
    extreme = side.high[peak]
    opposite = study.down if side.sign > 0 else study.up
    void = opposite.closes.below(known + 1, -extreme)
    logged = study.log.add(
        method, "sweep", -side.sign, peak, known, side.sign * level, *side.zone(extreme, level),
        study.in_atr(extreme - level, known), row[done], invalid=void,
    )  # fmt: skip
    return Sweeps(peak, known, level, void, logged)


def liquidity(study: Study) -> None:
    """Pools of internal swings and single major swings, with their sweeps."""
    for side, opposite in study.sides:
        _side_pools(study, side, opposite)
        lone = study.run(major).swings[side.sign]
        taken = follow_levels(study, side, opposite, lone.known, lone.level)
        log_sweeps(study, "smc", side, taken, taken.swept, lone.level, lone.row)


def _side_pools(study: Study, side: Side, opposite: Side) -> None:
    rule, swings = study.params.smc, study.run(internal).swings[side.sign]
    size = len(swings.bar)
    ints = {name: integers(size) for name in ("member", "swing", "previous", "replaced", "touches")}
    extreme, floor = floats(size), floats(size)
    count = pools(
        side.columns[1], column(swings.bar), column(swings.known), column(swings.level),
        column(rule.pool_tolerance_atr * study.atr), rule.pool_age,
        ints["member"], ints["swing"], ints["previous"], ints["replaced"],
        extreme, floor, ints["touches"],
    )  # fmt: skip
    table = {name: np.array(values[:count], dtype=np.int64) for name, values in ints.items()}
    _log_pools(study, side, opposite, table, np.array(extreme[:count]), np.array(floor[:count]))


def _log_pools(
    study: Study, side: Side, opposite: Side, table: dict[str, Ints], extreme: Floats, floor: Floats
) -> None:
    swings = study.run(internal).swings[side.sign]
    bar, known = swings.bar[table["swing"]], swings.known[table["swing"]]
    taken = follow_levels(study, side, opposite, known, extreme)
    expiry = known + study.params.smc.pool_age
    lapsed = (expiry < len(study)) & ((taken.touched < 0) | (taken.touched > expiry))
    end = earliest(table["replaced"], np.where(lapsed, expiry, -1))
    swept = unless_after(taken.swept, end)
    previous = table["previous"]
    row = study.log.add(
        "smc", "pool", side.sign, bar, known, side.sign * extreme,
        *side.zone(extreme, floor), table["touches"],
        np.where(previous < 0, -1, study.log.next_row + previous),
        touched=unless_after(taken.touched, end), filled=swept,
        invalid=earliest(unless_after(taken.broken, end), end),
    )  # fmt: skip
    log_sweeps(study, "smc", side, taken, swept, extreme, row)
