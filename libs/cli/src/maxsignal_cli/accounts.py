"""Accounts and tokens, made with the rights of the database's owner: for those who run the installation."""

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
    database = connect(database_url)
    name = f"launcher {root}"
    try:
        async with database.begin() as connection:
            await accounts.revoke_token(connection, OPERATOR, name)
            token = await accounts.mint_token(connection, OPERATOR, name, Role.ADMIN)
    finally:
        await database.close()
    if token is None:
        raise LauncherError("token_taken", f"another launcher made the token {name!r} at this very moment")
    return token


async def first_admin(database_url: str, email: str) -> str | None:
    """The one-time password of the first administrator; None where there are accounts already."""
    database = connect(database_url)
    try:
        async with database.begin() as connection:
            known = await all_users(connection)
            return None if known else await create_user(connection, email, "Admin", Role.ADMIN)
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
