"""`python -m maxsignal_api.operator`: accounts and tokens where nobody can log in yet, as under compose.

What it prints is shown once; run it with `docker compose exec api ...`, whose output no log keeps.
"""

import argparse
import asyncio
import sys
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth import accounts
from maxsignal_api.auth.passwords import Passwords
from maxsignal_api.settings import ApiSettings
from maxsignal_common.analysis import Language
from maxsignal_common.errors import MaxSignalError, PermanentError
from maxsignal_common.store.audit import By
from maxsignal_common.store.database import connect
from maxsignal_common.store.users import NewUser, Role, account_of
from maxsignal_common.wrong_settings import read_settings

OPERATOR = By("operator")


async def user(connection: AsyncConnection, email: str, role: Role) -> str:
    """Open an account; its one-time password."""
    new = NewUser(uuid4(), email.lower(), email.partition("@")[0], role, Language.RU, "Europe/Moscow")
    made = await accounts.open_account(connection, Passwords(), OPERATOR, new)
    return _made(made, "email_taken", "there is an account of this address: `password` resets it")


async def password(connection: AsyncConnection, email: str, _role: Role) -> str:
    """A one-time password in place of a forgotten one."""
    account = await account_of(connection, email.lower())
    if account is None:
        raise PermanentError("unknown_user", "there is no account of this address")
    return await accounts.reset_password(connection, Passwords(), OPERATOR, account.user)


async def token(connection: AsyncConnection, name: str, role: Role) -> str:
    """A machine's token."""
    made = await accounts.mint_token(connection, OPERATOR, name, role)
    return _made(made, "token_name_taken", "a token of this name is in use")


def _made(made: str | None, code: str, detail: str) -> str:
    if made is None:
        raise PermanentError(code, detail)
    return made


WORK = {"user": user, "password": password, "token": token}


async def run(settings: ApiSettings, what: str, name: str, role: Role) -> str:
    database = connect(settings.database_url.get_secret_value(), role="maxsignal_api")
    try:
        async with database.begin() as connection:
            return await WORK[what](connection, name, role)
    finally:
        await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m maxsignal_api.operator")
    parser.add_argument("what", choices=WORK)
    parser.add_argument("name", help="an address, or the name of a token")
    parser.add_argument("--role", type=Role, choices=list(Role), default=Role.TRADER)
    told = parser.parse_args()
    try:
        made = asyncio.run(run(read_settings(ApiSettings), told.what, told.name, told.role))
    except MaxSignalError as error:
        sys.exit(f"{error.detail} [{error.code}]")
    sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main()
