"""Fair value gaps and the inverted gaps they become."""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


def zone_life(side: Side, known: Ints, top: Floats, bottom: Floats) -> dict[str, Ints]:
    """Life of bullish zones from the bar after `known`: touched, half, filled by wicks, invalid by a close."""
    after = known + 1
    return {
        "touched": side.lows.at_most(after, top),
        "ce": side.lows.at_most(after, (top + bottom) / 2),
        "filled": side.lows.at_most(after, bottom),
        "invalid": side.closes.below(after, bottom),
    }


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gaps of one side, in its own prices."""

    known: Ints
    row: Ints


def gaps(study: Study) -> dict[int, Gaps]:
    """Three-bar gaps by sign; a gap closed through is logged again as an inverted one."""
    return {side.sign: _side_gaps(study, side, opposite) for side, opposite in study.sides}


def _side_gaps(study: Study, side: Side, opposite: Side) -> Gaps:
    bottom, top, middle = side.high[:-2], side.low[2:], side.close[1:-1]
    open_gap = (top > bottom) & (middle > bottom)
    if study.params.smc.gap_atr > 0:
        open_gap &= top - bottom >= study.params.smc.gap_atr * study.atr[2:]
    known = np.flatnonzero(open_gap) + 2
    top, bottom = side.low[known], side.high[known - 2]
    life = zone_life(side, known, top, bottom)
    real_top, real_bottom = side.zone(top, bottom)
    row = study.log.add(
        "smc", "fvg", side.sign, known - 1, known, (real_top + real_bottom) / 2,
        real_top, real_bottom, study.in_atr(top - bottom, known), **life,
    )  # fmt: skip
    _invert(study, opposite, known, row, (-bottom, -top), life["invalid"])
    return Gaps(known, row)


def _invert(study: Study, side: Side, gap: Ints, row: Ints, zone: tuple[Floats, Floats], when: Ints) -> None:
    """The same zone read from the other side, from the bar that closed through it."""
    turned = when >= 0
    known, gap = when[turned], gap[turned]
    top, bottom = zone[0][turned], zone[1][turned]
    real_top, real_bottom = side.zone(top, bottom)
    study.log.add(
        "smc", "ifvg", side.sign, gap - 1, known, (real_top + real_bottom) / 2,
        real_top, real_bottom, study.in_atr(top - bottom, known), ref=row[turned],
        **zone_life(side, known, top, bottom),
    )  # fmt: skip
