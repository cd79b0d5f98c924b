"""Accounts: who they are, and the hash that their password is checked against."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.store.auth_schema import users


class Role(StrEnum):
    TRADER = "trader"
    ADMIN = "admin"


class User(NamedTuple):
    """`one_time_until`: the password was made by us and has to be changed before then.

    `telegram_chat_id` is the chat that this user's tests of posts go to.
    """

    id: UUID
    email: str
    name: str
    role: Role
    language: Language
    zone: str
    disabled: bool
    one_time_until: datetime | None
    telegram_chat_id: int | None
    created_at: datetime


class Account(NamedTuple):
    """A user at the door; `opens` is false where no password lets in: disabled, or too late to begin with."""

    user: User
    password_hash: str
    opens: bool


class NewUser(NamedTuple):
    id: UUID
    email: str
    name: str
    role: Role
    language: Language
    zone: str


USER = [users.c[name] for name in User._fields]
_IN_TIME = users.c.one_time_until.is_(None) | (users.c.one_time_until > func.now())


def user_of(values: Sequence[object]) -> User:
    """The first columns of a row that begins with `USER`."""
    told = dict(zip(User._fields, values, strict=False))
    return User(**{**told, "role": Role(str(told["role"])), "language": Language(str(told["language"]))})  # type: ignore[arg-type]


async def add_user(
    connection: AsyncConnection, new: NewUser, password_hash: str, opens_for: timedelta
) -> bool:
    """Open an account with a password of ours; False where the address has one."""
    row = {
        **new._asdict(),
        "password_hash": password_hash,
        "one_time_until": func.now() + opens_for,
    }
    added = await connection.execute(
        insert(users).values(row).on_conflict_do_nothing(index_elements=["email"]).returning(users.c.id)
    )
    return added.scalar() is not None


async def account_of(connection: AsyncConnection, email: str, *, lock: bool = False) -> Account | None:
    opens = (~users.c.disabled & _IN_TIME).label("opens")
    query = select(*USER, users.c.password_hash, opens).where(users.c.email == email)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    return Account(user_of(row), row.password_hash, row.opens) if row else None


async def find_user(connection: AsyncConnection, user_id: UUID, *, lock: bool = False) -> User | None:
    query = select(*USER).where(users.c.id == user_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    return user_of(row) if row else None


async def all_users(connection: AsyncConnection) -> list[User]:
    return [user_of(row) for row in await connection.execute(select(*USER).order_by(users.c.email))]


async def change_user(connection: AsyncConnection, user_id: UUID, **values: str | bool | int | None) -> bool:
    """Set columns; False where there is no such user."""
    change = update(users).where(users.c.id == user_id).values(**values, updated_at=func.now())
    return (await connection.execute(change.returning(users.c.id))).scalar() is not None


async def set_password(
    connection: AsyncConnection, user_id: UUID, password_hash: str, *, opens_for: timedelta | None = None
) -> None:
    """Without `opens_for` the password is the user's own and stays."""
    until = None if opens_for is None else func.now() + opens_for
    values = {"password_hash": password_hash, "one_time_until": until, "updated_at": func.now()}
    await connection.execute(update(users).where(users.c.id == user_id).values(values))


async def rehash(connection: AsyncConnection, user_id: UUID, old: str, new: str) -> None:
    """Keep the same password under newer parameters, unless it was changed meanwhile."""
    same = (users.c.id == user_id) & (users.c.password_hash == old)
    await connection.execute(update(users).where(same).values(password_hash=new))


async def lock_admins(connection: AsyncConnection) -> set[UUID]:
    """Those who can still administer; locked, so that two of them cannot remove each other at once."""
    query = select(users.c.id).where(users.c.role == Role.ADMIN, ~users.c.disabled)
    return set((await connection.execute(query.order_by(users.c.id).with_for_update())).scalars())
