"""Replayed steps: asked for with what they are made from, answered beside the run, never part of it."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, column, func, literal, select, table, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.errors import PermanentError
from maxsignal_common.events import ReplayStep, RunRequested, StepReplayed, StepsJoined
from maxsignal_common.prompting import PromptStep
from maxsignal_common.replays import ReplayInput
from maxsignal_common.store.outbox import enqueue
from maxsignal_common.store.reads import RunPosition
from maxsignal_common.store.replays_schema import step_replays
from maxsignal_common.store.runs import CANDLES_STEP
from maxsignal_common.store.schema import events, posts, run_steps

# Longer than any worker takes: what is still open then was lost with its message.
OVERDUE = timedelta(minutes=10)
_INPUTS = table("replay_inputs", column("replay_id", Uuid), column("input"), column("original"))


class Recorded(NamedTuple):
    """The event a step was made from, and the one that told it; `status` of a step is as the run has it."""

    input_id: UUID
    original_id: UUID | None
    status: str | None


async def requested(connection: AsyncConnection, run_id: UUID) -> RunRequested | None:
    """What the run was asked to do; None where there is no such run."""
    query = select(events.c.body).where(events.c.run_id == run_id, events.c.type == RunRequested.type())
    body = (await connection.execute(query)).scalar()
    return RunRequested.model_validate_json(body) if body else None


async def recorded_step(connection: AsyncConnection, run_id: UUID, step: PromptStep) -> Recorded | None:
    """None until the run has what the step is made from."""
    if step is PromptStep.MERGE:
        query = (
            select(events.c.id, posts.c.event_id, literal(None))
            .join_from(events, posts, posts.c.run_id == events.c.run_id, isouter=True)
            .where(events.c.run_id == run_id, events.c.type == StepsJoined.type())
        )
    else:
        candles, told = run_steps.alias(), run_steps.alias()
        same = (told.c.run_id == candles.c.run_id) & (told.c.method == step)
        query = (
            select(candles.c.event_id, told.c.event_id, told.c.status)
            .join_from(candles, told, same, isouter=True)
            .where(candles.c.run_id == run_id, candles.c.method == CANDLES_STEP)
        )
    found = (await connection.execute(query)).first()
    return Recorded(*found) if found else None


async def open_replay(
    connection: AsyncConnection, command: ReplayStep, recorded: Recorded, *, by: str, at: datetime
) -> None:
    """Keep what is asked, and order it when this transaction commits."""
    row = {
        "id": command.replay_id,
        "run_id": command.run_id,
        "step": command.prompt_step,
        "question": command.question.model_dump(mode="json"),
        "input_id": recorded.input_id,
        "original_id": recorded.original_id,
        "requested_by": by,
        "created_at": at,
    }
    await connection.execute(insert(step_replays).values(row))
    await enqueue(connection, f"{command.run_id}:replay:{command.replay_id}", command)


async def replay_input(connection: AsyncConnection, replay_id: UUID) -> ReplayInput:
    """What a worker makes the step from once more; PermanentError where nobody asked for it."""
    query = select(_INPUTS.c.input, _INPUTS.c.original).where(_INPUTS.c.replay_id == replay_id)
    found = (await connection.execute(query)).first()
    if found is None:
        raise PermanentError("unknown_replay", f"nobody asked for replay {replay_id}")
    return ReplayInput(*found)


async def keep_answer(connection: AsyncConnection, event: StepReplayed) -> None:
    """A replay that was told stays so; one that failed may be told yet."""
    row = step_replays.c
    answer = {
        "status": "done" if event.told else "failed",
        "told": event.told and event.told.model_dump(mode="json"),
        "original": event.original and event.original.model_dump(mode="json"),
        "code": event.code,
        "detail": event.detail or None,
        "finished_at": func.now(),
    }
    kept = update(step_replays).where(row.id == event.replay_id, row.status != "done")
    await connection.execute(kept.values(answer))


async def replay_page(
    connection: AsyncConnection, run_id: UUID, *, after: RunPosition | None, limit: int
) -> list[RowMapping]:
    """Newest first."""
    row = step_replays.c
    query = _seen().where(row.run_id == run_id).order_by(row.created_at.desc(), row.id.desc()).limit(limit)
    if after:
        query = query.where(tuple_(row.created_at, row.id) < tuple_(*after))
    return list((await connection.execute(query)).mappings().all())


async def find_replay(connection: AsyncConnection, replay_id: UUID) -> RowMapping | None:
    found = await connection.execute(_seen().where(step_replays.c.id == replay_id))
    return found.mappings().first()


def _seen() -> Select[tuple[object, ...]]:
    """Every column, and whether an answer is still to be hoped for."""
    row = step_replays.c
    overdue = (row.status == "pending") & (row.created_at < func.now() - literal(OVERDUE))
    return select(step_replays, overdue.label("overdue"))
