"""A text from a model: asked for, judged, asked for once more with its faults named, or left to the twin.

Whatever a model, a prompt or a budget does ends in a `Told`; only an outage raises, and a replay that asks
what was never asked.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from maxsignal_common.analysis import Language
from maxsignal_common.errors import PermanentError
from maxsignal_common.prompting import Prompt, PromptStep
from maxsignal_common.writings import ModelCall, Writing
from maxsignal_llm.asking import Asking, Judge, Objection, Told, Verdict
from maxsignal_llm.port import Completion, GiveUp, Message, ModelRequest, Models, Prompts, Scope
from maxsignal_llm.prompts.outside import cleaned, line
from maxsignal_llm.prompts.rendering import render
from maxsignal_llm.prompts.schema import output_schema

# The first answer and one repair.
ATTEMPTS = 2
# A model that breaks every rule is told enough to go on with.
MOST_OBJECTIONS = 12
# An answer that minds no limit is not sent back whole.
MOST_REPEATED = 8_000
_SECTIONS = TypeAdapter(dict[str, tuple[str, ...]])


async def tell_each[T](
    askings: Sequence[Asking], judge_of: Callable[[Language], Judge[T]], models: Models, prompts: Prompts
) -> tuple[Told[T], ...]:
    """Ask for a text in several languages at once; an error waits until none is under way."""
    asked = (tell(one, judge_of(one.language), models, prompts) for one in askings)
    ended = await asyncio.gather(*asked, return_exceptions=True)
    told = tuple(one for one in ended if not isinstance(one, BaseException))
    if failed := [one for one in ended if isinstance(one, BaseException)]:
        raise failed[0]
    return told


async def tell[T](asking: Asking, judge: Judge[T], models: Models, prompts: Prompts) -> Told[T]:
    """Ask for one text in one language."""
    record = Writing(language=asking.language, made_by="twin", prompt_version=asking.choice.prompt_version)
    try:
        prompt = await _prompt(asking, prompts)
        messages = render(prompt, asking.variables)
    except PermanentError as error:
        return Told(None, record.model_copy(update={"reason": error.code, "detail": error.detail}))
    record = record.model_copy(update={"prompt_sha256": prompt.sha256})
    return await _converse(asking, messages, judge, models, record)


async def _prompt(asking: Asking, prompts: Prompts) -> Prompt:
    version = asking.choice.prompt_version
    if version is None:
        raise PermanentError("no_prompt", f"the run names no prompt for {asking.step}")
    return await prompts.find(asking.step, version, asking.language)


async def _converse[T](
    asking: Asking, messages: tuple[Message, ...], judge: Judge[T], models: Models, record: Writing
) -> Told[T]:
    usable: T | None = None
    said = messages
    for _ in range(ATTEMPTS):
        answer = await models.complete(_request(asking, said), asking.scope)
        if isinstance(answer, GiveUp):
            return _ended(usable, record, answer.reason, answer.detail)
        verdict = _judged(answer.content, asking.step, judge)
        call = _call(answer, verdict, asking.scope)
        record = record.model_copy(update={"calls": (*record.calls, call)})
        if not verdict.objections:
            return _ended(verdict.value, record, None, "")
        usable = usable if verdict.value is None else verdict.value
        said = (*messages, *_repair(asking.language, answer.content, verdict.objections))
    return _ended(usable, record, "offences", "; ".join(record.calls[-1].offences[:3]))


def _request(asking: Asking, messages: tuple[Message, ...]) -> ModelRequest:
    choice = asking.choice
    if choice.model is None:
        raise ValueError("a step without a model asks nobody")
    return ModelRequest(
        model=choice.model,
        fallbacks=choice.fallback_models,
        messages=messages,
        output_schema=output_schema(asking.step),
        max_tokens=choice.max_tokens,
        temperature=choice.temperature,
        prompt_version=choice.prompt_version,
    )


def _judged[T](content: str, step: PromptStep, judge: Judge[T]) -> Verdict[T]:
    """The sections of the schema, all of them and no other, are judged; anything else has no shape."""
    wanted = set(output_schema(step)["properties"])
    try:
        sections = _SECTIONS.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "answer"
        return Verdict(None, (Objection(where, "shape", first["msg"]),))
    if sections.keys() != wanted:
        return Verdict(None, (Objection("answer", "shape", f"wanted: {', '.join(sorted(wanted))}"),))
    return judge(sections)


def _call[T](answer: Completion, verdict: Verdict[T], scope: Scope) -> ModelCall:
    return ModelCall(
        id=answer.call_id,
        model=answer.model,
        tokens_in=answer.prompt_tokens,
        tokens_out=answer.completion_tokens,
        cost_usd=answer.cost,
        reused=answer.paid_by != scope.run_id,
        offences=tuple(
            f"{one.where}: {one.code} {cleaned(one.text)}".strip()
            for one in verdict.objections[:MOST_OBJECTIONS]
        ),
        removed=dict(verdict.removed),
    )


def _ended[T](value: T | None, record: Writing, reason: str | None, detail: str) -> Told[T]:
    made_by = "twin" if value is None else "model"
    return Told(value, record.model_copy(update={"made_by": made_by, "reason": reason, "detail": detail}))


def _repair(language: Language, content: str, objections: tuple[Objection, ...]) -> tuple[Message, ...]:
    """What the model said, and what is wrong with it; its own words come back as data."""
    told = [
        line({"where": cleaned(one.where), "fault": one.code, "text": cleaned(one.text)})
        for one in objections[:MOST_OBJECTIONS]
    ]
    return (
        Message(role="assistant", content=content[:MOST_REPEATED]),
        Message(role="user", content="\n".join([_words(language), *told])),
    )


@cache
def _words(language: Language) -> str:
    return files("maxsignal_llm").joinpath("repair", f"{language}.md").read_text("utf-8")
