"""Joined steps become a plan, then a post in every language, then a verdict of the grounding gate."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from maxsignal_common.analysis import Language
from maxsignal_common.events import PostMerged, StepCompleted, StepsJoined
from maxsignal_common.market import from_ms
from maxsignal_common.plan import Plan
from maxsignal_common.rendered import GroundingSummary, PostPart, RenderedPost, TextEntity
from maxsignal_llm.asking import Told
from maxsignal_merger.picture import Picture, illustrate
from maxsignal_merger.prose import ground
from maxsignal_methods import Fact, Level, MethodResult
from maxsignal_methods import plan as decide_plan
from maxsignal_posts import Post, PostInput, post_input


class Written(NamedTuple):
    """One language's post: what went into it, how it was rendered, and how it travels."""

    data: PostInput
    rendered: Post
    post: RenderedPost


class Merged(NamedTuple):
    """The finished post and the pictures it names."""

    event: PostMerged
    pictures: tuple[Picture, ...]


def merge(event: StepsJoined, told: Sequence[Told[dict[str, str]]] = ()) -> Merged:
    """The finished post around the plan; `told` is how a model connects the findings, where one was asked."""
    plan = plan_of(event)
    twin = input_of(event, plan)
    sections = {one.writing.language: one.value or {} for one in told}
    written = [
        write(with_words(twin, event, language, sections.get(language, {})), language)
        for language in event.config.languages
    ]
    drawn = [illustrate(one.post, one.data, one.rendered, event.bars) for one in written]
    writings = tuple(one.writing for one in told)
    merged = PostMerged(
        run_id=event.run_id,
        instrument=event.instrument,
        timeframe=event.timeframe,
        as_of=event.as_of,
        plan=plan,
        ledger=dict(written[0].rendered.ledger.prices),
        posts=tuple(one.post for one in drawn),
        twins=tuple(
            write(one.data.twin, one.post.language).post for one in written if one.post.made_by == "model"
        ),
        writings=writings,
        tokens_in=sum(one.tokens_in for one in writings),
        tokens_out=sum(one.tokens_out for one in writings),
        cost_usd=sum((one.cost_usd for one in writings), start=Decimal(0)),
        missing=(*event.missing, *(step.method for step in event.failed)),
        auto_publish=event.config.auto_publish,
        last_ms=event.origin.last_ms,
        time_zone=event.config.time_zone,
    )
    return Merged(merged, tuple(one.picture for one in drawn if one.picture))


def plan_of(event: StepsJoined) -> Plan:
    """The plan; without a single measured price there is nothing to plan with, and the post says wait."""
    last = first_number(event, "last")
    if last is None:
        return Plan(bias="wait", key_zone=None, scenarios=(), reasons=("no_data",))
    results = [method_result(step) for step in event.completed]
    decided = decide_plan(results, last, first_number(event, "atr"), event.instrument.tick)
    return Plan.model_validate(decided, from_attributes=True)


def method_result(step: StepCompleted) -> MethodResult:
    return MethodResult(
        method=step.method,
        state=step.state,
        levels=tuple(Level(x.id, x.price, x.kind, x.event) for x in step.levels),
        facts=tuple(Fact(**fact.model_dump()) for fact in step.facts),
        warnings=step.warnings,
    )


def first_number(event: StepsJoined, name: str) -> float | None:
    """A state value the methods share (last close, ATR): every method measured the same candles."""
    values = (step.state.get(name) for step in event.completed)
    return next((float(x) for x in values if isinstance(x, int | float)), None)


def input_of(event: StepsJoined, plan: Plan) -> PostInput:
    """What the renderer reads; a method that failed or is missing is named with its reason."""
    words = {"prose", "writings"}
    steps: list[Mapping[str, Any]] = [step.model_dump(exclude=words) for step in event.completed]
    steps += [step.model_dump() for step in event.failed]
    steps += [{"method": method, "status": "missing"} for method in event.missing]
    return post_input(
        {
            "instrument": event.instrument.id,
            "timeframe": event.timeframe,
            "as_of": min(event.as_of, _close_of(event)),
            "time_zone": event.config.time_zone,
            "source": event.instrument.exchange,
            "tick": event.instrument.tick,
            "steps": steps,
            "plan": plan.model_dump(),
            "notes": notes_of(event),
            "lacking": lacking_of(event),
            "methods": event.config.methods,
        }
    )


def with_words(
    twin: PostInput, event: StepsJoined, language: Language, sections: Mapping[str, str]
) -> PostInput:
    """The post with what models wrote in this language."""
    told = {step.method: (step.prose or {}).get(language) for step in event.completed}
    prose = {str(method): text for method, text in told.items() if text}
    return twin.with_prose(prose).with_sections(sections)


def notes_of(event: StepsJoined) -> tuple[str, ...]:
    """What a reader must know about the data as a whole."""
    notes = {
        "recorded": event.origin.source == "replay",
        "degraded": event.origin.degraded,
        "gap_in_window": bool(event.origin.gaps) and not event.origin.degraded,
        "split": bool(event.origin.splits),
        "deadline": bool(event.missing),
        "fallback": event.origin.fallback_for is not None,
    }
    return tuple(code for code, applies in notes.items() if applies)


def lacking_of(event: StepsJoined) -> dict[str, int] | None:
    """How many bars the calendar expected in vain, and the newest gap."""
    if not event.origin.gaps:
        return None
    newest = event.origin.gaps[-1]
    bars = sum(gap.bars for gap in event.origin.gaps)
    return {"bars": bars, "first_ms": newest.first_ms, "last_ms": newest.last_ms}


def write(data: PostInput, language: Language) -> Written:
    """Render and put through the gate."""
    data, rendered, report, refused = ground(data, language)
    grounding = GroundingSummary(
        ok=report.ok,
        levels_cited=len(rendered.cited),
        numbers_checked=report.checked,
        chance_pass=report.chance_pass,
        refused=refused,
    )
    post = RenderedPost(
        language=language,
        text=rendered.text,
        parts=tuple(_part(text, entities) for text, entities in rendered.parts),
        made_by=data.made_by,
        grounding=grounding,
    )
    return Written(data, rendered, post)


def _close_of(event: StepsJoined) -> datetime:
    """The post speaks as of its newest closed candle, which may be long before the run's own time."""
    return from_ms(event.origin.close_ms)


def _part(text: str, entities: tuple[Any, ...]) -> PostPart:
    return PostPart(
        text=text, entities=tuple(TextEntity.model_validate(x, from_attributes=True) for x in entities)
    )
