"""First bar at which a column reaches a level, asked many times at once."""

import numpy as np
from numpy.typing import ArrayLike

from maxsignal_methods._jit import Column, column, floats, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.kernels.reach import all_at_most, block_minima


class FirstReach:
    """Answers "first bar >= start with value <= level" by looking at bars near by and blocks farther on."""

    def __init__(self, values: Floats, own: Column | None = None) -> None:
        """`own` are the values as a column, if somebody has them already."""
        own = column(values) if own is None else own
        self.columns: tuple[Column, Column] = (own, block_minima(own))

    def at_most(self, start: ArrayLike, level: ArrayLike) -> Ints:
        """First bar >= start whose value is <= level, -1 where there is none."""
        bars, levels = column(integers(np.atleast_1d(start))), column(floats(np.atleast_1d(level)))
        return integers(all_at_most(*self.columns, bars, levels))

    def below(self, start: ArrayLike, level: ArrayLike) -> Ints:
        """First bar >= start whose value is < level, -1 where there is none."""
        return self.at_most(start, np.nextafter(level, -np.inf))


# As an unsigned number, -1 (never) is later than every bar.
_ORDERED = np.uint64


def earliest(*bars: Ints) -> Ints:
    """Elementwise first of several bars where -1 means never."""
    first = bars[0]
    for other in bars[1:]:
        first = np.minimum(first.view(_ORDERED), other.view(_ORDERED)).view(np.int64)
    return first


def unless_after(bars: Ints, end: Ints) -> Ints:
    """The bar, or -1 if the thing had already ended before it; an end of -1 never comes."""
    return np.where(bars.view(_ORDERED) > end.view(_ORDERED), -1, bars)
