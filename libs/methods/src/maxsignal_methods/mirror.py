"""One side of the market: detectors are written once, for the bullish case.

The bearish case is the same code on mirrored prices (price -> -price).
"""

from dataclasses import dataclass
from functools import cached_property

from numpy.typing import ArrayLike

from maxsignal_methods._jit import Column, column
from maxsignal_methods.candles import Candles, Floats, Ints
from maxsignal_methods.search import FirstReach


@dataclass(frozen=True, eq=False)
class Side:
    """Prices as a bullish detector reads them; `sign` turns its directions and prices back."""

    sign: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats

    @cached_property
    def opposite(self) -> "Side":
        other = Side(-self.sign, *(_mirrored(x) for x in (self.open, self.low, self.high, self.close)))
        other.__dict__["opposite"] = self
        return other

    @cached_property
    def columns(self) -> tuple[Column, Column, Column, Column]:
        return column(self.open), column(self.high), column(self.low), column(self.close)

    @cached_property
    def reach(self) -> tuple[Column, Column, Column, Column]:
        """Lows and closes, each with what a search for a level steps over."""
        return self._lows.columns + self._closes.columns

    @cached_property
    def _lows(self) -> FirstReach:
        return FirstReach(self.low, self.columns[2])

    @cached_property
    def _closes(self) -> FirstReach:
        return FirstReach(self.close, self.columns[3])

    def low_at_most(self, start: ArrayLike, level: ArrayLike) -> Ints:
        """First bar >= start that trades at or below the level, -1 for never; so for the others."""
        return self._lows.at_most(start, level)

    def low_below(self, start: ArrayLike, level: ArrayLike) -> Ints:
        return self._lows.below(start, level)

    def close_below(self, start: ArrayLike, level: ArrayLike) -> Ints:
        return self._closes.below(start, level)

    def high_above(self, start: ArrayLike, level: Floats) -> Ints:
        return self.opposite.low_below(start, -level)

    def close_above(self, start: ArrayLike, level: Floats) -> Ints:
        return self.opposite.close_below(start, -level)

    def zone(self, top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
        """A zone of this side as real (top, bottom)."""
        return (top, bottom) if self.sign > 0 else (-bottom, -top)


def upright(candles: Candles) -> Side:
    return Side(1, candles.open, candles.high, candles.low, candles.close)


def _mirrored(prices: Floats) -> Floats:
    """Read-only like the candles' own: a kernel is compiled once for both sides."""
    turned = -prices
    turned.setflags(write=False)
    return turned
