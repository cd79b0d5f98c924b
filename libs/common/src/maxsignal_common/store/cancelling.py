"""A run that somebody ends before it has a post.

Its row says so at once, the event follows through the outbox; what comes later is recorded and moves nothing.
A merger may be faster: whoever is first, the publisher or who cancels, is seen by the other under one lock.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import RunFailed
from maxsignal_common.ids import post_id
from maxsignal_common.store.commands import lock_run
from maxsignal_common.store.deliveries_schema import post_rounds
from maxsignal_common.store.outbox import enqueue
from maxsignal_common.store.rounds import LOCK_POST
from maxsignal_common.store.runs import CANCELLED
from maxsignal_common.store.schema import runs

UNFINISHED = frozenset({"queued", "running", "merging"})
DETAIL = "somebody ended the run before it was finished"


class Standing(NamedTuple):
    """A run when it was to be cancelled, and whether it was."""

    status: str
    cancelled: bool


async def cancel_run(connection: AsyncConnection, run_id: UUID, *, at: datetime) -> Standing | None:
    """End an unfinished run as failed; None when there is no such run."""
    await _lock(connection, run_id)
    status = await lock_run(connection, run_id)
    if status is None:
        return None
    if status not in UNFINISHED or await _is_going_out(connection, run_id):
        return Standing(status, cancelled=False)
    ended = {"status": "failed", "error_code": CANCELLED, "error_detail": DETAIL}
    values = {**ended, "finished_at": at, "updated_at": at}
    await connection.execute(update(runs).where(runs.c.id == run_id).values(values))
    event = RunFailed(run_id=run_id, stage="cancel", code=CANCELLED, detail=DETAIL)
    await enqueue(connection, f"{run_id}:{CANCELLED}", event)
    return Standing(status, cancelled=True)


async def was_cancelled(connection: AsyncConnection, run_id: UUID) -> bool:
    """Nobody cancels the run any more until this transaction ends."""
    await _lock(connection, run_id)
    query = select(runs.c.error_code).where(runs.c.id == run_id, runs.c.status == "failed")
    return (await connection.execute(query)).scalar() == CANCELLED


async def _lock(connection: AsyncConnection, run_id: UUID) -> None:
    await connection.execute(LOCK_POST, {"post_id": str(post_id(run_id))})


async def _is_going_out(connection: AsyncConnection, run_id: UUID) -> bool:
    """The publisher may have the post before the recorder has said that it is merged."""
    query = select(post_rounds.c.round).where(post_rounds.c.post_id == post_id(run_id)).limit(1)
    return (await connection.execute(query)).first() is not None
