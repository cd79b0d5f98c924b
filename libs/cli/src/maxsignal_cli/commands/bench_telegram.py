"""`maxsignal bench telegram`: a broadcast through publishers beside a bare aiogram loop, in one run."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from maxsignal_cli.bench.bare import BareFigures, bare_loop
from maxsignal_cli.bench.broadcast import Broadcast, Rough, broadcast, own_servers
from maxsignal_cli.bench.broadcast_audit import Account
from maxsignal_cli.commands.run import AsJson
from maxsignal_cli.output import print_json
from maxsignal_common.clock import SystemClock

BROKEN_PROMISE = 1
CALM = Rough(throttled=0, broken=0, forbidden=0, dropped=0)


def telegram(
    *,
    subscribers: Annotated[int, typer.Option(min=10, help="Who gets the post")] = 1000,
    kills: Annotated[int, typer.Option(min=0, help="Publishers killed meanwhile")] = 0,
    rough: Annotated[bool, typer.Option(help="5 % 429, 2 % 500, 2 % 403, 2 % answers lost")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Messages a second the stand-in allows")] = 300,
    as_json: AsJson = False,
) -> None:
    """Send a post with a picture to many, beside a bare loop; exit code 1 if a promise is broken."""
    plan = Broadcast(
        subscribers=subscribers,
        kills=kills,
        rate=limit * 0.9,
        limit=limit,
        concurrency=2 if kills else 16,
        rough=Rough() if rough else CALM,
        outage=bool(kills),
    )
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("messages", total=plan.messages)
        product, bare = asyncio.run(_both(plan, lambda final: progress.update(task, completed=final)))
    ratio = round(product.per_second / bare.per_second, 2)
    if as_json:
        figures = {"product": {**asdict(product), "per_second": product.per_second}}
        print_json({**figures, "bare": {**asdict(bare), "per_second": bare.per_second}, "ratio": ratio})
    else:
        _print(product, bare, ratio)
    raise typer.Exit(BROKEN_PROMISE if product.offences else 0)


async def _both(plan: Broadcast, told: Callable[[int], None]) -> tuple[Account, BareFigures]:
    with tempfile.TemporaryDirectory(prefix="maxsignal-bench-") as root:
        async with own_servers(Path(root)) as servers:
            product = await broadcast(Path(root), servers, plan, told)
            async with httpx.AsyncClient(base_url=f"{servers.telegram}/_control", timeout=60) as control:
                await control.delete("/state")
                await control.put("/limits", json={"per_second": plan.limit})
                await control.post("/faults", json=plan.rough.faults(plan.seed))
            sample = replace(plan, subscribers=min(plan.subscribers, 1000))
            return product, await bare_loop(servers.telegram, sample, SystemClock())


def _print(product: Account, bare: BareFigures, ratio: float) -> None:
    table = Table("", "sent", "unknown", "never arrived", "messages/s")
    states = product.states
    never = str(states.get("blocked", 0) + states.get("failed", 0))
    table.add_row(
        "publishers",
        str(states.get("sent", 0)),
        str(states.get("unknown", 0)),
        never,
        str(product.per_second),
    )
    table.add_row("bare loop", str(bare.sent), "not known", str(bare.given_up), str(bare.per_second))
    Console().print(table, f"ratio: {ratio}", *(f"[red]{one}[/red]" for one in product.offences))
