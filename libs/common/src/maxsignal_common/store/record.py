"""Append one event to its run and move the run on: the recorder's hot path, plain SQL on asyncpg.

The join is one statement of chained CTEs. Counting messages loses merges as soon as one is repeated or two
arrive together; here a step counts only when its row is new, and the outbox row has a key of its own.
The run's row is locked first, by a statement of its own: the join then sees every committed sibling, and the
hash chain has one writer at a time.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import asyncpg

from maxsignal_common.errors import RetryableError
from maxsignal_common.events import (
    CandlesReady,
    Event,
    PostMerged,
    PostPublished,
    RunFailed,
    StepCompleted,
    StepFailed,
    StepsJoined,
)
from maxsignal_common.store.runs import CANCELLED, CANDLES_STEP, RUN_DEADLINE

RECORD = f"""
WITH head AS (
    SELECT id, status, steps, head_seq, head_hash FROM runs WHERE id = $2::uuid
), terms AS (
    SELECT cancelled, CASE WHEN cancelled THEN '{{}}' ELSE $11::text[] END AS allowed
    FROM (
        SELECT status = 'failed' AND error_code IS NOT DISTINCT FROM '{CANCELLED}' AS cancelled
        FROM runs WHERE id = $2::uuid
    ) AS run
), stored AS (
    INSERT INTO events (id, run_id, run_seq, type, body, causation_id, occurred_at, hash)
    SELECT $1::uuid, id, head_seq + 1, $3::text, $4::text, $5::text, $6::timestamptz,
           sha256(head_hash || uuid_send($1::uuid) || convert_to($3::text || E'\\n' || $4::text, 'UTF8'))
    FROM head
    ON CONFLICT (id) DO NOTHING
    RETURNING run_seq, hash
), step AS (
    INSERT INTO run_steps (run_id, method, status, event_id)
    SELECT head.id, $7::text, $8::text, $1::uuid FROM head, stored, terms
    WHERE $7::text = ANY (head.steps)
        AND (head.status IN ('queued', 'running')
             OR $10::text = 'running' AND head.status = ANY (allowed))
    ON CONFLICT DO NOTHING
    RETURNING method
), post AS (
    INSERT INTO posts (id, run_id, event_id)
    SELECT $9::uuid, $2::uuid, $1::uuid FROM stored, terms WHERE $9::uuid IS NOT NULL AND NOT cancelled
    ON CONFLICT DO NOTHING
), moved AS (
    UPDATE runs SET
        head_seq = stored.run_seq,
        head_hash = stored.hash,
        steps_done = steps_done + (SELECT count(*) FROM step),
        status = CASE
            WHEN status IN ('queued', 'running')
                AND steps_done + (SELECT count(*) FROM step) = cardinality(steps) THEN 'merging'
            WHEN status = ANY (allowed) THEN $10::text
            ELSE status END,
        error_code = CASE WHEN status = ANY (allowed) THEN $12::text ELSE error_code END,
        error_detail = CASE WHEN status = ANY (allowed) THEN $13::text ELSE error_detail END,
        finished_at = CASE
            WHEN status = ANY (allowed) AND $10::text IN ('merged', 'published', 'failed') THEN now()
            WHEN status = ANY (allowed) THEN NULL
            ELSE finished_at END,
        deadline = CASE
            WHEN status = 'failed' AND status = ANY (allowed) THEN now() + $14::interval
            ELSE deadline END,
        updated_at = now()
    FROM stored, terms WHERE runs.id = $2::uuid
    RETURNING old.status AS before, new.status AS after
), merge AS (
    INSERT INTO outbox (key, run_id, type, cause)
    SELECT $2::uuid || ':merge', $2::uuid, '{StepsJoined.type()}', $1::uuid::text FROM moved
    WHERE after = 'merging' AND before <> 'merging'
    ON CONFLICT DO NOTHING
)
SELECT before, after FROM moved
"""  # noqa: S608 - the only inserted texts are an event type and a code of ours

OPEN = ("queued", "running", "merging", "publishing")


class UnknownRunError(RetryableError):
    """The event overtook the one that opens its run."""

    def __init__(self, run_id: UUID) -> None:
        super().__init__("unknown_run", f"run {run_id} is not recorded yet")


class Transition(NamedTuple):
    """The status an event asks for, and from which ones it may come."""

    to: str | None = None
    allowed: tuple[str, ...] = ()


class Recorded(NamedTuple):
    """What recording did; `duplicate` means the event was known and nothing changed."""

    duplicate: bool
    before: str | None = None
    after: str | None = None


def transition(event: Event) -> Transition:
    """A failed run opens again when a replayed dead letter brings what it lacked; not a cancelled one."""
    match event:
        case CandlesReady():
            return Transition("running", ("queued", "failed"))
        case PostMerged(auto_publish=True):
            return Transition("publishing", ("queued", "running", "merging", "failed"))
        case PostMerged():
            return Transition("merged", ("queued", "running", "merging", "failed"))
        case PostPublished():
            return Transition("published", ("merging", "merged", "publishing"))
        case RunFailed():
            return Transition("failed", OPEN)
        case _:
            return Transition()


def joined_step(event: Event) -> tuple[str, Literal["completed", "failed"]] | tuple[None, None]:
    match event:
        case CandlesReady():
            return CANDLES_STEP, "completed"
        case StepCompleted():
            return event.method, "completed"
        case StepFailed():
            return event.method, "failed"
        case _:
            return None, None


@asynccontextmanager
async def locked_run(connection: asyncpg.Connection, run_id: UUID) -> AsyncIterator[None]:
    """A transaction that holds the run's row; beginning and locking share one round trip."""
    begin = f"BEGIN; SELECT 1 FROM runs WHERE id = '{run_id}' FOR UPDATE"  # noqa: S608 - a UUID is no text
    locked = await connection.execute(begin)
    ending = "ROLLBACK"
    try:
        if locked == "SELECT 0":
            raise UnknownRunError(run_id)
        yield
        ending = "COMMIT"
    finally:
        await connection.execute(ending)


async def record(
    connection: asyncpg.Connection,
    event: Event,
    body: str,
    *,
    occurred_at: datetime,
    causation_id: str | None,
) -> Recorded:
    """Store `event` (its `body` exactly as it travelled) and advance its run, once."""
    method, step_status = joined_step(event)
    to, allowed = transition(event)
    post: UUID | None = event.post_id if isinstance(event, PostMerged) else None
    code, detail = (event.code, event.detail) if isinstance(event, RunFailed) else (None, None)
    async with locked_run(connection, event.run_id):
        row = await connection.fetchrow(
            RECORD,
            event.event_id(),
            event.run_id,
            event.type(),
            body,
            causation_id,
            occurred_at,
            method,
            step_status,
            post,
            to,
            list(allowed),
            code,
            detail,
            RUN_DEADLINE,
        )
    if row is None:
        return Recorded(duplicate=True)
    return Recorded(duplicate=False, before=row["before"], after=row["after"])
