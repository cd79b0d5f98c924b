"""Dead letters as rows: what could not be handled, why, and how it was resolved."""

from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.bus.deadletter import PREFIX
from maxsignal_common.store.schema import dead_letters


async def keep(connection: AsyncConnection, headers: Mapping[str, str], payload: bytes) -> None:
    """Mirror one message of the dead-letter stream; a repeat changes nothing."""
    about = {key.removeprefix(PREFIX): value for key, value in headers.items() if key.startswith(PREFIX)}
    original = {key: value for key, value in headers.items() if not key.startswith(PREFIX)}
    row = {
        "position": headers["Nats-Msg-Id"],
        "consumer": about["consumer"],
        "stream": about["stream"],
        "subject": about["subject"],
        "code": about["code"],
        "detail": about.get("detail", ""),
        "deliveries": int(about["deliveries"]),
        "headers": original,
        "payload": payload,
    }
    await connection.execute(insert(dead_letters).values(row).on_conflict_do_nothing())


async def one(connection: AsyncConnection, letter_id: int) -> RowMapping | None:
    query = select(dead_letters).where(dead_letters.c.id == letter_id)
    return (await connection.execute(query)).mappings().first()


async def resolve(connection: AsyncConnection, letter_id: int, state: str) -> bool:
    """Close an open letter as `replayed` or `dropped`; False when it was not open."""
    closed = await connection.execute(
        update(dead_letters)
        .where(dead_letters.c.id == letter_id, dead_letters.c.state == "open")
        .values(state=state, resolved_at=func.now())
        .returning(dead_letters.c.id)
    )
    return closed.scalar() is not None
