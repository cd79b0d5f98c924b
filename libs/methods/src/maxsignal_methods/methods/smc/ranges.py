"""The dealing range: the latest major swing high and low that no close has broken."""

from maxsignal_methods._jit import Column, column, cut, grid, integers
from maxsignal_methods.kernels.ranges import dealing_ranges
from maxsignal_methods.methods.smc.structure import major
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


def ranges(study: Study) -> None:
    """Log every range from the bar both ends are known until a close or a newer swing ends it."""
    swings = study.run(major).swings
    room = len(swings[1].bar) + len(swings[-1].bar)
    # a span begins only where a swing becomes known or is broken
    out = grid(4, 2 * room, -1)
    stacks = grid(2, room, -1)
    count = dealing_ranges(len(study), _ends(study, study.up), _ends(study, study.down), stacks, out)
    bar, upper, lower, end = integers(cut(out, count))
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
