"""Recorded events become what is drawn; pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from maxsignal_api.chart.schemas import Chart, DrawnLevel, DrawnZone, Mark
from maxsignal_common.events import CandlesReady, StepCompleted
from maxsignal_common.facts import Fact, Level


def chart(ready: CandlesReady, steps: Sequence[StepCompleted]) -> Chart:
    return Chart(
        candles=ready.candles,
        levels=[level for step in steps for level in _levels(step)],
        zones=[zone for step in steps for zone in _zones(step)],
        marks=[mark for step in steps for mark in _marks(step)],
    )


def _levels(step: StepCompleted) -> Iterator[DrawnLevel]:
    owners = {level: fact for fact in reversed(step.facts) for level in fact.levels.values()}
    for level in step.levels:
        owner = owners.get(level.id)
        yield DrawnLevel(
            id=level.id,
            price=_price(level),
            kind=level.kind,
            method=step.method,
            fact=owner.id if owner else None,
            bar_ms=owner.bar_ms if owner else None,
        )


def _zones(step: StepCompleted) -> Iterator[DrawnZone]:
    prices = {level.id: _price(level) for level in step.levels}
    for fact in step.facts:
        top, bottom = (prices.get(fact.levels.get(edge, "")) for edge in ("top", "bottom"))
        if top is not None and bottom is not None and top > bottom:
            yield DrawnZone(**_about(fact), method=step.method, top=top, bottom=bottom)


def _marks(step: StepCompleted) -> Iterator[Mark]:
    for fact in step.facts:
        if fact.bar_ms is not None and "top" not in fact.levels:
            yield Mark(**_about(fact), method=step.method)


def _about(fact: Fact) -> dict[str, Any]:
    return fact.model_dump(include={"id", "kind", "direction", "bar_ms", "known_ms"})


def _price(level: Level) -> Decimal:
    # As it was printed: binary noise never reaches a price.
    return Decimal(str(level.price))
