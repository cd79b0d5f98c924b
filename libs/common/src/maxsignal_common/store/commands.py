"""What the API writes beside a run's beginning: idempotency keys and the order to publish."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import PostMerged, PublishPost
from maxsignal_common.store.outbox import enqueue
from maxsignal_common.store.schema import events, idempotency_keys, posts, runs


class KeyUse(NamedTuple):
    """What an idempotency key was first used for, and what came of it: a run's id, a version's number."""

    made: str
    request_sha256: bytes


async def use_key(connection: AsyncConnection, user: str, key: str, use: KeyUse) -> KeyUse | None:
    """What the key was used for before, by whichever transaction; None when this is its first use."""
    row = {"user_name": user, "key": key, **use._asdict()}
    statement = insert(idempotency_keys).values(row).on_conflict_do_nothing()
    inserted = await connection.execute(statement.returning(idempotency_keys.c.made))
    if inserted.scalar() is not None:
        return None
    query = select(idempotency_keys.c.made, idempotency_keys.c.request_sha256).where(
        idempotency_keys.c.user_name == user, idempotency_keys.c.key == key
    )
    return KeyUse(*(await connection.execute(query)).one())


async def order_publishing(connection: AsyncConnection, run_id: UUID, *, at: datetime) -> bool:
    """Announce that a merged run's post is to be sent; False when the run is not (or no longer) merged."""
    moved = await connection.execute(
        update(runs)
        .where(runs.c.id == run_id, runs.c.status == "merged")
        .values(status="publishing", updated_at=at)
        .returning(runs.c.id)
    )
    if moved.scalar() is None:
        return False
    query = select(events.c.body).join(posts, posts.c.event_id == events.c.id).where(posts.c.run_id == run_id)
    post = PostMerged.model_validate_json((await connection.execute(query)).scalar_one())
    command = PublishPost(run_id=run_id, requested_at=at, posts=post.posts)
    await enqueue(connection, f"{run_id}:publish:{at.isoformat()}", command)
    return True
