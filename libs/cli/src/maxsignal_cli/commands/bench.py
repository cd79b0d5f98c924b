"""`maxsignal bench ...`: figures as ratios against a floor measured in the same run."""

import asyncio
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import httpx
import nats
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from maxsignal_cli.bench.floor import HOPS, FloorRuns, create
from maxsignal_cli.bench.measure import Figures, measure
from maxsignal_cli.bench.product import ProductRuns
from maxsignal_cli.commands.bench_api import api
from maxsignal_cli.commands.bench_telegram import telegram
from maxsignal_cli.commands.run import AsJson
from maxsignal_cli.datadir import DataDir
from maxsignal_cli.output import print_json
from maxsignal_cli.servers import NatsServer
from maxsignal_cli.servers.process import ProcessSpec
from maxsignal_cli.settings import LauncherSettings
from maxsignal_cli.stack import Stack
from maxsignal_cli.supervisor import Supervisor

SIZES = (500, 1_000, 10_000, 100_000)

app = typer.Typer(no_args_is_help=True, help="Benchmarks: ratios measured in one run.")
app.command("telegram")(telegram)
app.command("api")(api)


@app.command("pipeline")
def pipeline(
    *,
    runs: Annotated[int, typer.Option(min=10, help="Runs one after another, for latency")] = 100,
    burst: Annotated[int, typer.Option(min=10, help="Runs at once, for throughput")] = 200,
    _data: Annotated[
        Path | None, typer.Option("--data", help="Accepted, not used: it runs on servers of its own")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Time the pipeline beside raw NATS with handlers that do nothing, on servers of its own."""
    floor, product = asyncio.run(_compare(runs, burst))
    ratio = round(product.p50_ms / floor.p50_ms, 2)
    if as_json:
        print_json({"floor": asdict(floor), "product": asdict(product), "ratio_p50": ratio})
        return
    table = Table("", "p50 ms", "p99 ms", "runs/s")
    for name, figures in (("floor", floor), ("product", product)):
        table.add_row(name, *(str(figure) for figure in asdict(figures).values()))
    Console().print(table, f"ratio of p50: {ratio}")


@app.command("methods")
def methods(
    *,
    candles: Annotated[list[int], typer.Option(min=100, help="Sizes to time")] = list(SIZES),  # noqa: B006
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; the best counts")] = 7,
    budget: Annotated[float, typer.Option(help="Seconds one library may spend on one cell")] = 20.0,
    prefixes: Annotated[int, typer.Option(min=1, help="Random prefixes for the repaint count")] = 60,
    as_json: AsJson = False,
) -> None:
    """Time the detectors beside smartmoneyconcepts and pyvsmc and count what each rewrites.

    Ends with 1 if a target was missed.
    """
    from maxsignal_cli.bench.methods import compare, steps  # noqa: PLC0415 - detectors are of no use to --help
    from maxsignal_cli.bench.methods_table import tables  # noqa: PLC0415 - as above

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("methods", total=steps(candles, prefixes, rounds))
        report = compare(
            candles, prefixes, rounds, budget, lambda what: progress.update(task, description=what, advance=1)
        )
    if as_json:
        print_json(report.as_json())
    else:
        Console().print(*tables(report))
    raise typer.Exit(1 if any(target.met is False for target in report.targets()) else 0)


@app.command("candles")
def candles(
    *,
    rows: Annotated[int, typer.Option(min=10_000, help="Candles in the file")] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """Time an import of candles beside a plain COPY of the same file, on a server of its own."""
    from maxsignal_cli.bench.candles import compare as compare_imports  # noqa: PLC0415 - as above

    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="maxsignal-bench-") as root, console.status("candles") as status:
        found = asyncio.run(compare_imports(Path(root), (rows // 10, rows), status.update))
    ratio = round(found["import"][-1].seconds / found["copy"][-1].seconds, 2)
    if as_json:
        figures = {name: [asdict(one) for one in several] for name, several in found.items()}
        print_json({**figures, "ratio_seconds": ratio})
        return
    table = Table("", "candles", "s", "candles/s", "peak MB")
    for name, several in found.items():
        for one in several:
            table.add_row(name, *(f"{figure:,}" for figure in asdict(one).values()))
    Console().print(table, f"ratio of seconds: {ratio}")


@app.command("llm")
def llm(
    *,
    calls: Annotated[int, typer.Option(min=20, help="Calls of each kind")] = 300,
    as_json: AsJson = False,
) -> None:
    """Time a recorded, budgeted model call beside the bare openai client, before one local server."""
    from maxsignal_cli.bench.llm import compare as compare_calls  # noqa: PLC0415 - as above

    with (
        tempfile.TemporaryDirectory(prefix="maxsignal-bench-") as root,
        Progress(console=Console(stderr=True)) as progress,
    ):
        task = progress.add_task("calls", total=calls)
        found = asyncio.run(compare_calls(Path(root), calls, lambda n: progress.advance(task, n)))
    ratio = round(found["ours"].p50_ms / found["bare"].p50_ms, 2)
    if as_json:
        print_json({**{name: asdict(figures) for name, figures in found.items()}, "ratio_p50": ratio})
        return
    table = Table("", "p50 ms", "p99 ms")
    for name, figures in found.items():
        table.add_row(name, *(f"{figure:.2f}" for figure in asdict(figures).values()))
    Console().print(table, f"ratio of medians: {ratio}")


async def _compare(runs: int, burst: int) -> tuple[Figures, Figures]:
    with (
        tempfile.TemporaryDirectory(prefix="maxsignal-bench-") as root,
        Progress(console=Console(stderr=True)) as progress,
    ):
        floor = await _floor(Path(root) / "floor", runs, burst, progress)
        product = await _product(Path(root) / "product", runs, burst, progress)
    return floor, product


async def _floor(root: Path, runs: int, burst: int, progress: Progress) -> Figures:
    server, supervisor = NatsServer(root), Supervisor()
    try:
        await supervisor.start(server.spec())
        client = await nats.connect(server.url)
        await create(client)
        await supervisor.start(*(_floor_worker(root, server.url, name) for name in HOPS))
        floor = FloorRuns(client)
        await floor.listen()
        task = progress.add_task("floor", total=runs + burst)
        figures = await measure(
            floor.run_to_end, runs=runs, burst=burst, told=lambda n: progress.advance(task, n)
        )
        await client.close()
        return figures
    finally:
        await supervisor.stop()


def _floor_worker(root: Path, url: str, name: str) -> ProcessSpec:
    return ProcessSpec(
        name=f"floor-{name}",
        argv=(sys.executable, "-m", "maxsignal_cli.bench.floor", name),
        data_dir=root,
        env={**os.environ, "NATS_URL": url},
        stop_grace=1,
    )


async def _product(root: Path, runs: int, burst: int, progress: Progress) -> Figures:
    data = DataDir(root)
    with data.claim():
        # Servers of its own even where the environment names others: a benchmark writes hundreds of runs.
        stack = Stack(data, LauncherSettings.model_construct())
        try:
            await stack.start_servers()
            await stack.prepare()
            await stack.start_services()
            client = await nats.connect(stack.servers.nats_url)
            async with _client(stack) as http:
                product = ProductRuns(client, http)
                await product.listen()
                task = progress.add_task("product", total=runs + burst)
                figures = await measure(
                    product.run_to_end, runs=runs, burst=burst, told=lambda n: progress.advance(task, n)
                )
            await client.close()
            return figures
        finally:
            await stack.stop()


def _client(stack: Stack) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=stack.api_url, headers=stack.api.headers, trust_env=False, timeout=60)
