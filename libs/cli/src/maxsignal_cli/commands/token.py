"""`maxsignal token ...`: what scripts show the API; works on the database itself."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maxsignal_api.auth import accounts
from maxsignal_cli.accounts import OPERATOR
from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.installation import installed_database
from maxsignal_cli.output import print_json, print_text
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.store.tokens import ApiToken, live_tokens
from maxsignal_common.store.users import Role

app = typer.Typer(no_args_is_help=True, help="Tokens of machines: create, list, revoke.")


@app.command("create")
def create(
    name: str,
    *,
    role: Annotated[Role, typer.Option(help="admin may change everything")] = Role.TRADER,
    data: Data = Path("var"),
) -> None:
    """Print a new token; it is shown once and valid until it is revoked."""

    async def work() -> str | None:
        async with installed_database(data) as database, database.begin() as connection:
            return await accounts.mint_token(connection, OPERATOR, name, role)

    token = asyncio.run(work())
    if token is None:
        raise LauncherError("token_name_taken", f"a token {name!r} is in use: revoke it first")
    print_text(token)


@app.command("list")
def list_tokens(*, as_json: AsJson = False, data: Data = Path("var")) -> None:
    """Which tokens are valid."""

    async def work() -> list[ApiToken]:
        async with installed_database(data) as database, database.begin() as connection:
            return await live_tokens(connection)

    found = asyncio.run(work())
    if as_json:
        print_json([{"name": one.name, "role": one.role, "made_by": one.made_by} for one in found])
        return
    table = Table("Name", "Role", "Made by", "Since", box=SIMPLE)
    for one in found:
        table.add_row(escape(one.name), one.role, escape(one.made_by), f"{one.created_at:%Y-%m-%d %H:%M}")
    Console().print(table)


@app.command("revoke")
def revoke(name: str, *, data: Data = Path("var")) -> None:
    """End a token."""

    async def work() -> bool:
        async with installed_database(data) as database, database.begin() as connection:
            return await accounts.revoke_token(connection, OPERATOR, name)

    if not asyncio.run(work()):
        raise LauncherError("unknown_token", f"no live token is named {name!r}: `maxsignal token list`")
    print_text(f"revoked: {name}")
