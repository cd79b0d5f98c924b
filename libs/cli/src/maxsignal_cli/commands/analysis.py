"""`maxsignal analysis ...`: which analyses there are, and how they travel in files."""

import sys
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maxsignal_cli.analysis_file import read_analysis
from maxsignal_cli.analysis_models import cost_lines, with_model
from maxsignal_cli.client import ApiClient, Json, api_url_of
from maxsignal_cli.commands.run import ApiUrl, AsJson, Data
from maxsignal_cli.output import print_json, print_text
from maxsignal_common.analysis import AnalysisDocument, AnalysisSpec

Name = Annotated[str, typer.Argument(help="As `list` shows it")]
File = Annotated[Path, typer.Argument(help="JSON, as `export` writes it")]
Version = Annotated[int | None, typer.Option(min=1, help="An older version; default the active one")]

NOBODY = "none"

app = typer.Typer(no_args_is_help=True, help="Analyses: list, show, set models, export, import, validate.")


@app.command("list")
def list_analyses(*, as_json: AsJson = False, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """List the analyses with their last run."""
    found = ApiClient(api_url_of(data, api_url)).get("/api/analyses")["items"]
    print_json(found) if as_json else Console().print(_table(found))


@app.command("show")
def show(name: Name, *, version: Version = None, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Show an analysis with what a run of it takes, or one of its versions, as JSON."""
    client = ApiClient(api_url_of(data, api_url))
    if version:
        print_json(client.get(f"/api/analyses/{name}/versions/{version}"))
        return
    shown = client.get(f"/api/analyses/{name}")
    versions = client.get(f"/api/analyses/{name}/versions")["items"]
    print_json({**shown, "versions": versions, "estimate": client.post(f"/api/analyses/{name}/estimate")})


@app.command("export")
def export(
    name: Name,
    *,
    version: Version = None,
    out: Annotated[Path | None, typer.Option(help="File to write; default standard output")] = None,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Write an analysis as a file that `import` takes anywhere."""
    client = ApiClient(api_url_of(data, api_url))
    shown = client.get(f"/api/analyses/{name}")
    config = client.get(f"/api/analyses/{name}/versions/{version}")["config"] if version else shown["config"]
    told = {"name": shown["name"], "description": shown["description"], "config": config}
    text = AnalysisDocument.model_validate(told).text
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


@app.command("import")
def import_(
    file: File,
    *,
    activate: Annotated[bool, typer.Option("--activate", help="Let new runs take it at once")] = False,
    note: Annotated[str, typer.Option(help="Why, for those who look at the versions")] = "",
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Store FILE as a new analysis, or as a new version of the one of its name."""
    document, client = read_analysis(file), ApiClient(api_url_of(data, api_url))
    body = {**document.model_dump(mode="json"), "note": note}
    known = client.find(f"/api/analyses/{document.name}")
    if known is None:
        client.post("/api/analyses", body, key=str(uuid4()))
        print_text(f"{document.name}: created, version 1 is active")
        return
    if known["hash"] == document.config.sha256():
        print_text(f"{document.name}: version {known['version']} is active and says the same")
        return
    seen, news = f'"{known["version"]}"', {key: body[key] for key in ("config", "description", "note")}
    url = f"/api/analyses/{document.name}/versions"
    version = client.post(url, news, key=str(uuid4()), if_match=seen)["version"]
    if activate:
        _activate(client, known, version)
    state = "is active" if activate else f"is stored; version {known['version']} stays active"
    print_text(f"{document.name}: version {version} {state}")


@app.command("set-model")
def set_model(
    name: Name,
    model: Annotated[str, typer.Argument(help="As `maxsignal models list` shows it, or `none` for the twin")],
    *,
    step: Annotated[list[str] | None, typer.Option(help="wyckoff ... ict, merge; default all")] = None,
    fallback: Annotated[list[str] | None, typer.Option(help="Who stands in, in this order")] = None,
    data: Data = Path("var"),
    api_url: ApiUrl = None,
) -> None:
    """Let a model write steps of an analysis from now on: a new version, active at once."""
    client = ApiClient(api_url_of(data, api_url))
    known = client.get(f"/api/analyses/{name}")
    config = with_model(known["config"], step or (), None if model == NOBODY else model, fallback or ())
    version = _version_of(client, known, config)
    if version == known["version"]:
        print_text(f"{name}: version {version} is active and says the same")
        return
    _activate(client, known, version)
    print_text(f"{name}: version {version} is active")
    print_text("\n".join(cost_lines(client.post(f"/api/analyses/{name}/estimate"))))


def _version_of(client: ApiClient, known: Json, config: AnalysisSpec) -> int:
    """The version that says this, which is added where there is none."""
    versions = client.get(f"/api/analyses/{known['name']}/versions")["items"]
    told = config.sha256()
    if same := next((one for one in versions if one["hash"] == told), None):
        return int(same["version"])
    body = {"config": config.model_dump(mode="json"), "note": "models set by hand"}
    seen, url = f'"{known["version"]}"', f"/api/analyses/{known['name']}/versions"
    return int(client.post(url, body, key=str(uuid4()), if_match=seen)["version"])


@app.command("activate")
def activate(name: Name, version: int, *, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Let new runs take VERSION, an older one to roll back."""
    client = ApiClient(api_url_of(data, api_url))
    _activate(client, client.get(f"/api/analyses/{name}"), version)
    print_text(f"{name}: version {version} is active")


@app.command("archive")
def archive(name: Name, *, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Start no more runs of an analysis; `restore` takes it back."""
    ApiClient(api_url_of(data, api_url)).post(f"/api/analyses/{name}/archive")
    print_text(f"{name}: archived")


@app.command("restore")
def restore(name: Name, *, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Let an archived analysis run again."""
    ApiClient(api_url_of(data, api_url)).post(f"/api/analyses/{name}/restore")
    print_text(f"{name}: restored")


@app.command("validate")
def validate(file: File) -> None:
    """Check FILE without any server; every mistake is named with its place."""
    document = read_analysis(file)
    print_text(f"{document.name}: sound, {document.config.sha256()}")


def _activate(client: ApiClient, known: Json, version: int) -> None:
    seen = f'"{known["version"]}"'
    client.post(f"/api/analyses/{known['name']}/activate", {"version": version}, if_match=seen)


def _table(found: list[Json]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False)
    for column in ("Name", "Version", "Steps", "Timeframes", "Last run"):
        table.add_column(column, overflow="fold", no_wrap=column == "Name")
    for one in found:
        last = one["last_run"]
        run = f"{last['instrument']} {last['timeframe']} {last['status']}" if last else "none"
        name = f"{one['name']} (archived)" if one["archived"] else one["name"]
        steps = " ".join(step["method"] for step in one["steps"])
        table.add_row(*map(escape, (name, str(one["version"]), steps, " ".join(one["timeframes"]), run)))
    return table
