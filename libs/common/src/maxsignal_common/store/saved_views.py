"""Filters of lists that people keep by name; everybody has their own."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.revisions_schema import saved_views


class NewView(NamedTuple):
    id: UUID
    user_id: UUID
    page: str
    name: str
    search: str


async def views_of(connection: AsyncConnection, user_id: UUID, page: str | None) -> Sequence[RowMapping]:
    """By name."""
    query = select(saved_views).where(saved_views.c.user_id == user_id).order_by(saved_views.c.name)
    if page is not None:
        query = query.where(saved_views.c.page == page)
    return (await connection.execute(query)).mappings().all()


async def count_views(connection: AsyncConnection, user_id: UUID) -> int:
    query = select(func.count()).select_from(saved_views).where(saved_views.c.user_id == user_id)
    return (await connection.execute(query)).scalar_one()


async def add_view(connection: AsyncConnection, new: NewView) -> RowMapping | None:
    """The view; None where the page has one of that name."""
    added = insert(saved_views).values(new._asdict()).on_conflict_do_nothing().returning(saved_views)
    row: RowMapping | None = (await connection.execute(added)).mappings().one_or_none()
    return row


async def remove_view(connection: AsyncConnection, view_id: UUID, *, of: UUID) -> bool:
    this = (saved_views.c.id == view_id) & (saved_views.c.user_id == of)
    removed = await connection.execute(delete(saved_views).where(this).returning(saved_views.c.id))
    return removed.scalar() is not None
