"""`maxsignal instruments ...`: what can be analysed, and what is switched on."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.installation import installed_database
from maxsignal_cli.market.instrument_file import read_instruments
from maxsignal_cli.market.source_name import check_source
from maxsignal_cli.market.views import instruments_table, synced_json, synced_lines
from maxsignal_cli.output import print_json, print_text, stage
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.market import Instrument
from maxsignal_common.store import listing
from maxsignal_common.store.listing import InstrumentFilter

Source = Annotated[str, typer.Argument(help="ccxt:binance, moex, tinvest; with --csv the source of its rows")]

app = typer.Typer(no_args_is_help=True, help="The catalogue: synchronise, search, switch on and off.")


@app.command("sync")
def sync(
    source: Source,
    *,
    csv: Annotated[
        Path | None, typer.Option(help="A list of your own: id,name,exchange[,currency,tick,lot,time_zone]")
    ] = None,
    as_json: AsJson = False,
    data: Data = Path("var"),
) -> None:
    """Bring the catalogue up to what a venue lists; new instruments are switched off."""
    check_source(source)
    console = Console(stderr=True)
    with stage(console, f"Listing the instruments of {source}"):
        listed = _read_file(csv, source) if csv else asyncio.run(_ask_venue(source))
    result = asyncio.run(_sync(data, source, listed))
    print_json(synced_json(result)) if as_json else print_text(synced_lines(source, result))


def _read_file(path: Path, source: str) -> Sequence[Instrument]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_instruments(file, path.name, source)
    except OSError as error:
        raise LauncherError("unreadable_file", f"{path}: {error.strerror}") from error


async def _ask_venue(source: str) -> Sequence[Instrument]:
    from maxsignal_cli.market.venues import listed_by  # noqa: PLC0415 - vendor libraries take seconds

    return await listed_by(source)


async def _sync(data: Path, source: str, listed: Sequence[Instrument]) -> listing.Synced:
    async with installed_database(data) as database, database.begin() as connection:
        return await listing.sync_instruments(connection, source, listed)


@app.command("add")
def add(
    instrument_id: Annotated[
        str, typer.Argument(metavar="ID", help="As the venue writes it: AAPL, BTC/USDT")
    ],
    *,
    source: Annotated[str, typer.Option(help="Where its candles come from: yfinance, ccxt:kraken, import")],
    exchange: Annotated[str, typer.Option(help="Where it trades: NASDAQ, NYSE, MOEX, BINANCE")],
    name: Annotated[str | None, typer.Option(help="What people call it")] = None,
    currency: Annotated[str, typer.Option(help="What its prices are in")] = "USD",
    tick: Annotated[str, typer.Option(help="Smallest step of its price")] = "0.01",
    lot: Annotated[str, typer.Option(help="Smallest amount that trades")] = "1",
    time_zone: Annotated[str, typer.Option(help="Zone of its exchange")] = "America/New_York",
    data: Data = Path("var"),
) -> None:
    """Add one instrument, switched on."""
    check_source(source)
    words = {"id": instrument_id, "name": name or instrument_id, "source": source, "exchange": exchange}
    try:
        instrument = Instrument.model_validate(
            {**words, "currency": currency, "tick": tick, "lot": lot, "time_zone": time_zone}
        )
    except ValidationError as error:
        told = "; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors(include_url=False))
        raise LauncherError("bad_instrument", told) from None
    if not asyncio.run(_add(data, instrument)):
        raise LauncherError("instrument_exists", f"{instrument_id} is in the catalogue already")
    print_text(f"{instrument_id} added and switched on")


async def _add(data: Path, instrument: Instrument) -> bool:
    async with installed_database(data) as database, database.begin() as connection:
        return await listing.add_instrument(connection, instrument)


@app.command("search")
def search(
    words: Annotated[list[str] | None, typer.Argument(help="Parts of id, name or FIGI")] = None,
    *,
    source: Annotated[str | None, typer.Option(help="Only of this source")] = None,
    enabled: Annotated[bool | None, typer.Option("--enabled/--disabled", help="Only those")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most to show")] = 50,
    as_json: AsJson = False,
    data: Data = Path("var"),
) -> None:
    """Find instruments."""
    wanted = InstrumentFilter(" ".join(words or ()), source, enabled)
    found = asyncio.run(_search(data, wanted, limit=limit + 1))
    shown = found[:limit]
    if as_json:
        print_json([one.model_dump(mode="json") for one in shown])
    else:
        Console().print(instruments_table(shown) if shown else "No such instrument.")
    if len(found) > limit:
        Console(stderr=True).print(f"More than {limit}: narrow the search, or give a higher --limit")


async def _search(data: Path, wanted: InstrumentFilter, *, limit: int) -> list[Instrument]:
    async with installed_database(data) as database, database.begin() as connection:
        return await listing.search_instruments(connection, wanted, limit=limit)


Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="As `search` shows them")]


@app.command("enable")
def enable(
    ids: Ids,
    *,
    source: Annotated[
        str | None, typer.Option(help="Take their candles from this source from now on")
    ] = None,
    fallback: Annotated[
        str | None,
        typer.Option(help="Source that answers while the instrument's own cannot; `none` for none"),
    ] = None,
    data: Data = Path("var"),
) -> None:
    """Switch instruments on: only these can be run."""
    if fallback not in (None, "none"):
        check_source(fallback)
    if source is not None:
        check_source(source)
    asyncio.run(_switch(data, ids, enabled=True, source=source, fallback=fallback))
    print_text(f"on: {', '.join(ids)}")


@app.command("disable")
def disable(ids: Ids, *, data: Data = Path("var")) -> None:
    """Switch instruments off: no new run of theirs begins."""
    asyncio.run(_switch(data, ids, enabled=False))
    print_text(f"off: {', '.join(ids)}")


async def _switch(
    data: Path, ids: Sequence[str], *, enabled: bool, source: str | None = None, fallback: str | None = None
) -> None:
    """All of them or, when one is unknown, none."""
    async with installed_database(data) as database, database.begin() as connection:
        known = await listing.switch_instruments(connection, ids, enabled=enabled)
        if unknown := [one for one in ids if one not in known]:
            raise LauncherError(
                "unknown_instrument",
                f"the catalogue has no {', '.join(unknown)}: look with `maxsignal instruments search`",
            )
        if source is not None:
            for one in ids:
                await listing.set_source(connection, one, source)
        for one in ids if fallback is not None else ():
            if not await listing.set_fallback(connection, one, None if fallback == "none" else fallback):
                raise LauncherError(
                    "same_source", f"{one} has its candles from {fallback} anyway: name another source"
                )
