"""`maxsignal prompts ...`: what models are told, and how it changes in versions."""

import sys
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from maxsignal_cli.client import ApiClient, Json, api_url_of
from maxsignal_cli.commands.run import ApiUrl, AsJson, Data, Lang
from maxsignal_cli.output import print_json, print_text
from maxsignal_cli.prompt_files import BadPromptFilesError, path_of, read_prompt, read_text, write_prompt
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import Language
from maxsignal_common.prompting import PromptStep

Step = Annotated[PromptStep, typer.Argument(help="A method, or merge")]
Folder = Annotated[Path, typer.Argument(help="Holds ru/prompt.md and en/prompt.md, as `export` writes them")]
Version = Annotated[int | None, typer.Option(min=1, help="An older version; default the active one")]

app = typer.Typer(no_args_is_help=True, help="Prompts: list, show, export, import, activate, preview.")


@app.command("list")
def list_prompts(*, as_json: AsJson = False, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """List the steps with the version that is active, and the variables their prompts may name."""
    found = ApiClient(api_url_of(data, api_url)).get("/api/prompts")["items"]
    print_json(found) if as_json else Console().print(_table(found))


@app.command("show")
def show(
    step: Step,
    *,
    version: Version = None,
    lang: Lang = Language.RU,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Show a step's prompt; as JSON with all its versions."""
    client = ApiClient(api_url_of(data, api_url))
    shown = _version(client, step, version)
    if as_json:
        versions = client.get(f"/api/prompts/{step}/versions")["items"]
        print_json({**shown, "versions": versions})
    else:
        sys.stdout.write(shown["texts"][lang])


@app.command("diff")
def diff(step: Step, older: int, newer: int, *, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Show what NEWER says otherwise than OLDER."""
    client = ApiClient(api_url_of(data, api_url))
    found = client.get(f"/api/prompts/{step}/diff", older=str(older), newer=str(newer))
    for language, lines in found["texts"].items():
        print_text("\n".join([f"=== {language}: {'changed' if lines else 'the same'}", *lines]))


@app.command("export")
def export(
    step: Step,
    *,
    version: Version = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write into; default the step's name")] = None,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Write a step's prompt as files that `import` takes anywhere."""
    shown = _version(ApiClient(api_url_of(data, api_url)), step, version)
    print_text("\n".join(map(str, write_prompt(out or Path(step), shown["texts"]))))


@app.command("import")
def import_(
    step: Step,
    folder: Folder,
    *,
    activate: Annotated[bool, typer.Option("--activate", help="Let new runs take it at once")] = False,
    note: Annotated[str, typer.Option(help="Why, for those who look at the versions")] = "",
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Store the prompt in FOLDER as a new version of STEP."""
    document, client = read_prompt(step, folder), ApiClient(api_url_of(data, api_url))
    known = client.get(f"/api/prompts/{step}")
    if known["hash"] == document.sha256():
        print_text(f"{step}: version {known['version']} is active and says the same")
        return
    body: Json = {"texts": document.model_dump(mode="json")["texts"], "note": note}
    url, seen = f"/api/prompts/{step}/versions", f'"{known["version"]}"'
    version = client.post(url, body, key=str(uuid4()), if_match=seen)["version"]
    if activate:
        _activate(client, known, version)
    state = "is active" if activate else f"is stored; version {known['version']} stays active"
    print_text(f"{step}: version {version} {state}")


@app.command("activate")
def activate(step: Step, version: int, *, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Let new runs take VERSION, an older one to roll back."""
    client = ApiClient(api_url_of(data, api_url))
    _activate(client, client.get(f"/api/prompts/{step}"), version)
    print_text(f"{step}: version {version} is active")


@app.command("validate")
def validate(step: Step, folder: Folder) -> None:
    """Check FOLDER without any server; every mistake is named with its place."""
    print_text(f"{step}: sound, {read_prompt(step, folder).sha256()}")


@app.command("preview")
def preview(
    step: Step,
    folder: Annotated[Path | None, typer.Argument(help="A draft; default the active version")] = None,
    *,
    lang: Lang = Language.RU,
    run: Annotated[str | None, typer.Option(help="Id of the run whose data it shows; default newest")] = None,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Show what a model would be sent, with a run's data; no model is asked."""
    body: Json = {"language": lang} | ({"run_id": run} if run else {})
    if folder:
        body["text"] = read_text(path_of(folder, lang))
    shown = ApiClient(api_url_of(data, api_url)).post(f"/api/prompts/{step}/preview", body)
    if as_json:
        print_json(shown)
    elif shown["problems"]:
        places = [
            (f"{lang}/prompt.md:{one['line']}:{one['column']}", one["detail"]) for one in shown["problems"]
        ]
        raise BadPromptFilesError(places)
    elif not shown["messages"]:
        raise LauncherError("no_run_yet", f"no run has data for {step} yet: start one, then preview")
    else:
        print_text("\n\n".join(f"--- {one['role']}\n{one['content']}" for one in shown["messages"]))
        Console(stderr=True).print(f"about {shown['tokens']} tokens, data of run {shown['run_id']}")


def _version(client: ApiClient, step: PromptStep, version: int | None) -> Json:
    return client.get(f"/api/prompts/{step}/versions/{version}" if version else f"/api/prompts/{step}")


def _activate(client: ApiClient, known: Json, version: int) -> None:
    seen = f'"{known["version"]}"'
    client.post(f"/api/prompts/{known['step']}/activate", {"version": version}, if_match=seen)


def _table(found: list[Json]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False)
    for column in ("Step", "Version", "Newest", "Chosen by", "Variables"):
        table.add_column(column, overflow="fold")
    for one in found:
        numbers = (str(one["version"]), str(one["newest"]))
        table.add_row(one["step"], *numbers, one["activated_by"], " ".join(one["variables"]))
    return table
