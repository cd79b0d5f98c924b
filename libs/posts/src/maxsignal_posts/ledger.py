"""The ledger: every price a post may contain, by level id, rounded to the instrument's tick."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Self

from maxsignal_posts.errors import PostError


@dataclass(frozen=True)
class Ledger:
    prices: Mapping[str, Decimal]
    tick: Decimal

    @classmethod
    def of(cls, prices: Mapping[str, Decimal], *, tick: Decimal) -> Self:
        if not tick.is_finite() or tick <= 0:
            raise PostError("bad_tick", f"a tick of {tick} rounds nothing")
        rounded = {name: to_tick(price, tick) for name, price in prices.items()}
        return cls(MappingProxyType(rounded), tick)

    def price(self, level: str) -> Decimal:
        if level not in self.prices:
            raise PostError("unknown_level", f"{level} is not in the ledger")
        return self.prices[level]

    def edges(self, reference: str) -> tuple[str, ...]:
        """The level ids a reference stands for: one price, or a zone's bottom and top."""
        zone = (f"{reference}.bottom", f"{reference}.top")
        if reference in self.prices:
            return (reference,)
        if all(edge in self.prices for edge in zone):
            return zone
        raise PostError("unknown_reference", f"[[{reference}]] names no level of this run")

    def holds(self, price: Decimal) -> bool:
        return to_tick(price, self.tick) in self._distinct

    @property
    def places(self) -> int:
        """Digits after the decimal point of a price."""
        exponent = self.tick.normalize().as_tuple().exponent
        return max(0, -int(exponent))

    def is_near(self, value: Decimal) -> bool:
        """Whether a reader could take the value for a price of this market."""
        if not self._distinct:
            return True
        lowest, highest = self._range
        return lowest / 2 <= value <= highest * 2

    def chance_pass(self) -> float:
        """Share of invented prices, drawn at tick precision from the ledger's range, that hit a level."""
        if not self._distinct:
            return 0.0
        lowest, highest = self._range
        steps = (highest - lowest) / self.tick
        return len(self._distinct) / (int(steps) + 1)

    @cached_property
    def _range(self) -> tuple[Decimal, Decimal]:
        return min(self._distinct), max(self._distinct)

    @cached_property
    def _distinct(self) -> frozenset[Decimal]:
        return frozenset(self.prices.values())


def to_tick(price: Decimal, tick: Decimal) -> Decimal:
    if not price.is_finite():
        raise PostError("bad_price", f"{price} is not a price")
    return (price / tick).to_integral_value(ROUND_HALF_EVEN) * tick
