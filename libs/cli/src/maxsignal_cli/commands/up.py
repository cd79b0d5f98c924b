"""`maxsignal up`: the whole product on this machine, one post to show for it, then serve."""

import asyncio
import signal
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from maxsignal_cli.accounts import first_admin, nobody_has_an_account
from maxsignal_cli.client import DAYSTART, ApiAddress, ApiClient, run_to_end
from maxsignal_cli.commands.run import Analysis, Lang
from maxsignal_cli.datadir import DataDir
from maxsignal_cli.output import print_json, print_post, stage
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_cli.settings import LauncherSettings
from maxsignal_cli.stack import Stack
from maxsignal_cli.supervisor import ProcessEvent, Report
from maxsignal_cli.views import run_result
from maxsignal_common.analysis import Language
from maxsignal_common.catalogue import IBM
from maxsignal_common.market import Timeframe
from maxsignal_common.sources import can_serve
from maxsignal_common.wrong_settings import read_settings

FAILED = 1


@dataclass(frozen=True)
class UpOptions:
    data: Path
    once: bool
    run: bool
    as_json: bool
    language: Language
    analysis: str


def up(
    data: Annotated[Path, typer.Option(help="Directory of this installation's data")] = Path("var"),
    *,
    once: Annotated[bool, typer.Option("--once", help="Make one post, then stop")] = False,
    no_run: Annotated[bool, typer.Option("--no-run", help="Serve without making a post first")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of the post")] = False,
    lang: Lang = Language.RU,
    analysis: Analysis = DAYSTART,
) -> None:
    """Start servers and services, make one post from recorded candles, serve until Ctrl-C."""
    if once and no_run:
        raise LauncherError(
            "nothing_to_do", "--once makes one post and --no-run makes none: give one of them"
        )
    options = UpOptions(data, once=once, run=not no_run, as_json=as_json, language=lang, analysis=analysis)
    raise typer.Exit(asyncio.run(_up(options)))


async def _up(options: UpOptions) -> int:
    console = Console(stderr=True)
    data, settings = DataDir(options.data), read_settings(LauncherSettings)
    with data.claim() as leftovers:
        if leftovers:
            console.print(f"ended {len(leftovers)} processes that a killed start had left")
        stack = Stack(data, settings, _reporter(console))
        try:
            serving = _serve(stack, options, settings, console)
            return await first_of(serving, _stopped(_stop_on_signal()))
        finally:
            with stage(console, "Stopping"):
                await stack.stop()


async def _serve(stack: Stack, options: UpOptions, settings: LauncherSettings, console: Console) -> int:
    await _start(stack, console)
    await show_first_admin(stack.servers.database_url, settings.init_admin_email, console)
    if options.run:
        code = await first_of(_first_run(stack.api, options, console), stack.watch())
        if options.once:
            return code
    _say_where(stack, console)
    return await stack.watch()


async def first_of[T](*works: Coroutine[None, None, T]) -> T:
    """What the first to end brings; the others are cancelled and have ended before this returns."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task in done).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _stopped(stopping: asyncio.Event) -> int:
    await stopping.wait()
    return 0


async def _start(stack: Stack, console: Console) -> None:
    with stage(console, "Starting NATS and PostgreSQL"):
        await stack.start_servers()
    with stage(console, "Applying migrations and topology"):
        await stack.prepare()
    with stage(console, "Starting the services"):
        await stack.start_services()


async def _first_run(api: ApiAddress, options: UpOptions, console: Console) -> int:
    began = time.monotonic()
    shown = await asyncio.to_thread(ApiClient(api).get, f"/api/analyses/{options.analysis}")
    timeframe = _recorded(shown["timeframes"])
    with stage(console, f"Making a post from recorded {IBM.id} {timeframe} candles"):
        run = await run_to_end(api, IBM.id, timeframe, options.analysis)
    if options.as_json:
        print_json(run_result(run, options.language, round((time.monotonic() - began) * 1000)))
    else:
        print_post(run, options.language)
    return FAILED if run["status"] == "failed" else 0


def _recorded(offered: list[str]) -> str:
    """The first of an analysis' timeframes that recordings have; where there is none, the API says so."""
    return next((one for one in offered if can_serve(IBM, Timeframe(one))), offered[0])


async def show_first_admin(database_url: str, email: str | None, console: Console) -> None:
    """Once, and on a terminal only: whatever else standard error is, it may be kept."""
    if not await nobody_has_an_account(database_url):
        return
    if email is None or not console.is_terminal:
        console.print("Login     nobody can yet: maxsignal user create you@example.org --role admin")
        return
    password = await first_admin(database_url, email)
    console.print(f"Login     {escape(email)}, one-time password {password} (shown once, to be changed)")


def _say_where(stack: Stack, console: Console) -> None:
    console.print(f"API       {stack.api_url}")
    if stack.telegram_url:
        console.print(f"Telegram  {stack.telegram_url}  (local stand-in: open it, talk to the bot)")
    console.print("Serving until Ctrl-C.")


def _reporter(console: Console) -> Report:
    def report(event: ProcessEvent) -> None:
        if event.kind == "crashed":
            console.print(f"[yellow]{event.name} ended with {event.returncode}; starting it again[/yellow]")

    return report


def _stop_on_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping
