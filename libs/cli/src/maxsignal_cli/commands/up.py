"""`maxsignal up`: the whole product on this machine, one post to show for it, then serve."""

import asyncio
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from maxsignal_cli.client import ApiClient
from maxsignal_cli.datadir import DataDir
from maxsignal_cli.output import print_json, print_post, stage
from maxsignal_cli.settings import LauncherSettings
from maxsignal_cli.stack import Stack
from maxsignal_cli.supervisor import ProcessEvent, Report
from maxsignal_cli.views import run_result

RUN_INSTRUMENT, RUN_TIMEFRAME = "IBM", "D1"
FAILED = 1


@dataclass(frozen=True)
class UpOptions:
    data: Path
    once: bool
    run: bool
    as_json: bool
    language: str


def up(
    data: Annotated[Path, typer.Option(help="Directory of this installation's data")] = Path("var"),
    *,
    once: Annotated[bool, typer.Option("--once", help="Make one post, then stop")] = False,
    no_run: Annotated[bool, typer.Option("--no-run", help="Serve without making a post first")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of the post")] = False,
    lang: Annotated[str, typer.Option(help="Language of the printed post: ru or en")] = "ru",
) -> None:
    """Start servers and services, make a daystart post from recorded candles, serve until Ctrl-C."""
    options = UpOptions(data, once=once, run=not no_run, as_json=as_json, language=lang)
    raise typer.Exit(asyncio.run(_up(options)))


async def _up(options: UpOptions) -> int:
    console = Console(stderr=True)
    data = DataDir(options.data)
    with data.claim() as leftovers:
        if leftovers:
            console.print(f"ended {len(leftovers)} processes that a killed start had left")
        stack = Stack(data, LauncherSettings(), _reporter(console))
        stopping = _stop_on_signal()
        try:
            return await _serve(stack, options, stopping)
        finally:
            with stage(console, "Stopping"):
                await stack.stop()


async def _serve(stack: Stack, options: UpOptions, stopping: asyncio.Event) -> int:
    console = Console(stderr=True)
    starting = asyncio.create_task(_start(stack, console))
    stop = asyncio.create_task(stopping.wait())
    await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
    if stopping.is_set():
        starting.cancel()
        return 0
    await starting
    code = await asyncio.to_thread(_first_run, stack.api_url, options, console) if options.run else 0
    if options.once:
        return code
    _say_where(stack, console)
    watching = asyncio.create_task(stack.watch())
    await asyncio.wait({watching, stop}, return_when=asyncio.FIRST_COMPLETED)
    if watching.done():
        watching.result()
    watching.cancel()
    return code


async def _start(stack: Stack, console: Console) -> None:
    with stage(console, "Starting NATS and PostgreSQL"):
        await stack.start_servers()
    with stage(console, "Applying migrations and topology"):
        await stack.prepare()
    with stage(console, "Starting the services"):
        await stack.start_services()


def _first_run(api_url: str, options: UpOptions, console: Console) -> int:
    began = time.monotonic()
    client = ApiClient(api_url)
    with stage(console, f"Making a post from recorded {RUN_INSTRUMENT} {RUN_TIMEFRAME} candles"):
        run_id = client.start_run(RUN_INSTRUMENT, RUN_TIMEFRAME, None, {})
        run = client.finished(run_id)
    if options.as_json:
        print_json(run_result(run, options.language, round((time.monotonic() - began) * 1000)))
    else:
        print_post(run, options.language)
    return FAILED if run["status"] == "failed" else 0


def _say_where(stack: Stack, console: Console) -> None:
    console.print(f"API       {stack.api_url}")
    if stack.telegram_url:
        console.print(f"Telegram  {stack.telegram_url}  (local stand-in: no TELEGRAM_BOT_TOKEN is set)")
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
