"""The closed list of what a prompt may name, each value text that is ready to stand in it.

Whatever comes from outside stands in JSON, cleaned. No value holds a price: what a model never saw it
cannot copy, and places are told as distances in ATR from the last close.
"""

from collections.abc import Iterator

from maxsignal_common.events import CandlesReady, StepCompleted, StepsJoined
from maxsignal_common.facts import FactValue, Level
from maxsignal_common.market import Frozen
from maxsignal_common.plan import Plan
from maxsignal_llm.prompts.market import market_data, market_of
from maxsignal_llm.prompts.telling import (
    figures_of,
    levels_of,
    told_facts,
    told_levels,
    told_plan,
    told_state,
)

# Of each method, the newest: five methods tell more than two short sections can say.
CONNECTED_FACTS = 6


class StepVariables(Frozen):
    """For the prompt of a method; `instrument` and `timeframe` are ids, the others JSON, an object a line."""

    instrument: str
    timeframe: str
    market_data: str
    state: str
    facts: str
    levels: str


class MergeVariables(Frozen):
    """For the prompt of the merge step; its market data is without candles."""

    instrument: str
    timeframe: str
    market_data: str
    plan: str
    facts: str
    levels: str


type Variables = StepVariables | MergeVariables


def step_variables(event: CandlesReady, result: StepCompleted) -> StepVariables:
    """What a method's prompt is told: its own findings and the candles they were found in."""
    last, atr = _measures(result)
    return StepVariables(
        instrument=event.instrument.id,
        timeframe=event.timeframe,
        market_data=market_data(event.instrument, event.origin, event.candles, atr),
        state=told_state(result.state),
        facts=told_facts(result.facts),
        levels=told_levels(result.levels, last, atr),
    )


def merge_variables(event: StepsJoined, plan: Plan) -> MergeVariables:
    """What the merge prompt is told: facts and plan, and no word another model wrote."""
    last, atr = next(map(_measures, event.completed), (None, None))
    levels = [level for step in event.completed for level in _connected(step, plan)]
    return MergeVariables(
        instrument=event.instrument.id,
        timeframe=event.timeframe,
        market_data=market_of(event.instrument, event.origin),
        plan=told_plan(plan),
        facts="\n".join(filter(None, (told for step in event.completed for told in _connecting(step)))),
        levels=told_levels([*levels, *levels_of(plan)], last, atr),
    )


def step_figures(event: CandlesReady, result: StepCompleted) -> tuple[float, ...]:
    """The figures that the method's prompt is told as findings, and of how many bars."""
    return (event.origin.bars, *figures_of(result.state, result.facts))


def merge_figures(event: StepsJoined) -> tuple[float, ...]:
    """The figures that the merge prompt is told as findings."""
    return tuple(
        figure for step in event.completed for figure in figures_of(step.state, step.facts[:CONNECTED_FACTS])
    )


def _connecting(step: StepCompleted) -> tuple[str, str]:
    """What a method sees as a whole, and its newest facts."""
    state = told_state(step.state, step.method)
    return state, told_facts(step.facts[:CONNECTED_FACTS], step.method)


def _connected(step: StepCompleted, plan: Plan) -> Iterator[Level]:
    """Levels of the plan and of what is told, and those that belong to no fact: swings, ranges, old highs."""
    told = {level for fact in step.facts[:CONNECTED_FACTS] for level in fact.levels.values()}
    older = {level for fact in step.facts[CONNECTED_FACTS:] for level in fact.levels.values()}
    untold = older - told - plan.levels.keys()
    return (level for level in step.levels if level.id not in untold)


def _measures(result: StepCompleted) -> tuple[float | None, float | None]:
    """The last close and the ATR, as every method measured them."""
    return _number(result.state.get("last")), _number(result.state.get("atr"))


def _number(value: FactValue) -> float | None:
    return float(value) if isinstance(value, int | float) else None
