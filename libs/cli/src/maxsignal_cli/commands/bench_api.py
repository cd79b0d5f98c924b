"""`maxsignal bench api`: reads of the API beside a bare FastAPI process, in one run."""

import asyncio
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from maxsignal_cli.bench.api_plan import FIRST_PAGE, TARGET, Compared, Plan, met
from maxsignal_cli.commands.run import AsJson
from maxsignal_cli.output import print_json

MISSED = 1


def api(
    *,
    runs: Annotated[int, typer.Option(min=1000, help="Runs in the database")] = 200_000,
    rate: Annotated[float, typer.Option(min=1, help="Requests a second, sent by the clock")] = 50,
    seconds: Annotated[float, typer.Option(min=3, help="For each question and each contestant")] = 30,
    as_json: AsJson = False,
) -> None:
    """Time the API's reads with many runs behind it, beside a bare route.

    Ends with 1 if the target was missed.
    """
    from maxsignal_cli.bench.api import compare  # noqa: PLC0415 - detectors are of no use to --help

    plan = Plan(runs, rate, seconds)
    with (
        tempfile.TemporaryDirectory(prefix="maxsignal-bench-") as root,
        Progress(console=Console(stderr=True)) as progress,
    ):
        task = progress.add_task("requests", total=plan.requests)
        found = asyncio.run(compare(Path(root), plan, lambda n: progress.advance(task, n)))
    if as_json:
        told = {name: {**asdict(one), "ratio_p99": one.ratio_p99} for name, one in found.items()}
        print_json({**asdict(plan), "questions": told, "target_ratio_p99": TARGET, "met": met(found)})
    else:
        _print(found)
    raise typer.Exit(0 if met(found) else MISSED)


def _print(found: dict[str, Compared]) -> None:
    table = Table(
        "ms", "bytes", "p50", "p95", "p99", "cpu", "bare p50", "p95", "p99", "cpu", "p99 ratio", "errors"
    )
    for name, one in found.items():
        figures = [
            str(figure or "")
            for side in (one.ours, one.bare)
            for figure in (side.p50_ms, side.p95_ms, side.p99_ms, side.cpu_ms)
        ]
        table.add_row(name, str(one.bytes or ""), *figures, str(one.ratio_p99), str(one.ours.errors))
    Console().print(table, f"target: {FIRST_PAGE} at most {TARGET:.0f} times the bare route")
