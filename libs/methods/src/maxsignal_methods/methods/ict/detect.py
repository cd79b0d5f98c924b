"""ICT on top of SMC: shifts of structure, manipulation and the optimal trade entry."""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods._jit import column, grid, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.kernels.retracement import retracements
from maxsignal_methods.methods.ict.periods import Hours, hours, periods
from maxsignal_methods.methods.smc.detect import detect as detect_smc
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study

MIN_BARS = 41

# Beyond any bar: the turn that has not come.
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Shifts:
    """Market structure shifts: changes of character made with displacement."""

    bar: Ints
    direction: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Leg:
    """The leg of the newest break; `entry` is the bar that retraced into it (-1: not yet). Real prices."""

    direction: int
    bar: int
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
    changes = np.flatnonzero(structure.breaks.change == 1)
    following = np.append(structure.breaks.bar[changes[1:]], -1)[: len(changes)]
    strong = structure.displacement[changes] > 0
    own = changes[strong]
    bar, direction = structure.breaks.bar[own], structure.breaks.direction[own]
    origin = structure.breaks.origin[own]
    row = study.log.add(
        "ict",
        "mss",
        direction,
        bar=bar,
        known=bar,
        level=np.where(direction > 0, study.candles.high[origin], study.candles.low[origin]),
        strength=structure.displacement[own],
        ref=structure.row[own],
        invalid=following[strong],
    )
    return Shifts(bar, direction, row)


def entries(study: Study) -> Leg | None:
    """Log each first return into the 0.62-0.79 retracement of a leg; the newest leg, if any.

    Legs are made by a BOS or an MSS; a change of character without displacement makes none and ends none.
    """
    legs = [_side_entries(study, side) for side in study.sides]
    return max((leg for leg in legs if leg), key=lambda leg: leg.bar, default=None)


def _side_entries(study: Study, side: Side) -> Leg | None:
    structure = study.run(internal)
    makes = (structure.breaks.change == 0) | (structure.displacement > 0)
    following = np.append(structure.breaks.bar[makes], len(study))[np.cumsum(makes)]
    own = makes & (structure.breaks.direction == side.sign)
    if not own.any():
        return None
    stop = following[own]
    legs = tuple(column(bars) for bars in (structure.breaks.origin[own], structure.breaks.bar[own], stop))
    out = grid(3, len(stop), -1)
    retracements((side.columns[1], side.columns[2]), legs, study.params.ict.ote_from, out)
    start, peak, entry = integers(out)
    base, extreme = side.low[start], side.high[peak]
    made = entry >= 0
    _log_entries(study, side, entry[made], (extreme[made], base[made]), structure.row[own][made])
    bar = int(structure.breaks.bar[own][-1])
    return Leg(side.sign, bar, side.sign * float(base[-1]), side.sign * float(extreme[-1]), int(entry[-1]))


def _log_entries(study: Study, side: Side, known: Ints, leg: tuple[Floats, Floats], row: Ints) -> None:
    rule, (extreme, base) = study.params.ict, leg
    height = extreme - base
    top, middle, bottom = (extreme - share * height for share in (rule.ote_from, rule.ote_mid, rule.ote_to))
    study.log.add(
        "ict",
        "ote",
        side.sign,
        bar=known,
        known=known,
        level=side.sign * middle,
        zone=side.zone(top, bottom),
        strength=study.in_atr(height, known),
        ref=row,
        touched=known,
        ce=side.low_at_most(known, middle),
        filled=side.low_at_most(known, bottom),
        invalid=side.close_below(known, base),
    )


def manipulations(study: Study) -> None:
    """Judas swing: London or New York takes one side of the Asian range, then structure shifts away."""
    table = study.run(hours)
    if table is not None:
        for side in study.sides:
            _log_judas(study, side, table)


def _log_judas(study: Study, side: Side, table: Hours) -> None:
    rule, turn, swept = study.params.ict, study.run(shifts), table.asia[side.sign]
    inside = table.within(swept.known, rule.london) | table.within(swept.known, rule.ny_am)
    after = np.append(turn.bar[turn.direction == -side.sign], NEVER)
    known = after[np.searchsorted(after, swept.known, side="right")]
    soon = known <= swept.known + rule.judas_bars
    valid = inside & soon & ((swept.void < 0) | (swept.void > known))
    peak, known = swept.peak[valid], known[valid]
    extreme, level = side.high[peak], swept.level[valid]
    study.log.add(
        "ict",
        "judas",
        -side.sign,
        bar=peak,
        known=known,
        level=side.sign * level,
        zone=side.zone(extreme, level),
        strength=study.in_atr(extreme - level, known),
        ref=swept.row[valid],
        invalid=swept.void[valid],
    )
