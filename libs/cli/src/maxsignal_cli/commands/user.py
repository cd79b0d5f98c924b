"""`maxsignal user ...`: accounts, for those who run the installation; works on the database itself."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maxsignal_api.auth import accounts
from maxsignal_api.auth.passwords import Passwords
from maxsignal_cli.accounts import OPERATOR, create_user, known_user
from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.installation import installed_database
from maxsignal_cli.output import print_json, print_text
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import Language
from maxsignal_common.store.users import Role, User, all_users, lock_admins

app = typer.Typer(no_args_is_help=True, help="Accounts: create, list, disable, reset a password.")

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@app.command("create")
def create(
    email: Email,
    *,
    role: Annotated[Role, typer.Option(help="admin may change everything")] = Role.TRADER,
    name: Annotated[str, typer.Option(help="As others see the user")] = "",
    lang: Annotated[Language, typer.Option(help="Language of the dashboard")] = Language.RU,
    data: Data = Path("var"),
) -> None:
    """Open an account and print its one-time password; it has to be changed at the first login."""
    if not email.partition("@")[2]:
        raise LauncherError("no_email", "an account needs an address such as you@example.org")

    async def work() -> str:
        async with installed_database(data) as database, database.begin() as connection:
            return await create_user(connection, email, name or email.partition("@")[0], role, lang)

    print_text(asyncio.run(work()))


@app.command("list")
def list_users(*, as_json: AsJson = False, data: Data = Path("var")) -> None:
    """Who has an account."""

    async def work() -> list[User]:
        async with installed_database(data) as database, database.begin() as connection:
            return await all_users(connection)

    found = asyncio.run(work())
    if as_json:
        print_json([{"email": one.email, "role": one.role, "disabled": one.disabled} for one in found])
        return
    table = Table("Email", "Name", "Role", "", box=SIMPLE)
    for one in found:
        table.add_row(escape(one.email), escape(one.name), one.role, "disabled" if one.disabled else "")
    Console().print(table if found else "No accounts: `maxsignal user create EMAIL --role admin`")


@app.command("disable")
def disable(email: Email, *, data: Data = Path("var")) -> None:
    """Close an account; its sessions end at once."""

    async def work() -> None:
        async with installed_database(data) as database, database.begin() as connection:
            admins = await lock_admins(connection)
            user = await known_user(connection, email)
            if admins == {user.id}:
                raise LauncherError("last_admin", "nobody could administer any more")
            await accounts.disable(connection, OPERATOR, user)

    asyncio.run(work())
    print_text(f"disabled: {email}")


@app.command("reset-password")
def reset_password(email: Email, *, data: Data = Path("var")) -> None:
    """Print a one-time password in place of a forgotten one; the user's sessions end."""

    async def work() -> str:
        async with installed_database(data) as database, database.begin() as connection:
            user = await known_user(connection, email)
            return await accounts.reset_password(connection, Passwords(), OPERATOR, user)

    print_text(asyncio.run(work()))
