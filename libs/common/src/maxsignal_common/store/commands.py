"""What the API writes beside a run's beginning: idempotency keys and the order to publish."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.audience import Audience, To
from maxsignal_common.events import PostMerged, PublishPost
from maxsignal_common.store.outbox import enqueue
from maxsignal_common.store.revisions import first_order_key, posts_to_send, was_ordered
from maxsignal_common.store.schema import events, idempotency_keys, posts, runs

# For one chat: these do not publish the run.
LOOKS = (To.CHAT, To.TEST)


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


class Standing(NamedTuple):
    """A run when it was to be published, and whether it was."""

    status: str
    ordered: bool


async def lock_run(connection: AsyncConnection, run_id: UUID) -> str | None:
    """The run's status, which nobody changes until this transaction ends; None when there is no such run."""
    row = await connection.execute(select(runs.c.status).where(runs.c.id == run_id).with_for_update())
    status: str | None = row.scalar()
    return status


async def order_publishing(
    connection: AsyncConnection, run_id: UUID, audience: Audience | None, *, at: datetime
) -> Standing | None:
    """Announce that a run's post is to be sent, as it was last revised; None when there is no such run.

    Without an audience a post is published to all, once. Who is named in an order of their own may get it
    again and again: nobody who has something of it is sent it twice, unless it is a test.
    """
    status = await lock_run(connection, run_id)
    if status is None:
        return None
    if status not in _open_to(audience):
        return Standing(status, ordered=False)
    chosen = audience or Audience()
    if status == "merged" and chosen.to not in LOOKS:
        publishing = update(runs).where(runs.c.id == run_id)
        await connection.execute(publishing.values(status="publishing", updated_at=at))
    posts = await posts_to_send(connection, await merged_post(connection, run_id))
    command = PublishPost(run_id=run_id, requested_at=at, posts=posts, audience=chosen)
    await enqueue(connection, await _key(connection, run_id, chosen, at), command)
    return Standing(status, ordered=True)


async def _key(connection: AsyncConnection, run_id: UUID, audience: Audience, at: datetime) -> str:
    if audience.to is To.TEST:
        return f"{run_id}:test:{at.isoformat()}"
    if await was_ordered(connection, run_id):
        return f"{run_id}:publish:{at.isoformat()}"
    return first_order_key(run_id)


def _open_to(audience: Audience | None) -> frozenset[str]:
    match audience:
        case None:
            return frozenset({"merged"})
        case Audience(to=To.CHAT | To.TEST):
            return frozenset({"merged", "publishing", "published"})
        case _:
            return frozenset({"merged", "published"})


async def merged_post(connection: AsyncConnection, run_id: UUID) -> PostMerged:
    """The post of a run that has one."""
    query = select(events.c.body).join(posts, posts.c.event_id == events.c.id).where(posts.c.run_id == run_id)
    return PostMerged.model_validate_json((await connection.execute(query)).scalar_one())
