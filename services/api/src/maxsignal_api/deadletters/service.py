"""Reads dead letters and resolves each once: given back to its one consumer, or dropped."""

import asyncio
import base64

from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import record
from maxsignal_api.deadletters.schemas import (
    Letter,
    LetterList,
    LetterResolved,
    LetterState,
    LetterSummary,
)
from maxsignal_api.parts import BusLink
from maxsignal_api.problems import ProblemError
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.bus.topology import BY_NAME
from maxsignal_common.errors import OutageError
from maxsignal_common.store import deadletters
from maxsignal_common.store.database import Database
from maxsignal_common.store.reads import dead_letter_page

# Someone waits for the answer: give up long before the publisher would.
REQUEUE_TIMEOUT_S = 5.0
KEPT_HEADERS = ("ce-", "traceparent", "content-type")


async def list_letters(
    database: Database, *, state: LetterState, before: int | None, limit: int
) -> LetterList:
    async with database.begin() as connection:
        rows = await dead_letter_page(connection, state=state, before=before, limit=limit + 1)
    items = [LetterSummary.model_validate(dict(row)) for row in rows[:limit]]
    return LetterList(items=items, next_cursor=str(items[-1].id) if rows[limit:] else None)


async def get_letter(database: Database, letter_id: int) -> Letter:
    async with database.begin() as connection:
        row = await _known(connection, letter_id)
    payload: bytes = row["payload"]
    try:
        body = {"payload": payload.decode(), "encoding": "utf-8"}
    except UnicodeDecodeError:
        body = {"payload": base64.b64encode(payload).decode(), "encoding": "base64"}
    return Letter.model_validate({**row, **body, "bytes": len(payload)})


async def replay(database: Database, bus: BusLink, letter_id: int) -> LetterResolved:
    """Give the letter back; published before the row is committed, so that a failure leaves it open."""
    publisher = bus.ready()
    async with database.begin() as connection:
        row = await _close(connection, letter_id, LetterState.REPLAYED)
        await _requeue(publisher, row)
    return LetterResolved(id=letter_id, state=LetterState.REPLAYED)


async def drop(database: Database, letter_id: int) -> LetterResolved:
    async with database.begin() as connection:
        await _close(connection, letter_id, LetterState.DROPPED)
    return LetterResolved(id=letter_id, state=LetterState.DROPPED)


async def _known(connection: AsyncConnection, letter_id: int) -> RowMapping:
    row = await deadletters.one(connection, letter_id)
    if row is None:
        raise ProblemError(404, "unknown_dead_letter", "there is no such dead letter")
    return row


async def _close(connection: AsyncConnection, letter_id: int, state: LetterState) -> RowMapping:
    row = await _known(connection, letter_id)
    if not await deadletters.resolve(connection, letter_id, state):
        raise ProblemError(409, "dead_letter_closed", "this dead letter was resolved before")
    about = {"consumer": row["consumer"], "code": row["code"]}
    await record(connection, f"dead_letter.{state}", str(letter_id), before=about)
    return row


async def _requeue(publisher: JetStreamPublisher, row: RowMapping) -> None:
    consumer = BY_NAME.get(row["consumer"])
    if consumer is None:
        raise ProblemError(409, "unknown_consumer", "the consumer of this dead letter no longer exists")
    headers = {name: value for name, value in row["headers"].items() if name.startswith(KEPT_HEADERS)}
    # The id is the letter's: a second try after a lost answer is a duplicate for the stream.
    headers["Nats-Msg-Id"] = f"requeue:{row['id']}"
    try:
        async with asyncio.timeout(REQUEUE_TIMEOUT_S):
            await publisher.publish_raw(row["stream"], consumer.requeue_subject, row["payload"], headers)
    except TimeoutError as error:
        raise OutageError("bus_unavailable", "the letter was not stored in time") from error
