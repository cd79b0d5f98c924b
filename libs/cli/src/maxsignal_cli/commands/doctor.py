"""`maxsignal doctor`: every setting and server that is missing or wrong, and what to do about it."""

import asyncio
import os
import re
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.datadir import DataDir
from maxsignal_cli.key_check import Keys, keys_in_use, origin, unusable
from maxsignal_cli.model_check import examine_models
from maxsignal_cli.output import print_json
from maxsignal_cli.probes import Finding, ask_api, ask_nats, ask_postgres, ask_telegram, reached
from maxsignal_cli.servers import binaries
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_cli.settings import LauncherSettings
from maxsignal_cli.settings_check import launcher_settings, wrong_settings

_COLOUR = {"ok": "green", "note": "yellow", "wrong": "red"}
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
START_IT = "start it, or correct the address"


def doctor(
    *,
    as_json: AsJson = False,
    data: Data = Path("var"),
    api_url: Annotated[str | None, typer.Option(help="Also ask the API at this address")] = None,
) -> None:
    """Check settings, binaries, servers and keys; exit 1 when something is wrong."""
    findings = asyncio.run(examine(data, api_url))
    if as_json:
        print_json([finding._asdict() for finding in findings])
    else:
        table = Table("Subject", "Verdict", "What it means")
        for subject, verdict, explanation in findings:
            table.add_row(subject, f"[{_COLOUR[verdict]}]{verdict}[/]", escape(explanation))
        Console().print(table)
    raise typer.Exit(any(finding.verdict == "wrong" for finding in findings))


async def examine(data: Path, api_url: str | None = None) -> list[Finding]:
    wrong = wrong_settings()
    settings = launcher_settings(wrong)
    findings = [_data_dir(data), *(Finding(name, "wrong", message) for name, message in wrong.items())]
    findings += _binaries(settings)
    runtime = DataDir(data).read_runtime()
    given = {name.upper() for name in settings.model_fields_set} - wrong.keys()
    nats_url = runtime.nats_url if runtime else settings.nats_url.get_secret_value()
    database_url = runtime.database_url if runtime else settings.database_url.get_secret_value()
    servers = {"NATS_URL": ask_nats(nats_url), "DATABASE_URL": ask_postgres(database_url)}
    for name, asking in servers.items():
        if runtime or name in given:
            findings.append(await reached(name, asking, START_IT))
            continue
        asking.close()
        if name not in wrong:
            findings.append(Finding(name, "note", "not set: `maxsignal up` starts a server of its own"))
    if address := api_url or (runtime and runtime.api_url):
        findings.append(await reached("API", ask_api(address), START_IT))
    known = database_url if runtime or "DATABASE_URL" in given else None
    keys = await keys_in_use(settings, known, data)
    findings += unusable(keys)
    findings.append(await _telegram(keys, wrong))
    models = examine_models(keys, known, misspelt="LLM_BASE_URL" in wrong)
    findings += [finding async for finding in models]
    findings += (finding for finding in _optional(keys) if finding.subject not in wrong)
    return findings


def _data_dir(data: Path) -> Finding:
    parent = next(p for p in (data.resolve(), *data.resolve().parents) if p.exists())
    if not os.access(parent, os.W_OK):
        return Finding("--data", "wrong", f"{parent} is not writable: give another directory")
    return Finding("--data", "ok", f"{data.resolve()} can be used")


def _binaries(settings: LauncherSettings) -> Iterator[Finding]:
    wanted: list[tuple[str, str, Callable[[], Path]]] = [
        ("nats_url", "nats-server", binaries.nats_server),
        ("database_url", "postgres", binaries.postgres_bin_dir),
    ]
    for field, name, find in wanted:
        if field in settings.model_fields_set:
            continue
        try:
            yield Finding(name, "ok", str(find()))
        except LauncherError as error:
            yield Finding(name, "wrong", error.detail)


async def _telegram(keys: Keys, wrong: Container[str]) -> Finding:
    settings = keys.settings
    name, token = "TELEGRAM_BOT_TOKEN", settings.telegram_bot_token
    if token is None:
        explanation = "not set: posts go to a local stand-in; get a token from @BotFather to go live"
        return Finding(name, "note", explanation)
    if not TOKEN.fullmatch(token.get_secret_value()):
        return Finding(name, "wrong", "is no bot token (123456:letters): copy it again from @BotFather")
    if "TELEGRAM_API_URL" in wrong:
        return Finding(name, "note", "set, not checked: correct TELEGRAM_API_URL first")
    asking = ask_telegram(settings.telegram_api_url, token.get_secret_value())
    found = await reached(
        name, asking, "Telegram did not judge the token: check network and TELEGRAM_API_URL"
    )
    return found.adding(origin(keys, "telegram_bot_token"))


def _optional(keys: Keys) -> Iterator[Finding]:
    settings = keys.settings
    moscow = "not set: Moscow's candles come from the exchange's ISS"
    if settings.tinvest_token:
        moscow = f"set, {origin(keys, 'tinvest_token')}"
    yield Finding("TINVEST_TOKEN", "note", moscow)
    who = "set" if settings.init_admin_email else "not set: `maxsignal user create` opens the first account"
    yield Finding("INIT_ADMIN_EMAIL", "note", who)
    key = settings.master_key_file
    if key and not (key.is_file() and os.access(key, os.R_OK)):
        yield Finding("MASTER_KEY_FILE", "wrong", "names no file that can be read: correct the path")
    else:
        yield Finding(
            "MASTER_KEY_FILE", "note", "set" if key else "not set: `maxsignal up` makes a key of its own"
        )
