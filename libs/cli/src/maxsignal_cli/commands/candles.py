"""`maxsignal candles ...`: fetch, bring your own, check what is stored."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.installation import installed_database
from maxsignal_cli.market.candle_file import read_candles
from maxsignal_cli.market.checked import Checked
from maxsignal_cli.market.fetched import Fetched, joined, write_candles
from maxsignal_cli.market.views import (
    candles_table,
    checked_json,
    checked_lines,
    fetched_json,
    fetched_line,
    moment,
    tapes_table,
)
from maxsignal_cli.output import print_json, print_text
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.clock import SystemClock
from maxsignal_common.market import CandleSeries, Instrument, Timeframe
from maxsignal_common.store.candles import (
    Imported,
    StoredCandle,
    Tape,
    import_candles,
    oldest_candles,
    series_of,
    tapes,
)
from maxsignal_common.store.instruments import find_instrument

IMPORTED = "import"
ROWS_AT_ONCE = 20_000
DEFAULT_CANDLES = 300

app = typer.Typer(no_args_is_help=True, help="Candles: fetch, import, check.")


@app.command("fetch")
def fetch(
    instrument: str,
    timeframe: Timeframe,
    *,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Newest candles; 300 unless --from is given")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="ISO time with zone, or a date: its midnight UTC")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="As --from; default now")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write them to this CSV file, as `import` reads it")
    ] = None,
    as_json: AsJson = False,
    data: Data = Path("var"),
) -> None:
    """Get closed candles as ingest would: from the store where they are, else from the venue."""
    if limit is not None and since is not None:
        raise LauncherError("too_many_limits", "give --limit or --from, not both")
    now = SystemClock().now()
    wanted = _Wanted(
        instrument,
        timeframe,
        until=_moment(until) if until else now,
        since=_moment(since) if since else None,
        limit=limit or (None if since else DEFAULT_CANDLES),
    )
    if wanted.until > now:
        # What is told now would be kept as the answer to a question that can only be asked then.
        raise LauncherError("time_in_future", f"--to {until} is later than now: leave it out")
    fetched = asyncio.run(_fetch(data, wanted))
    if out is not None:
        write_candles(out, fetched.candles)
    if as_json:
        print_json(fetched_json(fetched))
    else:
        Console().print(candles_table(fetched.candles))
        print_text(fetched_line(fetched))


@dataclass(frozen=True)
class _Wanted:
    instrument: str
    timeframe: Timeframe
    until: datetime
    since: datetime | None
    limit: int | None


async def _fetch(data: Path, wanted: _Wanted) -> Fetched:
    from maxsignal_cli.market.venues import fetched_back  # noqa: PLC0415 - vendor libraries take seconds

    async with installed_database(data) as database:
        async with database.begin() as connection:
            instrument = await find_instrument(connection, wanted.instrument)
        if instrument is None:
            raise _unknown(wanted.instrument)
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} candles"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(f"{instrument.id} {wanted.timeframe}", total=wanted.limit)
            pages = await fetched_back(
                database,
                instrument,
                wanted.timeframe,
                until=wanted.until,
                since=wanted.since,
                limit=wanted.limit,
                told=lambda page: progress.advance(task, len(page.candles)),
            )
    return joined(instrument, [(page.candles, page.source) for page in pages], wanted.since)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise LauncherError("bad_time", f"{text} is not an ISO time") from None
    if moment.tzinfo is not None:
        return moment
    if len(text) == len("2026-11-21"):
        return moment.replace(tzinfo=UTC)
    raise LauncherError("bad_time", f"{text} has no zone: write {text}Z for UTC")


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV with a header: time,open,high,low,close,volume[,taker_buy]")
    ],
    *,
    instrument: Annotated[str, typer.Option(help="Id in the catalogue, see `maxsignal instruments add`")],
    timeframe: Annotated[Timeframe, typer.Option(help="Of every candle in the file")],
    as_json: AsJson = False,
    data: Data = Path("var"),
) -> None:
    """Store candles of your own: every row or none. What is stored already is never changed."""
    done = asyncio.run(_import(data, file, instrument, timeframe))
    if as_json:
        print_json(done._asdict())
        return
    known = done.rows - done.added
    print_text(f"{done.rows} candles: {done.added} new, {known} known already")
    if done.differing:
        Console(stderr=True).print(
            f"{done.differing} of the known ones differ from the file (first opens at "
            f"{moment(done.first_differing_ms or 0)}); the stored ones stay"
        )


async def _import(data: Path, path: Path, instrument_id: str, timeframe: Timeframe) -> Imported:
    async with installed_database(data) as database, database.begin() as connection:
        instrument = await find_instrument(connection, instrument_id)
        if instrument is None:
            raise _unknown(instrument_id)
        tape = Tape(instrument.id, IMPORTED, timeframe)
        try:
            # A byte order mark is no part of the first column's name.
            with path.open(encoding="utf-8-sig", newline="") as file:
                return await import_candles(connection, tape, _batches(file, path, instrument, timeframe))
        except OSError as error:
            raise LauncherError("unreadable_file", f"{path}: {error.strerror}") from error


async def _batches(
    file: TextIO, path: Path, instrument: Instrument, timeframe: Timeframe
) -> AsyncIterator[Sequence[StoredCandle]]:
    """The file batch by batch, with a bar that shows how much of it has been read."""
    from maxsignal_ingest.sources.sessions import bar_closes  # noqa: PLC0415 - calendars take seconds

    def closes_of(opens: list[int]) -> list[int]:
        return list(map(bar_closes(instrument, timeframe, min(opens), max(opens)), opens))

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(path.name, total=os.fstat(file.fileno()).st_size)
        for batch in read_candles(file, path.name, timeframe, closes_of, SystemClock().now()):
            progress.update(task, completed=file.buffer.tell())
            yield batch


@app.command("list")
def list_tapes(*, as_json: AsJson = False, data: Data = Path("var")) -> None:
    """What is stored: instrument, source, timeframe, how much and from when to when."""
    rows = asyncio.run(_tapes(data))
    if as_json:
        print_json([dict(row) for row in rows])
    else:
        Console().print(tapes_table(rows) if rows else "No candles are stored yet.")


async def _tapes(data: Path) -> Sequence[dict[str, object]]:
    async with installed_database(data) as database, database.begin() as connection:
        return [dict(row) for row in await tapes(connection)]


@app.command("check")
def check(
    instrument: str,
    timeframe: Timeframe,
    *,
    source: Annotated[
        str | None, typer.Option(help="Stored under this source; default the instrument's own")
    ] = None,
    as_json: AsJson = False,
    data: Data = Path("var"),
) -> None:
    """Hold stored candles against the exchange's calendar; ends with 1 when something is odd."""
    checked = asyncio.run(_check(data, instrument, timeframe, source))
    print_json(checked_json(checked)) if as_json else print_text(checked_lines(checked))
    raise typer.Exit(0 if checked.sound else 1)


async def _check(data: Path, instrument_id: str, timeframe: Timeframe, source: str | None) -> Checked:
    from maxsignal_cli.market.check import check_candles  # noqa: PLC0415 - calendars take seconds

    async with installed_database(data) as database, database.begin() as connection:
        instrument = await find_instrument(connection, instrument_id)
        if instrument is None:
            raise _unknown(instrument_id)
        tape = Tape(instrument.id, source or instrument.source, timeframe)
        checked = Checked()
        async for part in _parts(connection, tape):
            await asyncio.to_thread(check_candles, checked, instrument, part)
    if not checked.bars:
        raise LauncherError(
            "no_candles", f"nothing is stored of {tape.instrument} {timeframe} from {tape.source}"
        )
    return checked


async def _parts(connection: AsyncConnection, tape: Tape) -> AsyncIterator[CandleSeries]:
    """The tape from its beginning, each part beginning with the candle the one before ended with."""
    since_ms = 0
    while rows := await oldest_candles(connection, tape, since_ms=since_ms, count=ROWS_AT_ONCE):
        yield series_of(tape.timeframe, rows)
        if len(rows) < ROWS_AT_ONCE:
            return
        since_ms = rows[-1].open_ms


def _unknown(instrument_id: str) -> LauncherError:
    return LauncherError(
        "unknown_instrument",
        f"the catalogue has no {instrument_id}: look with `maxsignal instruments search`, "
        f"or make it with `maxsignal instruments add`",
    )
