"""First bar at which a column reaches a level, asked many times at once."""

import numpy as np
from numpy.typing import ArrayLike

from maxsignal_methods._jit import Column, column, floats, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.kernels.reach import all_at_most, all_below, block_minima


class FirstReach:
    """Answers "first bar >= start with value <= level" by looking at bars near by and blocks farther on."""

    def __init__(self, values: Floats, own: Column | None = None) -> None:
        """`own` are the values as a column, if somebody has them already."""
        own = column(values) if own is None else own
        self.columns: tuple[Column, Column] = (own, block_minima(own))

    def at_most(self, start: ArrayLike, level: ArrayLike) -> Ints:
        """First bar >= start whose value is <= level, -1 where there is none."""
        return integers(all_at_most(*self.columns, *_questions(start, level)))

    def below(self, start: ArrayLike, level: ArrayLike) -> Ints:
        """First bar >= start whose value is < level, -1 where there is none."""
        return integers(all_below(*self.columns, *_questions(start, level)))


def _questions(start: ArrayLike, level: ArrayLike) -> tuple[Column, Column]:
    return column(integers(np.atleast_1d(start))), column(floats(np.atleast_1d(level)))


def earliest(*bars: Ints) -> Ints:
    """Elementwise first of several bars where -1 means never."""
    never = np.iinfo(np.int64).max
    first = np.min([np.where(bar < 0, never, bar) for bar in bars], axis=0)
    return np.where(first == never, -1, first)


def unless_after(bars: Ints, end: Ints) -> Ints:
    """The bar, or -1 if the thing had already ended before it; an end of -1 never comes."""
    return np.where((end >= 0) & (bars > end), -1, bars)
