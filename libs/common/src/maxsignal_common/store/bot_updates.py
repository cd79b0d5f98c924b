"""What a bot has seen, each update once and in one transaction with its effect; and who may poll for more.

An update's answers wait in its row. Whoever sends them marks the row first: like any message, an answer that
may have arrived is not sent again.
"""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.subscribers_schema import bot_updates

LEASE = text(
    """
    INSERT INTO bot_pollers AS p (bot_id, owner, lease_until)
    VALUES (:bot_id, :owner, clock_timestamp() + make_interval(secs => :seconds))
    ON CONFLICT (bot_id) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
        WHERE p.owner = excluded.owner OR p.lease_until <= clock_timestamp()
    RETURNING 1
    """
)
END_LEASE = text("UPDATE bot_pollers SET lease_until = now() WHERE bot_id = :bot_id AND owner = :owner")
FORGET = text(
    """
    DELETE FROM bot_updates
    WHERE bot_id = :bot_id AND received_at < now() - make_interval(hours => :hours)
    """
)


class Answers(NamedTuple):
    """Calls that an update is answered with, as the bot wrote them down."""

    update_id: int
    calls: list[dict[str, Any]]


async def hold_lease(connection: AsyncConnection, bot_id: int, owner: UUID, seconds: float) -> bool:
    """Become or stay the poller; False while another one's lease runs."""
    values = {"bot_id": bot_id, "owner": owner, "seconds": seconds}
    return (await connection.execute(LEASE, values)).first() is not None


async def end_lease(connection: AsyncConnection, bot_id: int, owner: UUID) -> None:
    """Let the next poller begin at once."""
    await connection.execute(END_LEASE, {"bot_id": bot_id, "owner": owner})


async def see(connection: AsyncConnection, bot_id: int, update_id: int) -> bool:
    """Write the update down; False if it was seen before, then it must have no effect."""
    row = insert(bot_updates).values(bot_id=bot_id, update_id=update_id, answers=[])
    seen = await connection.execute(row.on_conflict_do_nothing().returning(bot_updates.c.update_id))
    return seen.first() is not None


async def keep_answers(
    connection: AsyncConnection, bot_id: int, update_id: int, calls: list[dict[str, Any]]
) -> None:
    this = (bot_updates.c.bot_id == bot_id) & (bot_updates.c.update_id == update_id)
    await connection.execute(update(bot_updates).where(this).values(answers=calls))


async def take_answers(connection: AsyncConnection, bot_id: int, limit: int) -> list[Answers]:
    """The oldest answers that nobody has begun to send; from now on they are the caller's."""
    waiting = (
        select(bot_updates.c.update_id)
        .where(bot_updates.c.bot_id == bot_id, bot_updates.c.answering_at.is_(None))
        .order_by(bot_updates.c.update_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(bot_updates)
        .where(bot_updates.c.bot_id == bot_id, bot_updates.c.update_id.in_(waiting))
        .values(answering_at=func.clock_timestamp())
        .returning(bot_updates.c.update_id, bot_updates.c.answers)
    )
    return sorted(Answers(*row) for row in await connection.execute(taken))


async def forget_updates(connection: AsyncConnection, bot_id: int, *, hours: int) -> int:
    """Telegram repeats an update for a day at most; what is older need not be remembered."""
    return (await connection.execute(FORGET, {"bot_id": bot_id, "hours": hours})).rowcount
