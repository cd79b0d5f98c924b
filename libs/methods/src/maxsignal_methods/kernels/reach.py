"""When price first reaches a level: the one question every zone's life is made of."""

from math import inf

from maxsignal_methods._jit import Column, filled, kernel

# Bars whose least value is kept, so that a search steps over them at once.
BLOCK = 32


@kernel
def block_minima(values: Column) -> Column:
    """Least value of every run of BLOCK bars."""
    least = filled((len(values) + BLOCK - 1) // BLOCK, inf)
    for t in range(len(values)):
        if values[t] < least[t // BLOCK]:  # noqa: PLR1730 - a call costs more than the whole loop
            least[t // BLOCK] = values[t]
    return least


@kernel
def first_at_most(values: Column, least: Column, start: int, level: float) -> int:
    """First bar >= start whose value is <= level, -1 where there is none; `least` are the block minima."""
    size = len(values)
    block = start // BLOCK + 1
    for t in range(start, min(block * BLOCK, size)):
        if values[t] <= level:
            return t
    while block < len(least) and least[block] > level:
        block += 1
    for t in range(block * BLOCK, min((block + 1) * BLOCK, size)):
        if values[t] <= level:
            return t
    return -1


@kernel
def first_below(values: Column, least: Column, start: int, level: float) -> int:
    """First bar >= start whose value is < level, -1 where there is none."""
    t = first_at_most(values, least, start, level)
    while t >= 0 and values[t] == level:
        t = first_at_most(values, least, t + 1, level)
    return t


@kernel
def all_at_most(values: Column, least: Column, start: Column, level: Column) -> Column:
    """`first_at_most` for many questions."""
    found = filled(len(start), -1)
    for k in range(len(start)):
        found[k] = first_at_most(values, least, start[k], level[k])
    return found


@kernel
def zone_life(bars: Column, start: int, top: float, bottom: float) -> tuple[int, int, int, int]:
    """Bars from `start` on that touch a bullish zone, reach its middle and its end, and close below it.

    `bars` are low, its block minima, close and its block minima. Each comes no earlier than the one before.
    """
    low, low_least, close, close_least = bars
    touched = first_at_most(low, low_least, start, top)
    if touched < 0:
        return -1, -1, -1, -1
    half = first_at_most(low, low_least, touched, (top + bottom) / 2)
    if half < 0:
        return touched, -1, -1, -1
    through = first_at_most(low, low_least, half, bottom)
    if through < 0:
        return touched, half, -1, -1
    return touched, half, through, first_below(close, close_least, through, bottom)
