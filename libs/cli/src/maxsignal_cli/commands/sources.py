"""`maxsignal sources ...`: which venues are left alone, and since when."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maxsignal_cli.client import Json
from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.installation import installed_database
from maxsignal_cli.market.source_name import check_source
from maxsignal_cli.output import print_json, print_text
from maxsignal_common.clock import SystemClock
from maxsignal_common.store.breakers import Breaker, breakers, enable_source

app = typer.Typer(no_args_is_help=True, help="Sources of candles: their breakers.")


@app.command("list")
def list_sources(*, as_json: AsJson = False, data: Data = Path("var")) -> None:
    """Every source that failed once: closed is asked, open rests, disabled waits for `sources enable`."""
    known = asyncio.run(_known(data))
    if as_json:
        print_json([_told(one) for one in known])
    else:
        Console().print(_table(known) if known else "No source has failed yet.")


@app.command("enable")
def enable(source: str, *, data: Data = Path("var")) -> None:
    """Ask a source again, e.g. after ingest was moved to where the venue serves."""
    check_source(source)
    was_shut = asyncio.run(_enable(data, source))
    print_text(f"{source} is asked again" if was_shut else f"{source} was being asked already")


async def _known(data: Path) -> list[Breaker]:
    async with installed_database(data) as database, database.begin() as connection:
        return await breakers(connection)


async def _enable(data: Path, source: str) -> bool:
    async with installed_database(data) as database, database.begin() as connection:
        return await enable_source(connection, source, at=SystemClock().now())


def _table(known: Sequence[Breaker]) -> Table:
    table = Table("Source", "State", "Until (UTC)", "Reason", box=SIMPLE, pad_edge=False)
    for one in known:
        until = "" if one.open_until is None else f"{one.open_until:%Y-%m-%d %H:%M:%S}"
        table.add_row(escape(one.source), one.state, until, escape(one.reason or ""))
    return table


def _told(one: Breaker) -> Json:
    times = ("failing_since", "open_until", "changed_at")
    return {
        key: value.isoformat() if key in times and value else value for key, value in one._asdict().items()
    }
