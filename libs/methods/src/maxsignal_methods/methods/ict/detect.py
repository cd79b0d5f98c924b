"""ICT on top of SMC: shifts of structure, manipulation and the optimal trade entry."""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods._jit import column, floats, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.kernels.retracement import retracements
from maxsignal_methods.methods.ict.periods import Hours, hours, periods
from maxsignal_methods.methods.smc.detect import detect as detect_smc
from maxsignal_methods.methods.smc.liquidity import Sweeps
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study

MIN_BARS = 41


@dataclass(frozen=True, slots=True)
class Shifts:
    """Market structure shifts: changes of character made with displacement."""

    bar: Ints
    direction: Ints
    level: Floats
    row: Ints


@dataclass(frozen=True, slots=True)
class Leg:
    """The leg of the newest break; `entry` is the bar that retraced into it (-1: not yet). Real prices."""

    direction: int
    row: int
    origin: float
    extreme: float
    entry: int


def detect(study: Study) -> None:
    detect_smc(study)
    for detector in (periods, hours, shifts, entries, manipulations):
        study.run(detector)


def shifts(study: Study) -> Shifts:
    """Changes of character whose leg holds a displacement bar; void at the next change of character."""
    structure = study.run(internal)
    changes = np.flatnonzero(structure.change == 1)
    following = np.append(structure.bar[changes[1:]], -1)[: len(changes)]
    strong = structure.displacement[changes] > 0
    own = changes[strong]
    bar, direction = structure.bar[own], structure.direction[own]
    origin = structure.origin[own]
    level = np.where(direction > 0, study.candles.high[origin], study.candles.low[origin])
    row = study.log.add(
        "ict", "mss", direction, bar, bar, level, strength=structure.displacement[own],
        ref=structure.row[own], invalid=following[strong],
    )  # fmt: skip
    return Shifts(bar, direction, level, row)


def entries(study: Study) -> Leg | None:
    """Log each first return into the 0.62-0.79 retracement of a break's leg; the newest leg, if any."""
    structure = study.run(internal)
    stop = np.append(structure.bar[1:], len(study))[: len(structure.bar)]
    legs = [_side_entries(study, side, stop) for side, _ in study.sides]
    found = [leg for leg in legs if leg is not None]
    return max(found, key=lambda leg: leg.row, default=None)


def _side_entries(study: Study, side: Side, stop: Ints) -> Leg | None:
    structure, rule = study.run(internal), study.params.ict
    own = structure.direction == side.sign
    if not own.any():
        return None
    count = int(own.sum())
    origin, extreme, entry = (integers(count) for _ in range(3))
    _, high, low, _ = side.columns
    retracements(
        high, low, column(structure.origin[own]), column(structure.bar[own]), column(stop[own]),
        origin, extreme, rule.ote_from, entry,
    )  # fmt: skip
    start, peak, known = (np.array(x, dtype=np.int64) for x in (origin, extreme, entry))
    base, height = side.low[start], side.high[peak] - side.low[start]
    _log_entries(study, side, known, base, height, structure.row[own])
    return Leg(
        side.sign,
        int(structure.row[own][-1]),
        float(side.sign * base[-1]),
        float(side.sign * side.high[peak[-1]]),
        int(known[-1]),
    )


def _log_entries(study: Study, side: Side, entry: Ints, base: Floats, height: Floats, row: Ints) -> None:
    rule, made = study.params.ict, entry >= 0
    known, base, height = entry[made], base[made], height[made]
    peak = base + height
    top, middle, bottom = (peak - share * height for share in (rule.ote_from, rule.ote_mid, rule.ote_to))
    study.log.add(
        "ict", "ote", side.sign, known, known, side.sign * middle, *side.zone(top, bottom),
        study.in_atr(height, known), row[made], touched=known,
        ce=side.lows.at_most(known, middle), filled=side.lows.at_most(known, bottom),
        invalid=side.closes.below(known, base),
    )  # fmt: skip


def manipulations(study: Study) -> None:
    """Judas swing: London or New York takes one side of the Asian range, then structure shifts away."""
    table = study.run(hours)
    if table is not None:
        for sign, swept in table.asia.items():
            _log_judas(study, sign, swept, table)


def _log_judas(study: Study, sign: int, swept: Sweeps, table: Hours) -> None:
    rule, turn = study.params.ict, study.run(shifts)
    at = table.hour[swept.known]
    inside = np.zeros(len(at), dtype=np.bool_)
    for begin, end in (rule.london, rule.ny_am):
        inside |= (at >= begin) & (at < end)
    away = np.flatnonzero(turn.direction == -sign)
    if not len(away):
        return
    after = np.append(turn.bar[away], np.iinfo(np.int64).max)
    next_turn = after[np.searchsorted(after, swept.known, side="right")]
    soon = next_turn <= swept.known + rule.judas_bars
    valid = inside & soon & ((swept.void < 0) | (swept.void > next_turn))
    peak, known, void = swept.peak[valid], next_turn[valid], swept.void[valid]
    extreme = np.where(sign > 0, study.candles.high[peak], study.candles.low[peak])
    level = sign * swept.level[valid]
    study.log.add(
        "ict", "judas", -sign, peak, known, level, np.maximum(extreme, level),
        np.minimum(extreme, level), study.in_atr(np.abs(extreme - level), known),
        swept.row[valid], invalid=void,
    )  # fmt: skip
