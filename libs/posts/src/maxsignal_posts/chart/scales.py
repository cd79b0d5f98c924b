"""From bars and prices to pixels, and the round prices of the axis."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from maxsignal_posts.chart.boxes import Box

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class PriceScale:
    """Linear between the lowest and the highest price shown."""

    low: float
    high: float
    pane: Box

    @classmethod
    def covering(cls, prices: Sequence[float], pane: Box, margin: float) -> "PriceScale":
        """Room of `margin` pixels above and below the prices; a flat series stands in the middle."""
        low, high = min(prices), max(prices)
        spread = high - low or abs(high) * 0.02 or 1.0
        pad = spread * margin / (pane.height - 2 * margin)
        if high == low:
            low, high = low - spread / 2, high + spread / 2
        return cls(low - pad, high + pad, pane)

    def y(self, price: Decimal | float) -> float:
        share = (float(price) - self.low) / (self.high - self.low)
        return self.pane.bottom - share * self.pane.height

    def shows(self, top: Decimal, bottom: Decimal) -> bool:
        return float(top) >= self.low and float(bottom) <= self.high


@dataclass(frozen=True, slots=True)
class BarScale:
    """Bars stand side by side from `left` on, whatever time lies between them."""

    ts_ms: tuple[int, ...]
    left: float
    step: float
    right: float

    @classmethod
    def filling(cls, ts_ms: tuple[int, ...], left: float, right: float, widest: float) -> "BarScale":
        """`right` is where the last bar ends at most; few bars are not drawn wider than `widest`."""
        return cls(ts_ms, left, min((right - left) / len(ts_ms), widest), right)

    def middle(self, ms: int) -> float:
        """The middle of the bar that opens at this time; the left edge for one before the picture."""
        if ms < self.ts_ms[0]:
            return self.left
        return self.left + self.step * (self.index(ms) + 0.5)

    def index(self, ms: int) -> int:
        return min(bisect_left(self.ts_ms, ms), len(self.ts_ms) - 1)

    @property
    def body(self) -> float:
        """Width of a candle's body."""
        return max(1.0, round(self.step * 0.68, 1))


def price_steps(scale: PriceScale, tick: Decimal, most: int) -> Iterator[Decimal]:
    """Round prices on the tick inside the scale, at most `most` of them, lowest first."""
    low, high = Decimal(repr(scale.low)), Decimal(repr(scale.high))
    step = _round_step((high - low) / most, tick)
    price = (low / step).to_integral_value(ROUND_CEILING) * step
    while price <= high:
        yield price
        price += step


def _round_step(least: Decimal, tick: Decimal) -> Decimal:
    """The smallest 1, 2, 2.5 or 5 of a power of ten that is at least so wide, in whole ticks."""
    wide = max(least, tick)
    power = Decimal(1).scaleb(wide.adjusted())
    step = next(digit * power for digit in _STEPS if digit * power >= wide)
    return (step / tick).to_integral_value(ROUND_CEILING) * tick
