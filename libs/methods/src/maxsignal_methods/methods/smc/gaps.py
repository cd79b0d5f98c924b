"""Fair value gaps and the inverted gaps they become."""

import numpy as np

from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


def zone_life(side: Side, known: Ints, top: Floats, bottom: Floats) -> dict[str, Ints]:
    """Life of bullish zones from the bar after `known`: three depths of a wick, invalid by a close."""
    after = known + 1
    return {
        "touched": side.low_at_most(after, top),
        "ce": side.low_at_most(after, (top + bottom) / 2),
        "filled": side.low_at_most(after, bottom),
        "invalid": side.close_below(after, bottom),
    }


def gaps(study: Study) -> None:
    """Three-bar gaps; one that is closed through is logged again as an inverted gap of the other side."""
    for side in study.sides:
        _side_gaps(study, side)


def _side_gaps(study: Study, side: Side) -> None:
    bottom, top, middle = side.high[:-2], side.low[2:], side.close[1:-1]
    open_gap = (top > bottom) & (middle > bottom)
    if study.params.smc.gap_atr > 0:
        open_gap &= top - bottom >= study.params.smc.gap_atr * study.atr[2:]
    known = np.flatnonzero(open_gap) + 2
    top, bottom = side.low[known], side.high[known - 2]
    life = zone_life(side, known, top, bottom)
    row = study.log.add(
        "smc",
        "fvg",
        side.sign,
        bar=known - 1,
        known=known,
        zone=side.zone(top, bottom),
        strength=study.in_atr(top - bottom, known),
        **life,
    )
    turned = life["invalid"] >= 0
    _invert(study, side.opposite, row[turned], known[turned] - 1, life["invalid"][turned])


def _invert(study: Study, side: Side, gap: Ints, middle: Ints, known: Ints) -> None:
    """The same zone read from the other side, from the bar that closed through it."""
    top, bottom = side.low[middle - 1], side.high[middle + 1]
    study.log.add(
        "smc",
        "ifvg",
        side.sign,
        bar=middle,
        known=known,
        zone=side.zone(top, bottom),
        strength=study.in_atr(top - bottom, known),
        ref=gap,
        **zone_life(side, known, top, bottom),
    )
