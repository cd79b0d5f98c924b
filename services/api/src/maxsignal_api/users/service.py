"""Opens, changes and closes accounts; there is always somebody left who can administer."""

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth import accounts
from maxsignal_api.auth.actor import actor, record
from maxsignal_api.parts import Parts
from maxsignal_api.problems import ProblemError
from maxsignal_api.users.schemas import (
    OneTimePassword,
    Registration,
    SessionsEnded,
    UserCard,
    UserChange,
    UserList,
)
from maxsignal_common.store import sessions, users
from maxsignal_common.store.database import Database
from maxsignal_common.store.users import NewUser, Role, User


async def list_users(database: Database) -> UserList:
    async with database.begin() as connection:
        return UserList(items=[_card(user) for user in await users.all_users(connection)])


async def register(parts: Parts, request: Registration) -> OneTimePassword:
    new = NewUser(uuid4(), **request.model_dump())
    async with parts.database.begin() as connection:
        password = await accounts.open_account(connection, parts.passwords, actor().by, new)
        if password is None:
            raise ProblemError(409, "email_taken", "there is an account with this address")
        return OneTimePassword(user=_card(await _known(connection, new.id)), one_time_password=password)


async def change(database: Database, user_id: UUID, request: UserChange) -> UserCard:
    """A role counts from the user's next request on; whoever is disabled loses all sessions."""
    values = request.model_dump(exclude_none=True)
    async with database.begin() as connection:
        admins = await users.lock_admins(connection)
        user = await _known(connection, user_id, lock=True)
        if (request.disabled or request.role is Role.TRADER) and admins == {user.id}:
            raise ProblemError(409, "last_admin", "nobody could administer any more")
        if values:
            await users.change_user(connection, user.id, **values)
            before = {name: getattr(user, name) for name in values}
            await record(connection, "user.changed", user.email, before=before, after=values)
        if request.disabled:
            await sessions.end_sessions(connection, user.id)
        return _card(await _known(connection, user.id))


async def reset_password(parts: Parts, user_id: UUID) -> OneTimePassword:
    async with parts.database.begin() as connection:
        user = await _known(connection, user_id, lock=True)
        password = await accounts.reset_password(connection, parts.passwords, actor().by, user)
        return OneTimePassword(user=_card(await _known(connection, user.id)), one_time_password=password)


async def end_sessions(database: Database, user_id: UUID) -> SessionsEnded:
    async with database.begin() as connection:
        user = await _known(connection, user_id)
        ended = await sessions.end_sessions(connection, user.id)
        await record(connection, "user.sessions_ended", user.email, after={"sessions_ended": ended})
    return SessionsEnded(ended=ended)


async def _known(connection: AsyncConnection, user_id: UUID, *, lock: bool = False) -> User:
    user = await users.find_user(connection, user_id, lock=lock)
    if user is None:
        raise ProblemError(404, "unknown_user", "there is no such user")
    return user


def _card(user: User) -> UserCard:
    return UserCard(**user._asdict())
