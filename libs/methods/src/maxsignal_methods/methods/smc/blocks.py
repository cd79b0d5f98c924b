"""Order blocks, and the breaker or mitigation blocks they become when they fail."""

import numpy as np

from maxsignal_methods._jit import column, integers
from maxsignal_methods.candles import Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.kernels.zones import order_blocks
from maxsignal_methods.methods.smc.gaps import zone_life
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


def blocks(study: Study) -> None:
    for side, opposite in study.sides:
        _side_blocks(study, side, opposite)


def _side_blocks(study: Study, side: Side, opposite: Side) -> None:
    structure = study.run(internal)
    own = structure.direction == side.sign
    known, origin = structure.bar[own], structure.origin[own]
    found = integers(len(known))
    limit = column(study.params.smc.block_skip_atr * study.atr)
    order_blocks(*side.columns, limit, column(origin), column(known), found)
    # two breaks may rest on one candle: it is one block, known at the first of them
    bar, first = np.unique(np.array(found, dtype=np.int64), return_index=True)
    known = known[first]
    top, bottom = side.high[bar], side.low[bar]
    life = zone_life(side, known, top, bottom)
    life["ce"] = side.closes.below(known + 1, (top + bottom) / 2)
    real_top, real_bottom = side.zone(top, bottom)
    row = study.log.add(
        "smc", "ob", side.sign, bar, known, (real_top + real_bottom) / 2, real_top, real_bottom,
        structure.displacement[own][first], structure.row[own][first], **life,
    )  # fmt: skip
    _failed_blocks(study, opposite, bar, known, row, life["invalid"])


def _failed_blocks(study: Study, side: Side, block: Ints, born: Ints, row: Ints, failed: Ints) -> None:
    """A failed block turns into resistance: a breaker if price made a new high first, else mitigation."""
    fell = failed >= 0
    block, born, row, known = block[fell], born[fell], row[fell], failed[fell]
    peak = [side.low[start : end + 1].min() for start, end in zip(block, born, strict=True)]
    higher = side.lows.below(born + 1, np.array(peak))
    made_high = (higher >= 0) & (higher <= known)
    kinds = np.array([KIND_CODE["mitigation"], KIND_CODE["breaker"]])[made_high.astype(np.int64)]
    top, bottom = side.high[block], side.low[block]
    real_top, real_bottom = side.zone(top, bottom)
    study.log.add(
        "smc", kinds, side.sign, block, known, (real_top + real_bottom) / 2,
        real_top, real_bottom, ref=row, **zone_life(side, known, top, bottom),
    )  # fmt: skip
