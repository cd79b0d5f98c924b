"""What was changed, by whom: one row per change, written in its transaction, never touched again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.auth_schema import audit_log


class By(NamedTuple):
    """Who changed something, from where, in which request."""

    actor: str
    network: str | None = None
    request_id: str | None = None


class Change(NamedTuple):
    """`before` and `after` hold what differs, as JSON has it; never a secret, at most a hash or a hint."""

    action: str
    subject: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


async def record(connection: AsyncConnection, by: By, change: Change) -> None:
    await connection.execute(insert(audit_log).values({**by._asdict(), **change._asdict()}))


async def did(connection: AsyncConnection, actor: str, action: str, subject: str) -> bool:
    """Whether somebody did this to the subject."""
    row = audit_log.c
    this = (row.subject == subject) & (row.action == action) & (row.actor == actor)
    return (await connection.execute(select(row.id).where(this).limit(1))).first() is not None


async def page(
    connection: AsyncConnection, *, subject: str | None, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Newest first; `before` is the id where the page before ended."""
    query = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(audit_log.c.subject == subject)
    if before is not None:
        query = query.where(audit_log.c.id < before)
    return (await connection.execute(query)).mappings().all()
