"""`maxsignal dlq ...`: messages that were given up, and what to do with them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from maxsignal_cli.client import ApiClient, api_url_of
from maxsignal_cli.commands.run import ApiUrl, AsJson, Data
from maxsignal_cli.output import print_json, print_text

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")]

app = typer.Typer(no_args_is_help=True, help="Dead letters: list, show, replay, drop.")


@app.command("list")
def list_letters(*, as_json: AsJson = False, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """List the open dead letters, newest first."""
    letters = ApiClient(api_url_of(data, api_url)).get("/api/dead-letters")["items"]
    if as_json:
        print_json(letters)
        return
    table = Table("Id", "Consumer", "Code", "Detail", "Deliveries", "At")
    for letter in letters:
        table.add_row(
            *(str(letter[k]) for k in ("id", "consumer", "code", "detail", "deliveries", "created_at"))
        )
    Console().print(table if letters else "No dead letters.")


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
