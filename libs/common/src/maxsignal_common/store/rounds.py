"""Rounds of publishing: each request to publish a post queues its messages once and is answered once.

A round ends when none of its rows is open but those that quiet hours hold; whoever announces it says how its
messages ended.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.ids import post_id
from maxsignal_common.preferences import Topic
from maxsignal_common.store.deliveries_schema import OPEN_DELIVERY, deliveries, post_rounds
from maxsignal_common.store.queueing import Kind, Message, Post, Recipient, queue
from maxsignal_common.store.schema import runs


class FinishedRound(NamedTuple):
    post_id: UUID
    round: int
    run_id: UUID
    request_id: UUID
    counts: dict[str, int]


# The lock makes the numbers of one post's rounds consecutive.
LOCK_POST = text("SELECT pg_advisory_xact_lock(hashtextextended(CAST(:post_id AS text), 0))")
OPEN_ROUND = text(
    """
    INSERT INTO post_rounds (post_id, round, run_id, request_id)
    SELECT :post_id, coalesce(max(round), 0) + 1, :run_id, :request_id
    FROM post_rounds WHERE post_id = :post_id
    ON CONFLICT (request_id) DO UPDATE SET announced = false
    RETURNING round, old.round IS NULL
    """
)


async def asked_again(connection: AsyncConnection, request_id: UUID) -> bool:
    """Whether this request opened a round before; its answer is given again then."""
    this = update(post_rounds).where(post_rounds.c.request_id == request_id)
    again = await connection.execute(this.values(announced=False).returning(post_rounds.c.round))
    return again.scalar() is not None


async def open_round(
    connection: AsyncConnection,
    *,
    run_id: UUID,
    request_id: UUID,
    messages: Mapping[Language, Mapping[int, Message]],
    recipients: Sequence[Recipient],
) -> int:
    """Queue the run's post for those who have nothing of it yet; returns the rows queued.

    A request seen before queues nothing, whoever has subscribed since: it only gets its answer again.
    """
    post = post_id(run_id)
    await connection.execute(LOCK_POST, {"post_id": str(post)})
    request = {"post_id": post, "run_id": run_id, "request_id": request_id}
    number, is_new = (await connection.execute(OPEN_ROUND, request)).one()
    if not is_new:
        return 0
    served = await served_chats(connection, post)
    unserved = [one for one in recipients if one.chat_id not in served]
    return await queue(connection, Post(post, Kind.POST, messages, run_id, round=number), unserved)


async def served_chats(connection: AsyncConnection, post: UUID) -> frozenset[int]:
    """Chats for which something of the post is in the ledger, whatever became of it."""
    query = select(deliveries.c.chat_id).where(deliveries.c.post_id == post).distinct()
    return frozenset((await connection.execute(query)).scalars())


async def run_topic(connection: AsyncConnection, run_id: UUID) -> Topic:
    """What subscribers choose by; a run that is not there has a topic that nobody chose."""
    query = select(runs.c.instrument, runs.c.analysis).where(runs.c.id == run_id)
    row = (await connection.execute(query)).one_or_none()
    return Topic(*row) if row else Topic("", "")


async def finished_rounds(connection: AsyncConnection, *, limit: int) -> list[FinishedRound]:
    """Rounds with nothing left to send now that were not announced, locked until the transaction ends."""
    open_rows = select(deliveries.c.id).where(
        deliveries.c.post_id == post_rounds.c.post_id,
        deliveries.c.round == post_rounds.c.round,
        OPEN_DELIVERY,
        or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= func.now()),
    )
    query = (
        select(post_rounds.c.post_id, post_rounds.c.round, post_rounds.c.run_id, post_rounds.c.request_id)
        .where(~post_rounds.c.announced, ~open_rows.exists())
        .order_by(post_rounds.c.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = (await connection.execute(query)).all()
    return [FinishedRound(*row, counts=await _counts(connection, row.post_id, row.round)) for row in found]


async def _counts(connection: AsyncConnection, post: UUID, number: int) -> dict[str, int]:
    query = (
        select(deliveries.c.state, func.count())
        .where(deliveries.c.post_id == post, deliveries.c.round == number)
        .group_by(deliveries.c.state)
    )
    return {state: count for state, count in await connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


async def mark_announced(connection: AsyncConnection, done: FinishedRound) -> None:
    this = (post_rounds.c.post_id == done.post_id) & (post_rounds.c.round == done.round)
    await connection.execute(update(post_rounds).where(this).values(announced=True))
