"""The dealing range: the latest major swing high and low that no close has broken."""

import numpy as np

from maxsignal_methods._jit import column, integers
from maxsignal_methods.kernels.zones import dealing_ranges
from maxsignal_methods.methods.smc.structure import major
from maxsignal_methods.study import Study


def ranges(study: Study) -> None:
    """Log every range from the bar both ends are known until a close or a newer swing ends it."""
    swings = study.run(major).swings
    broken = {
        side.sign: opposite.closes.below(
            swings[side.sign].known + 1, -swings[side.sign].level
        )
        for side, opposite in study.sides
    }  # fmt: skip
    room = sum(len(swings[sign].bar) for sign in (1, -1)) * 2
    bar, top, bottom, end = (integers(room) for _ in range(4))
    count = dealing_ranges(
        len(study), column(swings[1].known), column(broken[1]),
        column(swings[-1].known), column(broken[-1]), bar, top, bottom, end,
    )  # fmt: skip
    known, upper, lower, until = (np.array(x[:count], dtype=np.int64) for x in (bar, top, bottom, end))
    high, low = swings[1].level[upper], -swings[-1].level[lower]
    real = high > low
    study.log.add(
        "smc", "range", 0, known[real], known[real], ((high + low) / 2)[real],
        high[real], low[real], study.in_atr((high - low)[real], known[real]), invalid=until[real],
    )  # fmt: skip
