"""`maxsignal run ...`: ask for a run, look at one, watch one."""

import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.live import Live
from rich.table import Table

from maxsignal_cli.client import DAYSTART, ApiClient, Json, api_url_of
from maxsignal_cli.output import print_json, print_post, print_text
from maxsignal_cli.views import run_result, run_table
from maxsignal_common.analysis import Language

Data = Annotated[Path, typer.Option(help="Data directory of the running stack")]
ApiUrl = Annotated[str | None, typer.Option(help="Address of the API, instead of --data")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for machines")]
Lang = Annotated[Language, typer.Option(help="Language of the post")]
Analysis = Annotated[str, typer.Option(help="What to run, as `maxsignal analysis list` shows it")]
AsOf = Annotated[
    str | None,
    typer.Option(help="ISO time with zone; a date alone is its first moment, midnight UTC; default now"),
]

app = typer.Typer(no_args_is_help=True, help="Ask for runs and look at them.")


@app.command("start")
def start(
    instrument: str,
    timeframe: str,
    *,
    as_of: AsOf = None,
    analysis: Analysis = DAYSTART,
    lang: Lang = Language.RU,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the post and print it")] = False,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Request a run of INSTRUMENT on TIMEFRAME."""
    client = ApiClient(api_url_of(data, api_url))
    began = time.monotonic()
    run_id = client.start_run(instrument, timeframe, as_of and moment(as_of), analysis=analysis)
    if not wait:
        print_json({"run_id": run_id}) if as_json else print_text(run_id)
        return
    run = client.finished(run_id)
    if as_json:
        print_json(run_result(run, lang, round((time.monotonic() - began) * 1000)))
    else:
        print_post(run, lang)
    raise typer.Exit(1 if run["status"] == "failed" else 0)


def moment(as_of: str) -> str:
    """A date alone as its midnight UTC; whatever else it is, the API judges it."""
    try:
        return f"{date.fromisoformat(as_of)}T00:00:00Z"
    except ValueError:
        return as_of


@app.command("show")
def show(
    run_id: str,
    *,
    lang: Lang = Language.RU,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Show a run: its steps, its plan, its post."""
    run = ApiClient(api_url_of(data, api_url)).get(f"/api/runs/{run_id}")
    if as_json:
        print_json(run)
        return
    Console().print(run_table(run))
    print_post(run, lang)


@app.command("watch")
def watch(run_id: str, *, lang: Lang = Language.RU, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Follow a run live until it is finished."""
    client = ApiClient(api_url_of(data, api_url))
    run: Json = {}
    with Live(Table(), refresh_per_second=8) as live:
        for run in client.follow(run_id):
            live.update(run_table(run))
    print_post(run, lang)
    raise typer.Exit(1 if run["status"] == "failed" else 0)
