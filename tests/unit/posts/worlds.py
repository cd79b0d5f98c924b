"""The same story told at other prices: one input, many markets."""

from decimal import Decimal
from random import Random
from typing import Any

from tests.unit.posts.samples import Json

SCALES = (
    ("BTC/USDT", Decimal(1), "1"),
    ("BTC/USDT", Decimal("1.0007"), "0.01"),
    ("EUR/USD", Decimal("0.0000168"), "0.0001"),
    ("IBM", Decimal("0.003"), "0.01"),
    ("DOGE/USDT", Decimal("0.0000025"), "0.00001"),
    ("SBER", Decimal("0.0045"), "0.01"),
)


def rescaled(data: Json, seed: int) -> Json:
    """The input with every price moved to another market."""
    name, factor, tick = SCALES[seed % len(SCALES)]
    return moved(data, name, factor * Decimal(str(Random(seed).uniform(0.9, 1.1))), tick, seed)


def moved(data: Json, name: str, factor: Decimal, tick: str, seed: int) -> Json:
    """The input with every price times the factor; counts and times vary with the seed."""
    dice = Random(seed)

    def price(value: Any) -> float:
        steps = (Decimal(str(value)) * factor / Decimal(tick)).to_integral_value()
        return float(steps * Decimal(tick))

    def step(given: Json) -> Json:
        state = {**given["state"], "last": price(given["state"]["last"]), "bars": dice.randrange(60, 999)}
        prices = [{**level, "price": price(level["price"])} for level in given["levels"]]
        return {**given, "state": state, "levels": prices}

    levels = {name: str(price(value)) for name, value in data["plan"]["levels"].items()}
    return {
        **data,
        "instrument": name,
        "tick": tick,
        "timeframe": dice.choice(["M15", "H1", "H4", "D1"]),
        "steps": [step(given) for given in data["steps"]],
        "plan": {**data["plan"], "levels": levels},
    }
