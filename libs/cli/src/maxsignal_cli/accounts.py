"""Accounts and tokens, made with the rights of the database's owner: for those who run the installation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth import accounts
from maxsignal_api.auth.passwords import Passwords
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import Language
from maxsignal_common.store.audit import By
from maxsignal_common.store.database import connect
from maxsignal_common.store.users import NewUser, Role, User, account_of, all_users

OPERATOR = By("operator")


async def launcher_token(database_url: str, root: Path) -> str:
    """A token for the verbs that work on this data directory; the one of an earlier start ends."""
    name = f"launcher {root}"
    async with _owner(database_url) as connection:
        await accounts.revoke_token(connection, OPERATOR, name)
        token = await accounts.mint_token(connection, OPERATOR, name, Role.ADMIN)
    if token is None:
        raise LauncherError("token_taken", f"another launcher made the token {name!r} at this very moment")
    return token


async def nobody_has_an_account(database_url: str) -> bool:
    async with _owner(database_url) as connection:
        return not await all_users(connection)


async def first_admin(database_url: str, email: str) -> str:
    """Its one-time password."""
    async with _owner(database_url) as connection:
        return await create_user(connection, email, "Admin", Role.ADMIN)


@asynccontextmanager
async def _owner(database_url: str) -> AsyncIterator[AsyncConnection]:
    database = connect(database_url)
    try:
        async with database.begin() as connection:
            yield connection
    finally:
        await database.close()


async def create_user(
    connection: AsyncConnection, email: str, name: str, role: Role, language: Language = Language.RU
) -> str:
    """Open an account; its one-time password."""
    new = NewUser(uuid4(), email.strip().lower(), name, role, language, "Europe/Moscow")
    password = await accounts.open_account(connection, Passwords(), OPERATOR, new)
    if password is None:
        raise LauncherError("email_taken", f"there is an account of {new.email}: reset its password instead")
    return password


async def known_user(connection: AsyncConnection, email: str) -> User:
    account = await account_of(connection, email.strip().lower())
    if account is None:
        raise LauncherError(
            "unknown_user", f"there is no account of {email}: `maxsignal user list` names them"
        )
    return account.user
