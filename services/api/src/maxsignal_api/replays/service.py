"""Asks for replays and reads them; whether a step can be asked once more is decided here."""

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import actor, record
from maxsignal_api.auth.limiting import REPLAYS, require_rate
from maxsignal_api.idempotency import fingerprint, made_before
from maxsignal_api.paging import decode_position, encode_position
from maxsignal_api.problems import ProblemError
from maxsignal_api.replays import views
from maxsignal_api.replays.schemas import ReplayDetail, ReplayList, ReplayRequest
from maxsignal_common.analysis import AnalysisConfig, ModelChoice
from maxsignal_common.events import ReplayStep
from maxsignal_common.facts import Method
from maxsignal_common.ids import requested_replay_id
from maxsignal_common.prompting import PromptStep
from maxsignal_common.replays import DRAFT, ReplayQuestion
from maxsignal_common.store import prompts, replays
from maxsignal_common.store.commands import KeyUse
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.llm_models import models_named
from maxsignal_common.store.llm_reads import calls_named, calls_of_replay
from maxsignal_common.store.reads import RunPosition, one_snapshot, run_row
from maxsignal_common.store.replays import Recorded
from maxsignal_llm.prompts import problems_of
from maxsignal_llm.prompts.rendering import text_of

MOST_PROBLEMS = 5


class Order(NamedTuple):
    """Which step of which run is to be asked once more."""

    run_id: UUID
    step: PromptStep
    key: str | None


async def ask(database: Database, order: Order, request: ReplayRequest) -> UUID:
    """Order the replay; the same key with the same request is the same replay."""
    async with database.begin() as connection:
        now = await database_now(connection)
        replay_id = requested_replay_id(order.run_id, actor().name, order.key or str(uuid4()), now)
        asked = fingerprint(f"replay {order.run_id} {order.step}", request)
        if made := await made_before(connection, order.key, KeyUse(str(replay_id), asked)):
            return UUID(made)
        config = await _config(connection, order)
        recorded = await _recorded(connection, order)
        question = await _question(connection, order.step, config, request)
        if not actor().unlimited:
            await require_rate(connection, f"replays of {actor().name}", REPLAYS)
        command = ReplayStep(
            run_id=order.run_id, replay_id=replay_id, prompt_step=order.step, question=question
        )
        await replays.open_replay(connection, command, recorded, by=actor().name, at=now)
        about = {"run": str(order.run_id), "step": order.step, "model": question.choice.model}
        await record(connection, "step.replay_requested", str(replay_id), after=about)
    return replay_id


async def list_replays(database: Database, run_id: UUID, *, cursor: str | None, limit: int) -> ReplayList:
    after = decode_position(cursor) if cursor else None
    async with database.begin() as connection:
        if await run_row(connection, run_id) is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        rows = await replays.replay_page(connection, run_id, after=after, limit=limit + 1)
    page, more = rows[:limit], rows[limit:]
    last = RunPosition(page[-1]["created_at"], page[-1]["id"]) if more else None
    return ReplayList(
        items=[views.summary(row) for row in page], next_cursor=encode_position(last) if last else None
    )


async def get_replay(database: Database, replay_id: UUID) -> ReplayDetail:
    async with database.begin() as connection:
        await one_snapshot(connection)
        row = await replays.find_replay(connection, replay_id)
        if row is None:
            raise ProblemError(404, "unknown_replay", "there is no such replay")
        made = await calls_of_replay(connection, replay_id)
        original = views.told_of(row, "original")
        named = [call.id for call in original.writing.calls] if original and original.writing else []
        return views.detail(row, made, await calls_named(connection, named))


async def _config(connection: AsyncConnection, order: Order) -> AnalysisConfig:
    requested = await replays.requested(connection, order.run_id)
    if requested is None:
        raise ProblemError(404, "unknown_run", "there is no such run")
    if order.step is not PromptStep.MERGE and Method(order.step) not in requested.config.methods:
        raise ProblemError(404, "unknown_step", "the run has no such step")
    return requested.config


async def _recorded(connection: AsyncConnection, order: Order) -> Recorded:
    recorded = await replays.recorded_step(connection, order.run_id, order.step)
    if recorded is None:
        raise ProblemError(409, "no_recorded_input", "the run has not recorded what this step is made from")
    if recorded.status == "failed":
        raise ProblemError(409, "step_failed", "the method failed in this run: there is nothing to tell")
    return recorded


async def _question(
    connection: AsyncConnection, step: PromptStep, config: AnalysisConfig, request: ReplayRequest
) -> ReplayQuestion:
    """The run's own choice, with what the request wants to be different."""
    chosen = config.merge if step is PromptStep.MERGE else config.step(Method(step))
    known = {name: getattr(chosen, name) for name in ModelChoice.model_fields}
    choice = ModelChoice.model_validate(known | await _changes(connection, step, request, chosen))
    await _require_model(connection, choice.model)
    try:
        return ReplayQuestion(language=request.language, choice=choice, prompt=_prompt(step, request))
    except ValidationError as error:
        raise ProblemError(422, "invalid_prompt", error.errors()[0]["msg"]) from error


async def _changes(
    connection: AsyncConnection, step: PromptStep, request: ReplayRequest, chosen: ModelChoice
) -> dict[str, Any]:
    changes = request.model_dump(include={"temperature", "max_tokens"}, exclude_none=True)
    if request.model:
        changes |= {"model": request.model, "fallback_models": ()}
    if request.prompt:
        return changes | {"prompt_version": DRAFT}
    if request.prompt_version:
        if await prompts.find_version(connection, step, request.prompt_version) is None:
            raise ProblemError(404, "unknown_version", "the prompt has no such version")
        return changes | {"prompt_version": str(request.prompt_version)}
    if chosen.prompt_version is None and (active := await prompts.find_active(connection, step)):
        return changes | {"prompt_version": str(active.version)}
    return changes


def _prompt(step: PromptStep, request: ReplayRequest) -> str | None:
    """The request's own text, sound like every stored one."""
    if request.prompt is None:
        return None
    text = text_of(request.prompt.system, request.prompt.user)
    if problems := problems_of(step, text):
        told = (f"line {one.line}, column {one.column}: {one.detail}" for one in problems[:MOST_PROBLEMS])
        raise ProblemError(422, "invalid_prompt", "; ".join(told))
    return text


async def _require_model(connection: AsyncConnection, model: str | None) -> None:
    if model is None:
        raise ProblemError(409, "model_not_set", "the run asked no model for this step: name one")
    known = (await models_named(connection, [model])).get(model)
    if known is None or not known.enabled:
        raise ProblemError(409, "model_not_enabled", "the catalogue has no such model switched on")
    if known.price is None:
        raise ProblemError(409, "unpriced_model", "without a price no budget can be kept: give both prices")
