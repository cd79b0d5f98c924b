"""What `maxsignal up` runs: servers unless given from outside, one process per service, all on loopback."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Never

import asyncpg
import nats
import nats.errors

from maxsignal_cli.accounts import launcher_token
from maxsignal_cli.client import ApiAddress
from maxsignal_cli.datadir import MASTER_KEY, DataDir, Runtime
from maxsignal_cli.servers import NatsServer, PostgresServer, TelegramServer
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_cli.servers.ports import keep, stable_port
from maxsignal_cli.servers.process import EmbeddedServer, ProcessSpec, http_ready
from maxsignal_cli.settings import LauncherSettings
from maxsignal_cli.supervisor import ProcessEvent, Report, Supervisor, unreported
from maxsignal_common.facts import Method
from maxsignal_common.migrate import apply_all
from maxsignal_common.provider_settings import STAND_IN_CHAT, STAND_IN_TOKEN
from maxsignal_common.sealing import new_key

SERVICES: dict[str, tuple[str, ...]] = {
    "recorder": ("maxsignal_recorder",),
    "scheduler": ("maxsignal_scheduler",),
    "ingest": ("maxsignal_ingest",),
    **{f"analyzer-{method}": ("maxsignal_analyzer", "--method", method) for method in Method},
    "merger": ("maxsignal_merger",),
    "publisher": ("maxsignal_publisher",),
    "publisher-bot": ("maxsignal_publisher.bot",),
    "api": ("maxsignal_api",),
}

# A post needs milliseconds of analysis, a compiler half a minute of two processors at the first start.
PURE_PYTHON = {"NUMBA_DISABLE_JIT": "1"}


@dataclass(frozen=True)
class Servers:
    """The servers we start ourselves and the addresses everyone uses."""

    started: tuple[EmbeddedServer, ...]
    nats_url: str
    database_url: str
    telegram: TelegramServer | None


def choose_servers(root: Path, settings: LauncherSettings) -> Servers:
    """An explicit URL wins over a server of our own; without a bot token Telegram is the stand-in."""
    given = settings.model_fields_set
    started: list[EmbeddedServer] = []
    nats_url, database_url = settings.nats_url.get_secret_value(), settings.database_url.get_secret_value()
    if "nats_url" not in given:
        started.append(server := NatsServer(root))
        nats_url = server.url
    if "database_url" not in given:
        started.append(postgres := PostgresServer(root))
        database_url = postgres.url
    telegram = (
        None
        if settings.telegram_bot_token
        else TelegramServer(root, bot_id=int(STAND_IN_TOKEN.partition(":")[0]))
    )
    if telegram:
        started.append(telegram)
    return Servers(tuple(started), nats_url, database_url, telegram)


class Stack:
    """Everything of one data directory; start it once, stop it once."""

    def __init__(self, data: DataDir, settings: LauncherSettings, report: Report = unreported) -> None:
        self._data = data
        self._report = report
        self._supervisor = Supervisor(self._on_event)
        self._serving = False
        self.servers = choose_servers(data.root, settings)
        given = "api_port" in settings.model_fields_set
        self._api_port = settings.api_port if given else stable_port(data.root, "api")
        self._api_token = ""
        # A given file that is not there is a wrong path: a fresh key in its place would open nothing stored.
        self._key_given = settings.master_key_file is not None
        self._master_key = settings.master_key_file or data.root / MASTER_KEY

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._api_port}"

    @property
    def api(self) -> ApiAddress:
        return ApiAddress(self.api_url, self._api_token)

    @property
    def telegram_url(self) -> str | None:
        return self.servers.telegram.url if self.servers.telegram else None

    async def start_servers(self) -> None:
        await self._supervisor.start(*(server.spec() for server in self.servers.started))

    async def prepare(self) -> list[str]:
        """Schema, seed data, streams; with the stand-in also one subscriber, so that delivery is seen."""
        try:
            changes = await apply_all(self.servers.database_url, self.servers.nats_url)
        except (OSError, asyncpg.PostgresError, nats.errors.Error) as error:
            raise LauncherError("servers_unreachable", f"the servers do not answer: {error!r}") from error
        await set_stand_in_subscriber(self.servers.database_url, active=self.servers.telegram is not None)
        self._api_token = await launcher_token(self.servers.database_url, self._data.root)
        if not self._key_given and not self._master_key.exists():
            keep(self._master_key, new_key())
        return changes

    async def start_services(self) -> None:
        await self._supervisor.start(*self.specs(dict(os.environ)))
        self._serving = True
        self._data.write_runtime(self.runtime())

    async def watch(self) -> Never:
        """Keep everything running; raises when a process is given up."""
        await self._supervisor.watch()

    async def stop(self) -> None:
        self._serving = False
        await self._supervisor.stop()

    def _on_event(self, event: ProcessEvent) -> None:
        """A process that was started again has another pid, which `runtime.json` must name."""
        if self._serving and event.kind == "ready":
            self._data.write_runtime(self.runtime())
        self._report(event)

    def runtime(self) -> Runtime:
        return Runtime(
            api_url=self.api_url,
            nats_url=self.servers.nats_url,
            database_url=self.servers.database_url,
            telegram_url=self.telegram_url,
            pids={"launcher": os.getpid(), **self._supervisor.pids},
            api_token=self._api_token,
        )

    def specs(self, environment: Mapping[str, str]) -> Iterator[ProcessSpec]:
        for name, (module, *arguments) in SERVICES.items():
            health = stable_port(self._data.root, f"health-{name}")
            probe = f"{self.api_url}/ready" if name == "api" else f"http://127.0.0.1:{health}/readyz"
            yield ProcessSpec(
                name=name,
                argv=(sys.executable, "-m", module, *arguments),
                data_dir=self._data.root,
                env={**PURE_PYTHON, **environment, **self._addresses(), "HEALTH_PORT": str(health)},
                ready=http_ready(probe),
                stop_grace=25,
                start_timeout=120,
            )

    def _addresses(self) -> dict[str, str]:
        addresses = {
            "DATABASE_URL": self.servers.database_url,
            "NATS_URL": self.servers.nats_url,
            "API_PORT": str(self._api_port),
            "MASTER_KEY_FILE": str(self._master_key),
        }
        if self.servers.telegram:
            addresses["TELEGRAM_STAND_IN_URL"] = self.servers.telegram.url
        return addresses


async def set_stand_in_subscriber(database_url: str, *, active: bool) -> None:
    """The reader of the stand-in exists only there: the publisher of a stored token lets it sleep."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(
            "INSERT INTO subscribers (chat_id, language, active) SELECT $1, 'ru', true"
            " WHERE $2 AND NOT EXISTS (SELECT FROM settings WHERE name = 'telegram_bot_token')"
            " ON CONFLICT (chat_id) DO UPDATE SET active = true",
            STAND_IN_CHAT,
            active,
        )
        if not active:
            await connection.execute(
                "UPDATE subscribers SET active = false, inactive_reason = 'stand-in' WHERE chat_id = $1",
                STAND_IN_CHAT,
            )
    finally:
        await connection.close()
