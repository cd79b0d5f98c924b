"""The row every reference tells and the market it reads: prices as plain numbers, measures from scratch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from maxsignal_methods import Params
from tests.unit.methods.ref.structure import Bar
from tests.unit.methods.ref.windows import prior_mean, wilder_atr


class Told(NamedTuple):
    """One event without its id; `ref` is the bar of the event it points to."""

    kind: str
    direction: int
    bar: int
    known: int
    level: float
    top: float
    bottom: float
    strength: float
    ref: int = -1
    touched: int = -1
    ce: int = -1
    filled: int = -1
    invalid: int = -1

    def mirrored(self) -> "Told":
        return self._replace(direction=-self.direction, level=-self.level, top=-self.bottom, bottom=-self.top)


@dataclass(frozen=True)
class Market:
    """Bars are (open, high, low, close); `sign` is -1 when they are upside down."""

    bars: Sequence[Bar]
    volume: Sequence[float]
    params: Params
    sign: int = 1

    @cached_property
    def mirrored(self) -> "Market":
        bars = [(-open_, -low, -high, -close) for open_, high, low, close in self.bars]
        return Market(bars, self.volume, self.params, -self.sign)

    @cached_property
    def open(self) -> list[float]:
        return [bar[0] for bar in self.bars]

    @cached_property
    def high(self) -> list[float]:
        return [bar[1] for bar in self.bars]

    @cached_property
    def low(self) -> list[float]:
        return [bar[2] for bar in self.bars]

    @cached_property
    def close(self) -> list[float]:
        return [bar[3] for bar in self.bars]

    @cached_property
    def spread(self) -> list[float]:
        return [bar[1] - bar[2] for bar in self.bars]

    @cached_property
    def atr(self) -> list[float | None]:
        """ATR of the bars before each; None where it is unknown or zero."""
        period = self.params.measures.atr
        return [
            wilder_atr(self.high, self.low, self.close, period, t - 1) or None if t else None
            for t in range(len(self.bars))
        ]

    def in_atr(self, size: float, t: int) -> float:
        return size / (self.atr[t] or float("inf"))

    def r(self, t: int) -> float | None:
        """Volume over its average; unknown on a bar without volume."""
        mean = prior_mean(self.volume, self.params.measures.average, t)
        return self.volume[t] / mean if mean and self.volume[t] > 0 else None

    def s(self, t: int) -> float | None:
        mean = prior_mean(self.spread, self.params.measures.average, t)
        return self.spread[t] / mean if mean else None

    def first(self, start: int, test: Callable[[int], bool], last: int | None = None) -> int:
        """First bar from `start` to `last` that passes the test, -1 for none."""
        end = len(self.bars) if last is None else min(last + 1, len(self.bars))
        return next((t for t in range(start, end) if test(t)), -1)

    def life(self, known: int, top: float, bottom: float) -> dict[str, int]:
        """What became of a bullish zone after the bar at which it was known."""
        return {
            "touched": self.first(known + 1, lambda t: self.low[t] <= top),
            "ce": self.first(known + 1, lambda t: self.low[t] <= (top + bottom) / 2),
            "filled": self.first(known + 1, lambda t: self.low[t] <= bottom),
            "invalid": self.first(known + 1, lambda t: self.close[t] < bottom),
        }
