"""`maxsignal run replay-step`: ask a recorded step once more, and see what is different."""

import time
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console

from maxsignal_cli.client import POLL_S, RUN_TIMEOUT_S, ApiClient, ApiError, Json, api_url_of
from maxsignal_cli.commands.run import ApiUrl, AsJson, Data, Lang
from maxsignal_cli.output import print_json, print_text
from maxsignal_cli.prompt_files import read_parts
from maxsignal_cli.replay_views import report
from maxsignal_common.analysis import Language
from maxsignal_common.prompting import PromptStep


def replay_step(
    run_id: str,
    step: Annotated[PromptStep, typer.Argument(help="A method, or merge")],
    *,
    model: Annotated[str | None, typer.Option(help="Another model, switched on")] = None,
    prompt_file: Annotated[
        Path | None, typer.Option(help="A prompt of your own, as `export` writes it")
    ] = None,
    prompt_version: Annotated[int | None, typer.Option(min=1, help="A stored version of the prompt")] = None,
    language: Lang = Language.RU,
    temperature: Annotated[float | None, typer.Option(min=0, max=2)] = None,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Ask a STEP of a run once more from its recorded input; it costs a call, and the run stays as it is.

    Exit code 0: it was told, by the model or by the twin; 1: it failed; 2: it was refused.
    """
    body: Json = {"language": language, "model": model, "prompt_version": prompt_version}
    body |= {"temperature": temperature, "prompt": prompt_file and read_parts(step, prompt_file)}
    client = ApiClient(api_url_of(data, api_url))
    changes = {name: value for name, value in body.items() if value is not None}
    ordered = client.post(f"/api/runs/{run_id}/steps/{step}/replay", changes, key=str(uuid4()))
    with Console(stderr=True).status(f"{step} is asked once more"):
        replay = _ended(client, ordered["replay_id"])
    print_json(replay) if as_json else print_text(report(replay))
    raise typer.Exit(1 if replay["status"] == "failed" else 0)


def _ended(client: ApiClient, replay_id: str) -> Json:
    """The replay once it is done or has failed; the API itself gives one up in time."""
    until = time.monotonic() + RUN_TIMEOUT_S + POLL_S * 100
    while time.monotonic() < until:
        replay = client.get(f"/api/replays/{replay_id}")
        if replay["status"] != "pending":
            return replay
        time.sleep(POLL_S)
    raise ApiError("replay_timed_out", f"replay {replay_id} was not answered")
