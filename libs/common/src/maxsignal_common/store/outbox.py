"""The outbox: rows written with the state they announce, published later, in order, at least once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.errors import PermanentError
from maxsignal_common.events import BY_TYPE, Event, RunFailed, StepsJoined
from maxsignal_common.store.joined import load_joined
from maxsignal_common.store.schema import outbox

BATCH = 20


class OutboxRow(NamedTuple):
    key: str
    run_id: UUID
    type: str
    body: str | None
    cause: str | None


async def enqueue(connection: AsyncConnection, key: str, event: Event, *, again: bool = False) -> None:
    """Announce `event` when this transaction commits; a key announces once, unless it is said `again`."""
    row = {"key": key, "run_id": event.run_id, "type": event.type(), "body": event.model_dump_json()}
    statement = insert(outbox).values(row)
    if again:
        statement = statement.on_conflict_do_update(index_elements=["key"], set_={"sent_at": None})
    else:
        statement = statement.on_conflict_do_nothing()
    await connection.execute(statement)


async def relay_batch(
    connection: AsyncConnection, send: Callable[[Event, str | None], Awaitable[None]], *, at: datetime
) -> int:
    """Publish the oldest unsent rows that no other relay holds; returns how many."""
    query = (
        select(outbox.c.key, outbox.c.run_id, outbox.c.type, outbox.c.body, outbox.c.cause)
        .where(outbox.c.sent_at.is_(None))
        .order_by(outbox.c.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = [OutboxRow(*row) for row in (await connection.execute(query)).all()]
    events = [await _event_of(connection, row) for row in rows]
    sending = (send(event, row.cause) for event, row in zip(events, rows, strict=True))
    outcomes = await asyncio.gather(*sending, return_exceptions=True)
    for row, event, outcome in zip(rows, events, outcomes, strict=True):
        if isinstance(outcome, PermanentError):
            # One message that can never be sent must not hold up the others: its run fails instead.
            await enqueue(connection, f"{row.key}:failed", _unsendable(event, outcome))
        elif outcome is not None:
            raise outcome
    keys = [row.key for row in rows]
    if keys:
        await connection.execute(update(outbox).where(outbox.c.key.in_(keys)).values(sent_at=at))
    return len(rows)


async def _event_of(connection: AsyncConnection, row: OutboxRow) -> Event:
    # The joined steps are read when they are sent: their rows are already there, a copy would not be truer.
    if row.type == StepsJoined.type():
        return await load_joined(connection, row.run_id)
    return BY_TYPE[row.type].model_validate_json(row.body or "")


def _unsendable(event: Event, error: PermanentError) -> RunFailed:
    return RunFailed(run_id=event.run_id, stage=event.type(), code=error.code, detail=error.detail)


async def unsent(connection: AsyncConnection) -> int:
    query = select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))
    return (await connection.execute(query)).scalar_one()
