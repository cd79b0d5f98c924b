"""`maxsignal dlq ...`: messages that were given up, and what to do with them."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from maxsignal_cli.client import ApiClient, Json, api_url_of
from maxsignal_cli.commands.run import ApiUrl, AsJson, Data
from maxsignal_cli.output import print_json, print_text
from maxsignal_cli.views import letters_table

PAGE = 200  # the most the API gives at once

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")]

app = typer.Typer(no_args_is_help=True, help="Dead letters: list, show, replay, drop.")


@app.command("list")
def list_letters(
    *,
    limit: Annotated[int, typer.Option(min=1, help="Most letters to list")] = 50,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """List the open dead letters, newest first."""
    open_letters = _open_letters(ApiClient(api_url_of(data, api_url)))
    letters = list(islice(open_letters, limit))
    if as_json:
        print_json(letters)
    else:
        Console().print(letters_table(letters) if letters else "No dead letters.")
    if more := sum(1 for _ in open_letters):
        Console(stderr=True).print(f"{more} more: list them with --limit {limit + more}")


def _open_letters(client: ApiClient) -> Iterator[Json]:
    """Page after page."""
    query = {"limit": str(PAGE)}
    while True:
        page = client.get("/api/dead-letters", **query)
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        query["cursor"] = page["next_cursor"]


@app.command("show")
def show(letter_id: int, *, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Show one dead letter with its payload, as JSON."""
    print_json(ApiClient(api_url_of(data, api_url)).get(f"/api/dead-letters/{letter_id}"))


@app.command("replay")
def replay(
    letter_id: int, *, dry_run: DryRun = False, data: Data = Path("var"), api_url: ApiUrl = None
) -> None:
    """Give a dead letter back to the one consumer that gave it up."""
    _resolve("replay", letter_id, ApiClient(api_url_of(data, api_url)), dry_run=dry_run)


@app.command("drop")
def drop(
    letter_id: int,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Close a dead letter without handling it; it stays in the database as dropped."""
    if not (yes or dry_run):
        typer.confirm(f"Drop dead letter {letter_id} for good?", abort=True)
    _resolve("drop", letter_id, ApiClient(api_url_of(data, api_url)), dry_run=dry_run)


def _resolve(verb: str, letter_id: int, client: ApiClient, *, dry_run: bool) -> None:
    if dry_run:
        letter = client.get(f"/api/dead-letters/{letter_id}")
        print_text(f"would {verb} {letter['id']}: {letter['subject']} for {letter['consumer']}")
        return
    client.post(f"/api/dead-letters/{letter_id}/{verb}")
    print_text(f"{letter_id}: {'replayed' if verb == 'replay' else 'dropped'}")
