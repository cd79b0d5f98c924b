"""The prices a plan may use: method levels and its own, each rounded to the tick once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from maxsignal_methods.planning.shape import Zone
from maxsignal_methods.result import Fact, Level, MethodResult

ZONE_KINDS = ("fvg", "ifvg", "ob", "breaker", "mitigation", "ote", "pd_array")
# Prices where orders rest: what a move aims for and what it must pass.
MAGNETS = ("swing_high", "swing_low", "pool", "range", "day", "week", "asia")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A zone of the methods with its prices and the PD-array score, if it has one."""

    zone: Zone
    direction: int
    top: Decimal
    bottom: Decimal
    score: float


class Ledger:
    def __init__(self, results: Iterable[MethodResult], tick: Decimal) -> None:
        self.tick = tick
        self._levels: dict[str, Level] = {}
        self._facts: list[Fact] = []
        self._used: dict[str, Decimal] = {}
        for result in results:
            self._levels |= {level.id: level for level in result.levels}
            self._facts += result.facts

    @property
    def used(self) -> Mapping[str, Decimal]:
        return dict(self._used)

    def price(self, level_id: str) -> Decimal:
        """A level's price on the tick, whether the plan's own or a method's."""
        if level_id in self._used:
            return self._used[level_id]
        return self.round(exact(self._levels[level_id].price))

    def cite(self, *level_ids: str) -> None:
        """Make the levels part of the plan."""
        for level_id in level_ids:
            self._used[level_id] = self.price(level_id)

    def own(self, name: str, price: Decimal, rounding: str = ROUND_HALF_EVEN) -> str:
        """Add a price of the plan's own under `plan.<name>`."""
        level_id = f"plan.{name}"
        self._used[level_id] = self.round(price, rounding)
        return level_id

    def round(self, price: Decimal, rounding: str = ROUND_HALF_EVEN) -> Decimal:
        return (price / self.tick).to_integral_value(rounding) * self.tick

    def away(self, price: Decimal, sign: int) -> Decimal:
        """Round up for a positive sign, down for a negative one."""
        return self.round(price, ROUND_CEILING if sign > 0 else ROUND_FLOOR)

    def zones(self) -> list[Candidate]:
        """Every live zone the methods state, once per place and side; none that has no height on the tick."""
        found: dict[tuple[int, Decimal, Decimal], Candidate] = {}
        for fact in self._facts:
            edges = fact.levels.get("top"), fact.levels.get("bottom")
            if fact.kind in ZONE_KINDS and edges[0] in self._levels and edges[1] in self._levels:
                candidate = self._candidate(fact, Zone(edges[0], edges[1]))
                key = (candidate.direction, candidate.top, candidate.bottom)
                better = key not in found or found[key].score < candidate.score
                if better and candidate.top > candidate.bottom:
                    found[key] = candidate
        return list(found.values())

    def _candidate(self, fact: Fact, zone: Zone) -> Candidate:
        score = fact.values.get("score")
        return Candidate(
            zone,
            fact.direction,
            self.price(zone.top),
            self.price(zone.bottom),
            score if isinstance(score, int | float) else 0.0,
        )

    def magnets(self) -> list[tuple[Decimal, str]]:
        """(price, id) of the levels that attract price; a pool already swept no longer does."""
        spent = {
            fact.levels.get("level")
            for fact in self._facts
            if fact.kind == "pool" and fact.values.get("swept")
        }
        return sorted(
            (self.price(level.id), level.id)
            for level in self._levels.values()
            if level.kind in MAGNETS and level.id not in spent and level.id != "smc.eq"
        )


def exact(number: float | Decimal) -> Decimal:
    """The decimal a float is printed as: binary noise never reaches a price."""
    return number if isinstance(number, Decimal) else Decimal(str(float(number)))
