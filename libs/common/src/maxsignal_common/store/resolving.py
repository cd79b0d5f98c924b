"""What an operator sees of the delivery ledger, and the two ways to end an unknown message."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.deliveries_schema import deliveries, telegram_bots


async def run_deliveries(
    connection: AsyncConnection, run_id: UUID, *, states: Sequence[str], after: int | None, limit: int
) -> list[RowMapping]:
    """Every message that was queued for the run, follow-ups too, in the order of queueing."""
    query = select(deliveries).where(deliveries.c.run_id == run_id).order_by(deliveries.c.seq).limit(limit)
    if states:
        query = query.where(deliveries.c.state.in_(states))
    if after is not None:
        query = query.where(deliveries.c.seq > after)
    return list((await connection.execute(query)).mappings())


async def unknown_deliveries(
    connection: AsyncConnection, *, before: int | None, limit: int
) -> list[RowMapping]:
    """Messages that may or may not have arrived, newest first."""
    unknown = deliveries.c.state == text("'unknown'")  # the very predicate of the partial index
    query = select(deliveries).where(unknown).order_by(deliveries.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(deliveries.c.seq < before)
    return list((await connection.execute(query)).mappings())


async def find_delivery(connection: AsyncConnection, delivery_id: UUID) -> RowMapping | None:
    query = select(deliveries).where(deliveries.c.id == delivery_id)
    return (await connection.execute(query)).mappings().one_or_none()


async def resolve(connection: AsyncConnection, delivery_id: UUID, state: str, reason: str) -> bool:
    """Move an unknown message to `sent` or back to `queued`; False when it is not unknown (any more)."""
    this = (deliveries.c.id == delivery_id) & (deliveries.c.state == "unknown")
    changed = {"state": state, "error": reason, "updated_at": text("now()")}
    moved = await connection.execute(
        update(deliveries).where(this).values(changed).returning(deliveries.c.id)
    )
    return moved.scalar() is not None


RETRY = text(
    """
    UPDATE deliveries d SET state = 'queued', attempts = 0, error = :reason, updated_at = now()
    WHERE post_id = :post_id AND state = 'failed'
        AND EXISTS (SELECT 1 FROM subscribers s WHERE s.chat_id = d.chat_id AND s.active)
    """
)


async def retry_failed(connection: AsyncConnection, post: UUID, reason: str) -> int:
    """Queue again what Telegram refused; never what was sent, may have been, or can reach nobody."""
    retried = await connection.execute(RETRY, {"post_id": post, "reason": reason})
    return int(retried.rowcount)


async def bots(connection: AsyncConnection) -> list[RowMapping]:
    """The bots that ever spoke, the one whose turn was last first."""
    query = select(telegram_bots).order_by(telegram_bots.c.next_send_at.desc().nulls_last())
    return list((await connection.execute(query)).mappings())
