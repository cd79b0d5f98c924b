"""Sessions: opaque tokens known by their hash only, judged by the database's clock."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.auth_schema import sessions, users
from maxsignal_common.store.users import USER, User, user_of

IDLE = timedelta(hours=12)
LIFETIME = timedelta(days=7)
# How exactly idleness is known: a write per request would cost more than it tells.
SEEN_EVERY = timedelta(minutes=1)
_ALIVE = (sessions.c.last_seen_at > func.now() - IDLE) & (sessions.c.created_at > func.now() - LIFETIME)


class NewSession(NamedTuple):
    id: UUID
    token_sha256: bytes
    user_id: UUID
    network: str
    agent: str


class Session(NamedTuple):
    id: UUID
    network: str
    agent: str
    created_at: datetime
    last_seen_at: datetime


_SESSION = [sessions.c[name] for name in Session._fields]


async def open_session(connection: AsyncConnection, new: NewSession) -> None:
    """Begin a session; those of the user that have ended are cleared away."""
    ended = delete(sessions).where(sessions.c.user_id == new.user_id, ~_ALIVE)
    await connection.execute(ended)
    await connection.execute(insert(sessions).values(new._asdict()))


async def session_user(connection: AsyncConnection, token_sha256: bytes) -> tuple[UUID, User] | None:
    """The session and its user as they are now; None where either is over."""
    stale = (sessions.c.last_seen_at < func.now() - SEEN_EVERY).label("stale")
    query = (
        select(*USER, sessions.c.id.label("session_id"), stale)
        .join(sessions, sessions.c.user_id == users.c.id)
        .where(sessions.c.token_sha256 == token_sha256, ~users.c.disabled, _ALIVE)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.stale:
        seen = update(sessions).where(sessions.c.id == row.session_id)
        await connection.execute(seen.values(last_seen_at=func.now()))
    return row.session_id, user_of(row)


async def sessions_of(connection: AsyncConnection, user_id: UUID) -> list[Session]:
    query = select(*_SESSION).where(sessions.c.user_id == user_id, _ALIVE)
    return [Session(*row) for row in await connection.execute(query.order_by(sessions.c.created_at.desc()))]


async def end_session(connection: AsyncConnection, session_id: UUID, *, of: UUID) -> bool:
    """False where the user has no such session."""
    ended = delete(sessions).where(sessions.c.id == session_id, sessions.c.user_id == of)
    return (await connection.execute(ended.returning(sessions.c.id))).scalar() is not None


async def end_token(connection: AsyncConnection, token_sha256: bytes) -> None:
    """End the session of this token, if there is one."""
    await connection.execute(delete(sessions).where(sessions.c.token_sha256 == token_sha256))


async def end_sessions(connection: AsyncConnection, user_id: UUID) -> int:
    """All of a user's; how many there were."""
    ended = delete(sessions).where(sessions.c.user_id == user_id).returning(sessions.c.id)
    return len((await connection.execute(ended)).scalars().all())
