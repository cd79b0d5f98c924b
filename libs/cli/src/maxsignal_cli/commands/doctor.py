"""`maxsignal doctor`: every setting and server that is missing or wrong, and what to do about it."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import asyncpg
import httpx
import nats
import nats.errors
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.datadir import DataDir
from maxsignal_cli.output import print_json
from maxsignal_cli.servers import binaries
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_cli.settings import LauncherSettings
from maxsignal_common.bus.topology import require_server
from maxsignal_common.errors import MaxSignalError
from maxsignal_common.logs import redact_text

type Verdict = Literal["ok", "note", "wrong"]
_COLOUR = {"ok": "green", "note": "yellow", "wrong": "red"}
TIMEOUT_S = 3


class Finding(NamedTuple):
    subject: str
    verdict: Verdict
    explanation: str


def doctor(*, as_json: AsJson = False, data: Data = Path("var")) -> None:
    """Check settings, binaries, servers and keys; exit 1 when something is wrong."""
    findings = asyncio.run(examine(data))
    if as_json:
        print_json([finding._asdict() for finding in findings])
    else:
        table = Table("Subject", "Verdict", "What it means")
        for subject, verdict, explanation in findings:
            table.add_row(subject, f"[{_COLOUR[verdict]}]{verdict}[/]", explanation)
        Console().print(table)
    raise typer.Exit(any(finding.verdict == "wrong" for finding in findings))


async def examine(data: Path) -> list[Finding]:
    try:
        settings = LauncherSettings()
    except ValidationError as error:
        return [
            Finding(str(problem["loc"][0]).upper(), "wrong", problem["msg"])
            for problem in error.errors(include_input=False, include_url=False)
        ]
    findings = [_data_dir(data), *_binaries(settings)]
    runtime = DataDir(data).read_runtime()
    given = settings.model_fields_set
    nats_url = runtime.nats_url if runtime else settings.nats_url.get_secret_value()
    database_url = runtime.database_url if runtime else settings.database_url.get_secret_value()
    if runtime or "nats_url" in given:
        findings.append(await _reached("NATS_URL", _ask_nats(nats_url)))
    else:
        findings.append(Finding("NATS_URL", "note", "not set: `maxsignal up` starts a server of its own"))
    if runtime or "database_url" in given:
        findings.append(await _reached("DATABASE_URL", _ask_postgres(database_url)))
    else:
        findings.append(Finding("DATABASE_URL", "note", "not set: `maxsignal up` starts a server of its own"))
    findings.append(await _telegram(settings))
    findings += _optional(settings)
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


async def _reached(subject: str, asking: Awaitable[str]) -> Finding:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return Finding(subject, "ok", await asking)
    except MaxSignalError as error:
        return Finding(subject, "wrong", error.detail)
    except (OSError, TimeoutError, nats.errors.Error, asyncpg.PostgresError, httpx.HTTPError) as error:
        reason = redact_text(str(error)) or type(error).__name__
        return Finding(subject, "wrong", f"does not answer ({reason}): start it, or correct the address")


async def _ask_nats(url: str) -> str:
    client = await nats.connect(url, allow_reconnect=False, connect_timeout=TIMEOUT_S)
    try:
        require_server(client)
        await client.jetstream().account_info()
        found = client.connected_server_version
        return f"nats-server {found.major}.{found.minor}.{found.patch} with JetStream"
    finally:
        await client.close()


async def _ask_postgres(url: str) -> str:
    connection = await asyncpg.connect(url, timeout=TIMEOUT_S)
    try:
        version = connection.get_server_version()
        if version.major < 18:  # noqa: PLR2004 - the join reads old.* in RETURNING, new in 18
            raise LauncherError("postgres_too_old", f"PostgreSQL {version.major} is older than 18")
        return f"PostgreSQL {version.major}.{version.minor}"
    finally:
        await connection.close()


async def _telegram(settings: LauncherSettings) -> Finding:
    token = settings.telegram_bot_token
    if token is None:
        explanation = "not set: posts go to a local stand-in; get a token from @BotFather to go live"
        return Finding("TELEGRAM_BOT_TOKEN", "note", explanation)
    return await _reached("TELEGRAM_BOT_TOKEN", _ask_telegram(settings, token.get_secret_value()))


async def _ask_telegram(settings: LauncherSettings, token: str) -> str:
    async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
        answer = await http.get(f"{settings.telegram_api_url}/bot{token}/getMe")
    if not answer.is_success:
        raise LauncherError("bad_token", f"Telegram refuses the token ({answer.status_code}): copy it again")
    return f"bot @{answer.json()['result']['username']}"


def _optional(settings: LauncherSettings) -> Iterator[Finding]:
    for field, without in (
        ("llm_api_key", "every post is written by the deterministic twin"),
        ("tinvest_token", "Moscow instruments are not available"),
        ("init_admin_email", "nobody can log in"),
        ("master_key_file", "secrets cannot be stored"),
    ):
        # Read today so that nobody is surprised later; the parts that use them are not built yet.
        is_set = getattr(settings, field) is not None
        yield Finding(field.upper(), "note", f"{'set' if is_set else 'not set'}, not used yet: {without}")
