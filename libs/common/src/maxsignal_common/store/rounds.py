"""Rounds of publishing: each request to publish a post queues its messages once and is answered once.

A round ends when none of its rows is open; whoever announces it says how its messages ended.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import RenderedPost
from maxsignal_common.ids import delivery_id, post_id
from maxsignal_common.store.schema import OPEN_DELIVERY, deliveries, post_parts, post_rounds, subscribers


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


async def open_round(
    connection: AsyncConnection, *, run_id: UUID, request_id: UUID, posts: Sequence[RenderedPost]
) -> int:
    """Queue the run's post for every active subscriber who has nothing of it yet; returns the rows queued.

    A request seen before queues nothing, whoever has subscribed since: it only gets its answer again.
    """
    post = post_id(run_id)
    await connection.execute(LOCK_POST, {"post_id": str(post)})
    request = {"post_id": post, "run_id": run_id, "request_id": request_id}
    number, is_new = (await connection.execute(OPEN_ROUND, request)).one()
    if not is_new:
        return 0
    await _keep_parts(connection, post, posts)
    rows = [
        {
            "id": delivery_id(post, part, chat_id),
            "run_id": run_id,
            "post_id": post,
            "round": number,
            "chat_id": chat_id,
            "language": rendered.language,
            "part": part,
        }
        for chat_id, language in await _unserved(connection, post)
        for rendered in (_in_language(posts, language),)
        for part in range(1, len(rendered.parts) + 1)
    ]
    if rows:
        await connection.execute(insert(deliveries).on_conflict_do_nothing(), rows)
    return len(rows)


def _in_language(posts: Sequence[RenderedPost], language: str) -> RenderedPost:
    return next((post for post in posts if post.language == language), posts[0])


async def _keep_parts(connection: AsyncConnection, post: UUID, posts: Sequence[RenderedPost]) -> None:
    rows = [
        {
            "post_id": post,
            "language": rendered.language,
            "part": number,
            "text": part.text,
            "entities": [entity.model_dump(exclude_none=True) for entity in part.entities],
        }
        for rendered in posts
        for number, part in enumerate(rendered.parts, start=1)
    ]
    await connection.execute(insert(post_parts).on_conflict_do_nothing(), rows)


async def _unserved(connection: AsyncConnection, post: UUID) -> Sequence[tuple[int, str]]:
    served = select(deliveries.c.id).where(
        deliveries.c.post_id == post, deliveries.c.chat_id == subscribers.c.chat_id
    )
    query = select(subscribers.c.chat_id, subscribers.c.language).where(
        subscribers.c.active, ~served.exists()
    )
    return [(chat_id, language) for chat_id, language in await connection.execute(query)]


async def finished_rounds(connection: AsyncConnection, *, limit: int) -> list[FinishedRound]:
    """Rounds without open rows that were not announced, locked until the transaction ends."""
    open_rows = select(deliveries.c.id).where(
        deliveries.c.post_id == post_rounds.c.post_id,
        deliveries.c.round == post_rounds.c.round,
        OPEN_DELIVERY,
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
