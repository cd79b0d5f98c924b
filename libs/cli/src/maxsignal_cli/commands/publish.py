"""`maxsignal publish RUN`: say who would get the post, ask, order it."""

from pathlib import Path
from typing import Annotated

import typer

from maxsignal_cli.client import ApiClient, Json, api_url_of
from maxsignal_cli.commands.dlq import DryRun, Yes
from maxsignal_cli.commands.run import ApiUrl, AsJson, Data
from maxsignal_cli.delivery_views import preview_lines
from maxsignal_cli.output import print_json, print_text
from maxsignal_common.audience import Parts

AUDIENCES = "all, channel, instrument:<id>, analysis:<name>, chat:<id>"


def _audience(given: str) -> Json:
    kind, _, rest = given.partition(":")
    match kind:
        case "all" | "channel" if not rest:
            return {"to": kind}
        case "instrument" | "analysis" if rest:
            return {"to": "topic", "topic": given}
        case "chat" if rest.removeprefix("-").isdecimal():
            return {"to": "chat", "chat_id": int(rest)}
        case _:
            raise typer.BadParameter(f"one of {AUDIENCES}")


def publish(
    run_id: str,
    *,
    audience: Annotated[
        str | None, typer.Option(help=f"Who gets it: {AUDIENCES}. Left out: all, once")
    ] = None,
    parts: Annotated[Parts, typer.Option(help="How much of it one chat or the channel gets")] = Parts.ALL,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    yes: Yes = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Send a run's post; asks first, and tells who would get what."""
    client = ApiClient(api_url_of(data, api_url))
    chosen = {**_audience(audience or "all"), "parts": parts}
    path = f"/api/runs/{run_id}/publish"
    if dry_run or not yes:
        preview = client.get(path, **{name: str(value) for name, value in chosen.items()})
        if dry_run and as_json:
            print_json(preview)
            return
        print_text("\n".join(preview_lines(preview, with_parts=dry_run)))
    if dry_run:
        return
    if not yes:
        typer.confirm("Publish?", abort=True, err=True)
    accepted = client.post(path, {"audience": chosen} if audience else {})
    if as_json:
        print_json(accepted)
    else:
        print_text(f"ordered: post {accepted['post_id']}")
