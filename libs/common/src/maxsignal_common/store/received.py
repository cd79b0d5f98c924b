"""What subscribers got and said: posts to show again, votes, the digest's lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.preferences import Topic
from maxsignal_common.store.deliveries_schema import deliveries, post_parts
from maxsignal_common.store.schema import posts, runs
from maxsignal_common.store.subscribers_schema import digest_entries, votes


class PublishedPost(NamedTuple):
    post_id: UUID
    run_id: UUID
    topic: Topic
    timeframe: str
    as_of: datetime


_POSTS = select(
    posts.c.id, posts.c.run_id, runs.c.instrument, runs.c.analysis, runs.c.timeframe, runs.c.as_of
).join_from(posts, runs, posts.c.run_id == runs.c.id)


async def newest_posts(
    connection: AsyncConnection, *, limit: int, instrument: str | None = None
) -> list[PublishedPost]:
    """Posts that were published, newest first."""
    query = _POSTS.where(runs.c.status == "published").order_by(runs.c.as_of.desc(), runs.c.id.desc())
    if instrument:
        query = query.where(runs.c.instrument == instrument)
    return [_post(row) for row in await connection.execute(query.limit(limit))]


async def find_posts(connection: AsyncConnection, ids: Sequence[UUID]) -> list[PublishedPost]:
    query = _POSTS.where(posts.c.id.in_(ids)).order_by(runs.c.as_of, runs.c.id)
    return [_post(row) for row in await connection.execute(query)]


def _post(row: Row[*tuple[Any, ...]]) -> PublishedPost:
    topic = Topic(row.instrument, row.analysis)
    return PublishedPost(row.id, row.run_id, topic, row.timeframe, row.as_of)


async def run_of_message(connection: AsyncConnection, chat_id: int, message_id: int | None) -> UUID | None:
    """The run a message tells of, or with no message the newest one the chat was told of."""
    query = select(deliveries.c.run_id).where(
        deliveries.c.chat_id == chat_id, deliveries.c.run_id.is_not(None), deliveries.c.state == "sent"
    )
    if message_id is not None:
        query = query.where(deliveries.c.message_id == message_id)
    query = query.order_by(deliveries.c.updated_at.desc()).limit(1)
    found: UUID | None = (await connection.execute(query)).scalar()
    return found


class Tally(NamedTuple):
    """Posts that reached a chat since a moment, messages that wait for it, and when the last one came."""

    posts: int
    waiting: int
    last_at: datetime | None


async def tally(connection: AsyncConnection, chat_id: int, since: datetime) -> Tally:
    columns = deliveries.c
    recent = (columns.state == "sent") & (columns.updated_at >= since)
    query = select(
        func.count(columns.post_id.distinct()).filter(recent),
        func.count().filter(columns.state == "queued"),
        func.max(columns.updated_at).filter(columns.state == "sent"),
    ).where(columns.chat_id == chat_id)
    return Tally(*(await connection.execute(query)).one())


async def vote(connection: AsyncConnection, post_id: UUID, user_id: int, value: int) -> None:
    """One vote per user and post; a later one replaces it."""
    row = insert(votes).values(post_id=post_id, user_id=user_id, vote=value)
    changed = {"vote": value, "updated_at": func.now()}
    await connection.execute(row.on_conflict_do_update(index_elements=["post_id", "user_id"], set_=changed))


async def put_in_digest(
    connection: AsyncConnection, *, run_id: UUID, post_id: UUID, due: Sequence[tuple[int, datetime]]
) -> None:
    """Give these chats a line about the post, in the digest that is due then."""
    rows = [{"chat_id": chat, "post_id": post_id, "run_id": run_id, "due_at": at} for chat, at in due]
    if rows:
        await connection.execute(insert(digest_entries).on_conflict_do_nothing(), rows)


class DueDigest(NamedTuple):
    chat_id: int
    due_at: datetime
    posts: list[UUID]


DUE_CHATS = text(
    """
    SELECT chat_id FROM subscribers s
    WHERE EXISTS (SELECT 1 FROM digest_entries e
        WHERE e.chat_id = s.chat_id AND e.queued_at IS NULL AND e.due_at <= :now)
    ORDER BY chat_id LIMIT :limit FOR UPDATE OF s SKIP LOCKED
    """
)


async def due_digests(connection: AsyncConnection, now: datetime, limit: int) -> list[DueDigest]:
    """Digests whose hour has come, locked; what was missed while nobody looked joins the rest."""
    chats = (await connection.execute(DUE_CHATS, {"now": now, "limit": limit})).scalars().all()
    columns = digest_entries.c
    query = (
        select(columns.chat_id, func.max(columns.due_at), func.array_agg(columns.post_id))
        .where(columns.chat_id.in_(chats), columns.queued_at.is_(None), columns.due_at <= now)
        .group_by(columns.chat_id)
    )
    return [DueDigest(*row) for row in await connection.execute(query)]


async def mark_digest(connection: AsyncConnection, digest: DueDigest) -> None:
    this = (digest_entries.c.chat_id == digest.chat_id) & digest_entries.c.post_id.in_(digest.posts)
    await connection.execute(update(digest_entries).where(this).values(queued_at=func.now()))


async def picture_of(connection: AsyncConnection, post_id: UUID, language: str) -> str | None:
    """The picture of a post, best in this language."""
    columns = post_parts.c
    query = (
        select(columns.picture)
        .where(columns.post_id == post_id, columns.picture.is_not(None))
        .order_by((columns.language == language).desc(), columns.part)
        .limit(1)
    )
    found: str | None = (await connection.execute(query)).scalar()
    return found
