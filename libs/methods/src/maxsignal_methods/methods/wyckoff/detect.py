"""Wyckoff ranges: accumulation on prices as they are, distribution on mirrored ones."""

from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods._jit import Column, Grid, column, cut, filled, floats, grid, integers
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.indicators import prior_min
from maxsignal_methods.kernels import wyckoff as machine
from maxsignal_methods.methods.smc.structure import internal, swing_highs
from maxsignal_methods.methods.vsa.detect import climaxes
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study

MIN_BARS = 60

KINDS = (
    "climax",
    "automatic_reaction",
    "secondary_test",
    "test",
    "upper_action",
    "spring",
    "sign_of_strength",
    "last_point_of_support",
    "markup",
    "breakdown",
    "v_reversal",
    "stale",
    "sos_failed",
    "lps_failed",
)
_CODES = np.array([KIND_CODE[kind] for kind in KINDS])

_RULE = attrgetter(
    "below_h",
    "above_h",
    "reaction_bars",
    "reaction_atr",
    "phase_b",
    "spring_bars",
    "spring_h",
    "test_volume",
    "lps_h",
    "stale",
    "trend_bars",
)


type Points = tuple[Column, Column]


@dataclass(frozen=True, slots=True)
class Range:
    """Where one side's machine stands after the last bar; prices are real.

    `hold` is the price a close beyond which takes back a range that was left; None inside one.
    """

    phase: int
    top: float
    bottom: float
    since: int
    last: int
    hold: float | None


def detect(study: Study) -> None:
    study.run(internal)
    study.run(ranges)


def ranges(study: Study) -> dict[int, Range]:
    """Log every event and return the state by sign: +1 accumulation, -1 distribution."""
    swings = {side.sign: _swings(study, side) for side in study.sides}
    return {side.sign: _run(study, side, (swings[side.sign], swings[-side.sign])) for side in study.sides}


def _run(study: Study, side: Side, swings: tuple[Points, Points]) -> Range:
    """`swings` are the side's own highs, and the other side's: its lows."""
    # one bar ends at most a spring, a poke and a test
    room = 3 * len(study)
    out, prices = grid(5, room, -1), grid(3, room, 0.0)
    state = filled(machine.MEMORY, 0.0)
    _, high, low, close = side.columns
    measures = (study.candles.volume, study.volume_ratio, study.spread_ratio, study.atr)
    bars = (high, low, close, *(column(values) for values in (*measures, _openings(study, side))))
    rule = tuple(float(threshold) for threshold in _RULE(study.params.wyckoff))
    machine.accumulate(bars, swings, rule, (state, out, prices))
    count = int(state[machine.COUNT])
    _log(study, side, cut(out, count), cut(prices, count))
    edges = sorted(side.sign * float(state[edge]) for edge in (machine.SUPPORT, machine.RESISTANCE))
    last = int(out[machine.KNOWN][count - 1]) if count else -1
    phase, hold = int(state[machine.PHASE]), _hold(study, state)
    held = None if hold is None else side.sign * hold
    return Range(phase, edges[1], edges[0], int(state[machine.SC_BAR]), last, held)


def _hold(study: Study, state: Column) -> float | None:
    """The last point of support, or the middle of the range where there is none."""
    if state[machine.PHASE] == machine.SUPPORTED:
        return float(state[machine.LPS_LOW])
    if state[machine.PHASE] in (machine.STRENGTH, machine.MARKUP):
        height = state[machine.RESISTANCE] - state[machine.SUPPORT]
        return float(state[machine.RESISTANCE] - study.params.wyckoff.lps_h * height)
    return None


def _openings(study: Study, side: Side) -> NDArray[np.bool_]:
    """Climaxes at the lowest low of 40 bars after a fall of at least 4 ATR."""
    rule = study.params.wyckoff
    lowest = side.low < prior_min(side.low, rule.low_of)
    fall = -prior_min(side.opposite.low, rule.low_of) - side.low
    return study.run(climaxes).at[side.sign] & lowest & (fall >= rule.fall_atr * study.atr)


def _swings(study: Study, side: Side) -> Points:
    """(known, bar) of the side's confirmed swing highs."""
    reach = study.params.wyckoff.swing
    bars = swing_highs(side, reach)
    return column(bars + reach), column(bars)


def _log(study: Study, side: Side, out: Grid, prices: Grid) -> None:
    code, bar, known, parent, end = integers(out)
    level, top, bottom = floats(prices)
    depth = np.where(code == machine.SPRING, study.in_atr(bottom - level, known), 0.0)
    study.log.add(
        "wyckoff",
        _CODES[code],
        side.sign,
        bar=bar,
        known=known,
        level=side.sign * level,
        zone=side.zone(top, bottom),
        strength=depth,
        ref=np.where(parent < 0, -1, study.log.next_row + parent),
        invalid=end,
    )
