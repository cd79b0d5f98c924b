"""Tokens of machines (the command line, scripts): named, with a role, valid until revoked."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.auth_schema import api_tokens
from maxsignal_common.store.users import Role

_LIVE = api_tokens.c.revoked_at.is_(None)


class NewToken(NamedTuple):
    id: UUID
    token_sha256: bytes
    name: str
    role: Role
    made_by: str


class ApiToken(NamedTuple):
    id: UUID
    name: str
    role: Role
    made_by: str
    created_at: datetime


_TOKEN = [api_tokens.c[name] for name in ApiToken._fields]


async def add_token(connection: AsyncConnection, new: NewToken) -> bool:
    """False where a live token has the name."""
    statement = insert(api_tokens).values(new._asdict())
    once = statement.on_conflict_do_nothing(index_elements=["name"], index_where=_LIVE)
    return (await connection.execute(once.returning(api_tokens.c.id))).scalar() is not None


async def token_of(connection: AsyncConnection, token_sha256: bytes) -> ApiToken | None:
    """The token while it is valid."""
    query = select(*_TOKEN).where(api_tokens.c.token_sha256 == token_sha256, _LIVE)
    row = (await connection.execute(query)).one_or_none()
    return _read(row) if row else None


async def live_tokens(connection: AsyncConnection) -> list[ApiToken]:
    query = select(*_TOKEN).where(_LIVE).order_by(api_tokens.c.name)
    return [_read(row) for row in await connection.execute(query)]


async def revoke_token(connection: AsyncConnection, name: str) -> ApiToken | None:
    """End the live token of this name; None where there is none."""
    change = update(api_tokens).where(api_tokens.c.name == name, _LIVE).values(revoked_at=func.now())
    row = (await connection.execute(change.returning(*_TOKEN))).one_or_none()
    return _read(row) if row else None


def _read(row: Row[Any]) -> ApiToken:
    token = ApiToken._make(row)
    return token._replace(role=Role(token.role))
