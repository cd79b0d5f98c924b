"""Order blocks, and the breaker or mitigation blocks they become when they fail."""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods._jit import column, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.kernels.zones import order_blocks
from maxsignal_methods.methods.smc.gaps import zone_life
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study

_FAILED_KIND = np.array([KIND_CODE["mitigation"], KIND_CODE["breaker"]])


@dataclass(frozen=True, slots=True)
class _Blocks:
    bar: Ints
    known: Ints
    failed: Ints
    row: Ints


def blocks(study: Study) -> None:
    for side in study.sides:
        _log_failed(study, side.opposite, _log_blocks(study, side))


def _log_blocks(study: Study, side: Side) -> _Blocks:
    structure = study.run(internal)
    own = structure.breaks.direction == side.sign
    known, found = structure.breaks.bar[own], integers(int(own.sum()))
    limit = column(study.params.smc.block_skip_atr * study.atr)
    order_blocks(side.columns, limit, column(structure.origin[own]), column(known), found)
    # two breaks may rest on one candle: it is one block, known at the first of them
    bar, first = np.unique(np.array(found, dtype=np.int64), return_index=True)
    known, (top, bottom) = known[first], _edges(study, side, bar)
    life = zone_life(side, known, top, bottom)
    life["ce"] = side.close_below(known + 1, (top + bottom) / 2)
    if study.params.smc.block_fails_on == "wick":
        life["invalid"] = side.low_below(known + 1, bottom)
    row = study.log.add(
        "smc",
        "ob",
        side.sign,
        bar=bar,
        known=known,
        zone=side.zone(top, bottom),
        strength=structure.displacement[own][first],
        ref=structure.row[own][first],
        **life,
    )
    return _Blocks(bar, known, life["invalid"], row)


def _edges(study: Study, side: Side, bar: Ints) -> tuple[Floats, Floats]:
    """Top and bottom of the block: the whole candle, or its body."""
    if study.params.smc.block_zone == "full":
        return side.high[bar], side.low[bar]
    return np.maximum(side.open, side.close)[bar], np.minimum(side.open, side.close)[bar]


def _log_failed(study: Study, side: Side, table: _Blocks) -> None:
    """A failed block turns into resistance: a breaker if price made a new high first, else mitigation.

    `side` is the other side's, so the new high of a failed bullish block is a new low here.
    """
    fell = table.failed >= 0
    bar, born, known = table.bar[fell], table.known[fell], table.failed[fell]
    pairs = zip(bar.tolist(), born.tolist(), strict=True)
    peak = np.array([side.low[start : end + 1].min() for start, end in pairs])
    higher = side.low_below(born + 1, peak)
    made_high = (higher >= 0) & (higher <= known)
    top, bottom = _edges(study, side, bar)
    study.log.add(
        "smc",
        _FAILED_KIND[made_high.astype(np.int64)],
        side.sign,
        bar=bar,
        known=known,
        zone=side.zone(top, bottom),
        ref=table.row[fell],
        **zone_life(side, known, top, bottom),
    )
