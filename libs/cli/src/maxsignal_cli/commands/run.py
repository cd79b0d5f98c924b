"""`maxsignal run ...`: ask for a run, look at one, watch one, make one's post again."""

import asyncio
import hashlib
import time
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.live import Live
from rich.table import Table

from maxsignal_cli.client import DAYSTART, ApiClient, Json, api_url_of
from maxsignal_cli.comparing import Replay
from maxsignal_cli.installation import installed_database
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


@app.command("replay")
def replay(
    run_id: UUID,
    *,
    times: Annotated[int, typer.Option(min=1, max=1000, help="How often to make it")] = 1,
    as_json: AsJson = False,
    data: Data = Path("var"),
) -> None:
    """Make the run's post again from its record, and compare; no model is asked, nothing is sent.

    Exit code 0: the same; 1: it differs; 2: it cannot be made again.
    """
    made = asyncio.run(_replayed(data, run_id, times))
    differs = next((one for one in made if not one.same), None)
    if as_json:
        print_json(_replay_result(run_id, made, differs))
    elif differs and differs.difference:
        print_text(f"different: {differs.difference.where}")
        print_text(f"  recorded  {differs.difference.recorded}\n  replayed  {differs.difference.replayed}")
    else:
        exact = "byte for byte" if all(one.exact for one in made) else "in all that its older record tells"
        print_text(f"the same {exact}, {times} of {times}")
    raise typer.Exit(1 if differs else 0)


async def _replayed(data: Path, run_id: UUID, times: int) -> list[Replay]:
    # Methods and renderer take a second to load.
    from maxsignal_cli.replaying import load_recording, replay  # noqa: PLC0415 - as above

    async with installed_database(data) as database:
        recording = await load_recording(database, run_id)
        return [await replay(recording, database) for _ in range(times)]


def _replay_result(run_id: UUID, made: list[Replay], differs: Replay | None) -> Json:
    shown = differs or made[0]
    posts = [
        {
            "language": post.language,
            "made_by": post.made_by,
            "sha256": hashlib.sha256(post.text.encode()).hexdigest(),
        }
        for post in shown.post.posts
    ]
    told = differs and differs.difference and differs.difference._asdict()
    exact = all(one.exact for one in made)
    return {
        "run_id": str(run_id),
        "same": not differs,
        "exact": exact,
        "times": len(made),
        "posts": posts,
        "difference": told,
    }
