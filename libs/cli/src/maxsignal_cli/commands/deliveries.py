"""`maxsignal deliveries ...`: the fate of every message, and what to do with one nobody knows the fate of."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from maxsignal_cli.client import ApiClient, Json, api_url_of
from maxsignal_cli.commands.dlq import PAGE, DryRun, Yes
from maxsignal_cli.commands.run import ApiUrl, AsJson, Data
from maxsignal_cli.delivery_views import deliveries_table
from maxsignal_cli.output import print_json, print_text

app = typer.Typer(no_args_is_help=True, help="Messages to subscribers: list, resolve.")


class End(StrEnum):
    """What an operator may say of an unknown message."""

    MARK_SENT = "mark-sent"
    RESEND = "resend"


@app.command("list")
def list_deliveries(
    run_id: Annotated[str | None, typer.Argument(help="A run; left out: unknown messages of all")] = None,
    *,
    state: Annotated[list[str] | None, typer.Option(help="Only in this state; may be repeated")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most messages to list")] = 50,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """List a run's messages, or without a run those that may or may not have arrived."""
    if state and not run_id:
        raise typer.BadParameter("--state needs a run: without one only unknown messages are listed")
    client = ApiClient(api_url_of(data, api_url))
    path = f"/api/runs/{run_id}/deliveries" if run_id else "/api/deliveries/unknown"
    found = list(islice(_pages(client, path, state or []), limit + 1))
    rows, more = found[:limit], found[limit:]
    if as_json:
        print_json(rows)
    else:
        Console().print(deliveries_table(rows) if rows else "No messages.")
    if more:
        Console(stderr=True).print(f"There are more: list them with a --limit above {limit}")


def _pages(client: ApiClient, path: str, states: list[str]) -> Iterator[Json]:
    query: dict[str, str | list[str]] = {"limit": str(PAGE)}
    if states:
        query["state"] = states
    while True:
        page = client.get(path, **query)
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        query["cursor"] = page["next_cursor"]


@app.command("resolve")
def resolve(
    delivery_id: str,
    end: Annotated[End, typer.Argument(help="mark-sent: it did arrive; resend: send it again")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """End an unknown message: it arrived, or it is sent again and may arrive twice."""
    client = ApiClient(api_url_of(data, api_url))
    if dry_run:
        print_text(f"would {end} {delivery_id}")
        return
    if end is End.RESEND and not yes:
        typer.confirm("If it did arrive, its reader gets it twice. Send again?", abort=True, err=True)
    resolved = client.post(f"/api/deliveries/{delivery_id}/{end}")
    print_text(f"{delivery_id}: {resolved['state']}")
