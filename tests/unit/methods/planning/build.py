"""Results written by hand, as they would arrive in a message."""

from collections.abc import Mapping
from decimal import Decimal

from maxsignal_methods import Fact, Level, MethodResult, Plan, plan

TICK = Decimal("0.1")

type Zones = Mapping[str, tuple[int, float, float]]


def smc(trend: int, zones: Zones, magnets: Mapping[str, float]) -> MethodResult:
    """Zones are name -> (direction, top, bottom); magnets are swing highs and lows by name."""
    levels = [Level(f"smc.{name}", price, "swing_high") for name, price in magnets.items()]
    facts = []
    for name, (direction, top, bottom) in zones.items():
        ids = {"top": f"smc.{name}.top", "bottom": f"smc.{name}.bottom"}
        levels += [Level(ids["top"], top, "fvg"), Level(ids["bottom"], bottom, "fvg")]
        facts.append(Fact(f"smc.{name}", "fvg", direction, levels=ids))
    return MethodResult("smc", {"trend": trend}, tuple(levels), tuple(facts))


def voting(method: str, **state: float | str | bool) -> MethodResult:
    return MethodResult(method, state)


SUPPORT: Zones = {"fvg.1": (1, 98.0, 97.0)}
RESISTANCE: Zones = {"fvg.1": (-1, 103.0, 102.0)}
MAGNETS = {"low.1": 94.0, "low.2": 90.0, "high.1": 104.0, "high.2": 108.0, "high.3": 112.0}


def planned(*results: MethodResult, last: float = 100.0, atr: float | None = 2.0) -> Plan:
    return plan(results, last, atr, TICK)
