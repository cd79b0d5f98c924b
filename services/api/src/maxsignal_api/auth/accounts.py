"""Opens accounts and machine tokens: the same for the API, the operator's command and the first start."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.passwords import Passwords, one_time_password
from maxsignal_api.auth.secret_tokens import digest, new_token
from maxsignal_common.store import audit, sessions, tokens, users
from maxsignal_common.store.users import NewUser, Role, User

# A password of ours opens one login within this time, and has to be changed there.
ONE_TIME_FOR = timedelta(days=3)
TOKEN_PREFIX = "mxs_"  # noqa: S105 - what tokens begin with


async def open_account(
    connection: AsyncConnection, passwords: Passwords, by: audit.By, new: NewUser
) -> str | None:
    """The account's one-time password, which nobody can read again; None where the address has an account."""
    password = one_time_password()
    if not await users.add_user(connection, new, await passwords.hash(password), ONE_TIME_FOR):
        return None
    about = {"role": new.role, "name": new.name}
    await audit.record(connection, by, audit.Change("user.created", new.email, after=about))
    return password


async def reset_password(connection: AsyncConnection, passwords: Passwords, by: audit.By, user: User) -> str:
    """A one-time password in place of the user's own; every session of theirs ends."""
    password = one_time_password()
    kept = await passwords.hash(password)
    await users.set_password(connection, user.id, kept, opens_for=ONE_TIME_FOR)
    ended = {"sessions_ended": await sessions.end_sessions(connection, user.id)}
    await audit.record(connection, by, audit.Change("user.password_reset", user.email, after=ended))
    return password


async def disable(connection: AsyncConnection, by: audit.By, user: User) -> None:
    """No login any more, and no session."""
    await users.change_user(connection, user.id, disabled=True)
    await sessions.end_sessions(connection, user.id)
    change = audit.Change("user.changed", user.email, before={"disabled": False}, after={"disabled": True})
    await audit.record(connection, by, change)


async def mint_token(connection: AsyncConnection, by: audit.By, name: str, role: Role) -> str | None:
    """A machine's token, which nobody can read again; None where a live one has the name."""
    token = new_token(TOKEN_PREFIX)
    new = tokens.NewToken(uuid4(), digest(token), name, role, by.actor)
    if not await tokens.add_token(connection, new):
        return None
    await audit.record(connection, by, audit.Change("token.created", name, after={"role": role}))
    return token


async def revoke_token(connection: AsyncConnection, by: audit.By, name: str) -> bool:
    revoked = await tokens.revoke_token(connection, name)
    if revoked:
        await audit.record(connection, by, audit.Change("token.revoked", name, before={"role": revoked.role}))
    return revoked is not None
