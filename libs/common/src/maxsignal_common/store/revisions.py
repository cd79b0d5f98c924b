"""Posts as people changed them: each change is a row of its own, what the merger wrote is revision 0."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.events import PostMerged
from maxsignal_common.rendered import RenderedPost
from maxsignal_common.store.revisions_schema import post_revisions
from maxsignal_common.store.schema import outbox


class Revision(NamedTuple):
    """`number` counts within the language, from 1."""

    number: int
    post: RenderedPost
    note: str
    made_by: str
    created_at: datetime


_COLUMNS = [post_revisions.c[name] for name in ("number", "body", "note", "made_by", "created_at")]


async def add_revision(
    connection: AsyncConnection, run_id: UUID, post: RenderedPost, *, number: int, note: str, made_by: str
) -> None:
    """Call with the run's row locked: numbers are consecutive."""
    row = {"run_id": run_id, "language": post.language, "number": number, "body": post.model_dump_json()}
    await connection.execute(insert(post_revisions).values({**row, "note": note, "made_by": made_by}))


async def revisions_of(connection: AsyncConnection, run_id: UUID, language: Language) -> list[Revision]:
    """The oldest first."""
    this = (post_revisions.c.run_id == run_id) & (post_revisions.c.language == language)
    query = select(*_COLUMNS).where(this).order_by(post_revisions.c.number)
    return [_revision(row) for row in await connection.execute(query)]


async def newest_revisions(connection: AsyncConnection, run_id: UUID) -> dict[Language, Revision]:
    """Languages that nobody changed are not in it."""
    query = (
        select(*_COLUMNS)
        .ext(distinct_on(post_revisions.c.language))
        .where(post_revisions.c.run_id == run_id)
        .order_by(post_revisions.c.language, post_revisions.c.number.desc())
    )
    found = [_revision(row) for row in await connection.execute(query)]
    return {one.post.language: one for one in found}


async def posts_to_send(connection: AsyncConnection, post: PostMerged) -> tuple[RenderedPost, ...]:
    return revised(post.posts, await newest_revisions(connection, post.run_id))


def revised(posts: tuple[RenderedPost, ...], newest: Mapping[Language, Revision]) -> tuple[RenderedPost, ...]:
    return tuple(newest[one.language].post if one.language in newest else one for one in posts)


async def was_ordered(connection: AsyncConnection, run_id: UUID) -> bool:
    """Whether sending the post to somebody was ever ordered; a test is no order."""
    query = select(outbox.c.key).where(outbox.c.key == first_order_key(run_id))
    return (await connection.execute(query)).first() is not None


def first_order_key(run_id: UUID) -> str:
    """The first order has a key that is looked up; all begin alike, as `reconcile` knows them."""
    return f"{run_id}:publish:first"


def _revision(row: Row[tuple[int, str, str, str, datetime]]) -> Revision:
    return Revision(
        row.number, RenderedPost.model_validate_json(row.body), row.note, row.made_by, row.created_at
    )
