"""The dealing range: the latest major swing high and low that no close has broken."""

import numpy as np

from maxsignal_methods._jit import Column, column, integers
from maxsignal_methods.kernels.zones import dealing_ranges
from maxsignal_methods.methods.smc.structure import major
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


def ranges(study: Study) -> None:
    """Log every range from the bar both ends are known until a close or a newer swing ends it."""
    swings = study.run(major).swings
    room = len(swings[1].bar) + len(swings[-1].bar)
    # a span begins only where a swing becomes known or is broken
    out = tuple(integers(2 * room) for _ in range(4))
    stacks = (integers(room), integers(room))
    count = dealing_ranges(len(study), _ends(study, study.up), _ends(study, study.down), stacks, out)
    bar, upper, lower, end = (np.array(values[:count], dtype=np.int64) for values in out)
    high, low = swings[1].level[upper], -swings[-1].level[lower]
    real = high > low
    bar, high, low = bar[real], high[real], low[real]
    strength = study.in_atr(high - low, bar)
    study.log.add(
        "smc", "range", 0, bar=bar, known=bar, zone=(high, low), strength=strength, invalid=end[real]
    )


def _ends(study: Study, side: Side) -> tuple[Column, Column]:
    own = study.run(major).swings[side.sign]
    return column(own.known), column(side.close_above(own.known + 1, own.level))
