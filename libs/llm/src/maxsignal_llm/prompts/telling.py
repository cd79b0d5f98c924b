"""What was found and planned, as a model reads it: one JSON object a line, levels by reference."""

from collections.abc import Iterable, Iterator, Mapping

from maxsignal_common.facts import Fact, FactValue, Level
from maxsignal_common.plan import Plan, Zone
from maxsignal_llm.prompts.market import rounded
from maxsignal_llm.prompts.outside import cleaned, line, reference

SIDES = {1: "bullish", -1: "bearish"}
# Prices, measures of noise that are no finding of this market, and what would be taken for a probability.
UNTOLD = frozenset({"last", "atr", "null_rate", "null_share", "confidence"})
# Told so that a zone can be chosen, not to be told on.
NOT_TO_REPEAT = frozenset({"score", "distance_atr"})


def told_state(state: Mapping[str, FactValue], method: str | None = None) -> str:
    """Where several methods speak, a line among their facts."""
    whose = {"method": method, "fact": "state"} if method else {}
    return line({**whose, **_values(state)})


def told_facts(facts: Iterable[Fact], method: str | None = None) -> str:
    """In the method's order, newest first; `method` names whose they are where several speak."""
    return "\n".join(
        line(
            {
                "method": method,
                "fact": cleaned(fact.kind),
                "side": SIDES.get(fact.direction),
                "bars_ago": fact.age,
                **_values(fact.values),
                **_places(fact.levels),
            }
        )
        for fact in facts
    )


def figures_of(state: Mapping[str, FactValue], facts: Iterable[Fact]) -> Iterator[float]:
    """Every figure of these findings that a text may repeat."""
    found = list(facts)
    for values in (state, *(fact.values for fact in found)):
        told = (value for name, value in values.items() if name not in UNTOLD | NOT_TO_REPEAT)
        yield from (value for value in told if isinstance(value, int | float) and not isinstance(value, bool))
    yield from (fact.age for fact in found if fact.age is not None)


def told_levels(levels: Iterable[Level], last: float | None, atr: float | None) -> str:
    """Every level once, a zone as one: where it lies, seen from the last close."""
    known = {level.id: level for level in levels}
    return "\n".join(_level(level, known, last, atr) for level in known.values() if _is_told(level, known))


def told_plan(plan: Plan) -> str:
    """The decision a text must agree with."""
    told: list[dict[str, object]] = [
        {"bias": plan.bias, "key_zone": _zone(plan.key_zone), "why_no_entry": list(plan.reasons)}
    ]
    told += [
        {
            "scenario": scenario.side,
            "trigger": reference(scenario.trigger),
            "targets": list(map(reference, scenario.targets)),
            "invalidation": scenario.invalidation and reference(scenario.invalidation),
        }
        for scenario in plan.scenarios
    ]
    told += [
        {
            "entry": leg.side,
            "entry_zone": _zone(leg.entry_zone),
            "stop": reference(leg.stop),
            "targets": [reference(target.level) for target in leg.targets],
            "confirmed_by_close_beyond": reference(leg.confirmation.level),
            "on": list(leg.confirmation.timeframes),
        }
        for leg in plan.legs
    ]
    return "\n".join(map(line, told))


def levels_of(plan: Plan) -> list[Level]:
    return [Level(id=name, price=float(price), kind="plan") for name, price in plan.levels.items()]


def _values(values: Mapping[str, FactValue]) -> dict[str, FactValue]:
    return {cleaned(name): _short(value) for name, value in values.items() if name not in UNTOLD}


def _short(value: FactValue) -> FactValue:
    if isinstance(value, str):
        return cleaned(value)
    return rounded(value) if isinstance(value, float) else value


def _places(levels: Mapping[str, str]) -> dict[str, str | None]:
    top, bottom = levels.get("top", ""), levels.get("bottom", "")
    if top.endswith(".top") and bottom == f"{top.removesuffix('.top')}.bottom":
        return {"zone": reference(top.removesuffix(".top"))}
    return {cleaned(role): reference(level) for role, level in levels.items()}


def _zone(zone: Zone | None) -> str | None:
    if zone is None:
        return None
    return (
        _places({"top": zone.top, "bottom": zone.bottom}).get("zone")
        or f"{reference(zone.bottom)} to {reference(zone.top)}"
    )


def _is_told(level: Level, known: Mapping[str, Level]) -> bool:
    """The top of a zone is told with its bottom."""
    paired = f"{level.id.removesuffix('.top')}.bottom" in known
    return reference(level.id) is not None and not (level.id.endswith(".top") and paired)


def _level(level: Level, known: Mapping[str, Level], last: float | None, atr: float | None) -> str:
    base = level.id.removesuffix(".bottom")
    top = known.get(f"{base}.top") if base != level.id else None
    if top is None:
        return line({"level": reference(level.id), "atr_from_close": _distance(level, last, atr)})
    edges = {"bottom": _distance(level, last, atr), "top": _distance(top, last, atr)}
    return line({"zone": reference(base), "atr_from_close": edges})


def _distance(level: Level, last: float | None, atr: float | None) -> float | str | None:
    if last is None:
        return None
    if not atr:
        return "above" if level.price > last else "below"
    return rounded((level.price - last) / atr)
