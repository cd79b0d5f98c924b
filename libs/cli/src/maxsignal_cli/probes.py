"""What each server says of itself when it is asked once, and what it means when it says nothing."""

import asyncio
from collections.abc import Coroutine
from typing import Literal, NamedTuple

import asyncpg
import httpx
import nats
import nats.errors

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.bus.topology import require_server
from maxsignal_common.errors import MaxSignalError
from maxsignal_common.logs import redact_text

type Verdict = Literal["ok", "note", "wrong"]
TIMEOUT_S = 3
# ValueError and InvalidURL: an address none of the clients can read, or an answer of another kind of server.
SILENCE = (
    OSError, TimeoutError, nats.errors.Error, asyncpg.PostgresError, asyncpg.InterfaceError,
    httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError,
)  # fmt: skip


class Finding(NamedTuple):
    subject: str
    verdict: Verdict
    explanation: str

    def adding(self, more: str) -> "Finding":
        return self._replace(explanation=f"{self.explanation}; {more}")


async def reached(subject: str, asking: Coroutine[None, None, str], advice: str) -> Finding:
    """What came of asking; the advice is for silence, since a refusal brings its own."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return Finding(subject, "ok", await asking)
    except MaxSignalError as error:
        return Finding(subject, "wrong", error.detail)
    except SILENCE as error:
        reason = redact_text(str(error)) or type(error).__name__
        return Finding(subject, "wrong", f"does not answer ({reason}): {advice}")


async def ask_nats(url: str) -> str:
    client = await nats.connect(url, allow_reconnect=False, connect_timeout=TIMEOUT_S)
    try:
        require_server(client)
        await client.jetstream().account_info()
        found = client.connected_server_version
        return f"nats-server {found.major}.{found.minor}.{found.patch} with JetStream"
    finally:
        await client.close()


async def ask_postgres(url: str) -> str:
    connection = await asyncpg.connect(url, timeout=TIMEOUT_S)
    try:
        version = connection.get_server_version()
        if version.major < 18:  # noqa: PLR2004 - the join reads old.* in RETURNING, new in 18
            raise LauncherError("postgres_too_old", f"PostgreSQL {version.major} is older than 18")
        return f"PostgreSQL {version.major}.{version.minor}"
    finally:
        await connection.close()


async def ask_telegram(api_url: str, token: str) -> str:
    async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
        answer = await http.get(f"{api_url}/bot{token}/getMe")
    if not answer.is_success:
        raise LauncherError("bad_token", f"Telegram refuses the token ({answer.status_code}): copy it again")
    return f"bot @{answer.json()['result']['username']}"


async def ask_api(api_url: str) -> str:
    async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as http:
        answer = await http.get(f"{api_url.rstrip('/')}/ready")
    if not answer.is_success:
        raise LauncherError("api_not_ready", f"{api_url}/ready answers {answer.status_code}: see its log")
    return f"{api_url} is ready"
