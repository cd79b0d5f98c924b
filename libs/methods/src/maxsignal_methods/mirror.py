"""One side of the market. Detectors are written once, for the bullish case; the bearish case is the same
code on mirrored prices (price -> -price, taker buys -> volume - taker buys)."""

from dataclasses import dataclass
from functools import cached_property

from maxsignal_methods._jit import Column, column
from maxsignal_methods.candles import Candles, Floats
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
    def lows(self) -> FirstReach:
        return FirstReach(self.low)

    @cached_property
    def closes(self) -> FirstReach:
        return FirstReach(self.close)

    @cached_property
    def columns(self) -> tuple[Column, Column, Column, Column]:
        return column(self.open), column(self.high), column(self.low), column(self.close)

    def zone(self, top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
        """A zone of this side as real (top, bottom)."""
        return (top, bottom) if self.sign > 0 else (-bottom, -top)


def upright(candles: Candles) -> Side:
    return Side(1, candles.open, candles.high, candles.low, candles.close)


def mirrored(candles: Candles) -> Side:
    return Side(-1, -candles.open, -candles.low, -candles.high, -candles.close)
