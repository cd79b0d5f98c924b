"""First bar at which a column reaches a level: the one question every zone's life is made of."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maxsignal_methods.candles import Floats, Ints


class FirstReach:
    """Answers "first bar >= start with value <= level" for many questions at once in O(log n) each."""

    def __init__(self, values: Floats) -> None:
        self._size = len(values)
        self._minima = [np.append(values, -np.inf)]
        span = 1
        while 2 * span <= self._size:
            shorter = self._minima[-1]
            longer = np.full(self._size + 1, -np.inf)
            last = self._size - 2 * span + 1
            np.minimum(shorter[:last], shorter[span : span + last], out=longer[:last])
            self._minima.append(longer)
            span *= 2

    def at_most(self, start: ArrayLike, level: ArrayLike) -> Ints:
        """First bar >= start whose value is <= level, -1 where there is none."""
        bar: NDArray[np.int64] = np.minimum(np.atleast_1d(start), self._size).astype(np.int64)
        target = np.broadcast_to(np.asarray(level, dtype=np.float64), bar.shape)
        for power in range(len(self._minima) - 1, -1, -1):
            bar += (self._minima[power][bar] > target).astype(np.int64) << power
        bar[bar >= self._size] = -1
        return bar

    def below(self, start: ArrayLike, level: ArrayLike) -> Ints:
        """First bar >= start whose value is < level, -1 where there is none."""
        return self.at_most(start, np.nextafter(np.asarray(level, dtype=np.float64), -np.inf))


def earliest(*bars: Ints) -> Ints:
    """Elementwise first of several bars where -1 means never."""
    never = np.iinfo(np.int64).max
    first = np.min([np.where(bar < 0, never, bar) for bar in bars], axis=0)
    return np.where(first == never, -1, first)


def unless_after(bars: Ints, end: Ints) -> Ints:
    """The bar, or -1 if the thing had already ended before it; an end of -1 never comes."""
    return np.where((end >= 0) & (bars > end), -1, bars)
