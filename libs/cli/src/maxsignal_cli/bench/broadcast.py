"""One post to many subscribers while Telegram misbehaves and publishers are killed; then the account.

Publishers are processes that a supervisor starts again, as `maxsignal up` does. What users received is told
by the stand-in, what was recorded by the ledger.
"""

import asyncio
import hashlib
import os
import signal
import struct
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from uuid import UUID

import asyncpg
import httpx
import nats

from maxsignal_cli.bench.broadcast_audit import Account, Received, Row, account
from maxsignal_cli.servers import NatsServer, PostgresServer, TelegramServer
from maxsignal_cli.servers.ports import free_port
from maxsignal_cli.servers.process import ProcessSpec, http_ready
from maxsignal_cli.supervisor import Supervisor
from maxsignal_common.analysis import Language
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import PublishPost
from maxsignal_common.migrate import apply_all
from maxsignal_common.rendered import GroundingSummary, PostPart, RenderedPost

TOKEN = "42:broadcast"  # noqa: S105 - accepted by the local stand-in only
RUN = UUID(int=42)
FIRST_CHAT = 1_000_000
POLL_S = 0.1
GROUNDED = GroundingSummary(ok=True, levels_cited=0, numbers_checked=0, chance_pass=0)
# All that the stand-in reads of a picture.
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1080, 1080)


@dataclass(frozen=True)
class Rough:
    """Shares of the calls that fail, each drawn by itself."""

    throttled: float = 0.05
    broken: float = 0.02
    forbidden: float = 0.02
    dropped: float = 0.02
    flood_s: float = 0

    def faults(self, seed: int) -> list[dict[str, object]]:
        found: list[tuple[float, dict[str, object]]] = [
            (self.throttled, {"status": 429, "retry_after": 1, "lasts_s": self.flood_s}),
            (self.broken, {"status": 500}),
            (self.forbidden, {"status": 403}),
            (self.dropped, {"drop": True}),
        ]
        return [
            {**fault, "share": share, "seed": seed + n} for n, (share, fault) in enumerate(found) if share
        ]


@dataclass(frozen=True)
class Broadcast:
    """What is sent to how many, how fast, and what goes wrong meanwhile."""

    subscribers: int = 10_000
    bodies: int = 1
    publishers: int = 2
    concurrency: int = 2
    kills: int = 5
    rate: float = 270
    limit: int | None = 300
    rough: Rough = field(default_factory=Rough)
    seed: int = 1
    module: tuple[str, ...] = ("maxsignal_publisher",)
    outage: bool = True
    patience_s: float = 3600

    @property
    def messages(self) -> int:
        return self.subscribers * (1 + self.bodies)


type Told = Callable[[int], None]


@dataclass(frozen=True)
class Addresses:
    """Servers with a migrated database, streams, and a stand-in that has seen nothing."""

    nats: str
    database: str
    telegram: str


class Stage:
    """Publishers on given servers, and the questions asked of them."""

    def __init__(self, root: Path, servers: Addresses, plan: Broadcast) -> None:
        self.plan = plan
        self.servers = servers
        self.supervisor = Supervisor()
        self._root = root

    async def subscribe(self) -> None:
        connection = await asyncpg.connect(self.servers.database)
        await connection.execute(
            "INSERT INTO subscribers (chat_id, language, active)"
            " SELECT $1::bigint + n, 'en', true FROM generate_series(1, $2::integer) n",
            FIRST_CHAT,
            self.plan.subscribers,
        )
        await connection.execute(
            "INSERT INTO pictures (sha256, png, width, height) VALUES ($1, $2, 1080, 1080)", picture(), PNG
        )
        await connection.close()

    async def start_publishers(self) -> None:
        await self.supervisor.start(*(self._publisher(n) for n in range(self.plan.publishers)))

    def _publisher(self, number: int) -> ProcessSpec:
        port = free_port()
        return ProcessSpec(
            name=f"publisher-{number}",
            argv=(sys.executable, "-m", *self.plan.module),
            data_dir=self._root,
            env={
                **os.environ,
                "DATABASE_URL": self.servers.database,
                "NATS_URL": self.servers.nats,
                "TELEGRAM_API_URL": self.servers.telegram,
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_RATE": str(self.plan.rate),
                "TELEGRAM_CHAT_RATE": "1000",
                "TELEGRAM_CONCURRENCY": str(self.plan.concurrency),
                "TELEGRAM_TIMEOUT_S": "3",
                "TELEGRAM_LEASE_S": "9",
                "PUBLISHER_POLL_S": "0.1",
                "PUBLISHER_SWEEP_S": "0.5",
                "HEALTH_PORT": str(port),
            },
            ready=http_ready(f"http://127.0.0.1:{port}/readyz"),
            start_timeout=180,
        )

    async def publish(self) -> None:
        client = await nats.connect(self.servers.nats)
        event = order(self.plan.bodies)
        await JetStreamPublisher(client, "bench", SystemClock()).publish(event)
        await client.close()

    async def publish_through_outage(self) -> None:
        """The database ends the session of whoever handles the order, in the middle of it."""
        connection = await asyncpg.connect(self.servers.database)
        async with connection.transaction():
            await connection.execute("LOCK TABLE post_rounds IN ACCESS EXCLUSIVE MODE")
            await self.publish()
            ended = 0
            while not ended:
                await asyncio.sleep(POLL_S)
                ended = await connection.fetchval(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
                    # Who writes handles the order; who only reads is a sweep.
                    " WHERE relation = 'post_rounds'::regclass AND NOT granted"
                    " AND mode = 'RowExclusiveLock'"
                )
        await connection.close()


def picture() -> str:
    return hashlib.sha256(PNG).hexdigest()


def order(bodies: int) -> PublishPost:
    parts = tuple(PostPart(text=f"part {number} of {bodies}") for number in range(1, bodies + 1))
    post = RenderedPost(
        language=Language.EN,
        text="\n".join(part.text for part in parts),
        parts=parts,
        made_by="twin",
        grounding=GROUNDED,
        picture=picture(),
        caption=PostPart(text="summary"),
    )
    return PublishPost(run_id=RUN, requested_at=SystemClock().now(), posts=(post,))


@asynccontextmanager
async def own_servers(root: Path) -> AsyncIterator[Addresses]:
    servers = NatsServer(root), PostgresServer(root), TelegramServer(root)
    supervisor = Supervisor()
    try:
        await supervisor.start(*(server.spec() for server in servers))
        bus, database, telegram = (server.url for server in servers)
        await apply_all(database, bus)
        yield Addresses(bus, database, telegram)
    finally:
        await supervisor.stop()


async def broadcast(root: Path, servers: Addresses, plan: Broadcast, told: Told = lambda _: None) -> Account:
    """Send it, whatever happens, and give account."""
    stage = Stage(root, servers, plan)
    await stage.subscribe()
    async with httpx.AsyncClient(base_url=f"{servers.telegram}/_control", timeout=60) as control:
        if plan.limit is not None:
            await control.put("/limits", json={"per_second": plan.limit})
        await control.post("/faults", json=plan.rough.faults(plan.seed))
        try:
            await stage.start_publishers()
            restarts = asyncio.create_task(stage.supervisor.watch())
            account = await _send(stage, control, told)
            restarts.cancel()
            return account
        finally:
            await stage.supervisor.stop()


async def _send(stage: Stage, control: httpx.AsyncClient, told: Told) -> Account:
    began = perf_counter()
    await (stage.publish_through_outage() if stage.plan.outage else stage.publish())
    nemesis = Nemesis(stage, control)
    killing = asyncio.create_task(nemesis.run())
    finished = await _until_final(stage, told)
    seconds = perf_counter() - began
    killing.cancel()
    return account(
        expected=stage.plan.messages,
        rows=await _rows(stage),
        received=[Received.model_validate(one) for one in (await control.get("/messages")).json()],
        outcomes=(await control.get("/outcomes")).json(),
        kills=nemesis.kills,
        seconds=seconds,
        finished=finished,
    )


class Nemesis:
    """Each kill waits for progress: a slow machine is not killed to a standstill."""

    def __init__(self, stage: Stage, control: httpx.AsyncClient) -> None:
        self.kills = 0
        self._stage = stage
        self._control = control

    async def run(self) -> None:
        plan = self._stage.plan
        while self.kills < plan.kills:
            await asyncio.sleep(POLL_S)
            due = plan.messages * (self.kills + 1) // (plan.kills + 1)
            pid = self._stage.supervisor.pids.get(f"publisher-{self.kills % plan.publishers}")
            if pid is not None and await self._calls() >= due:
                os.kill(pid, signal.SIGKILL)
                self.kills += 1

    async def _calls(self) -> int:
        outcomes: dict[str, dict[str, int]] = (await self._control.get("/outcomes")).json()
        return sum(count for method in outcomes.values() for count in method.values())


async def _until_final(stage: Stage, told: Told) -> bool:
    """Whether the order was carried out: all its rows are there, none open, and the end was announced."""
    loop = asyncio.get_running_loop()
    until = loop.time() + stage.plan.patience_s
    connection = await asyncpg.connect(stage.servers.database)
    try:
        while loop.time() < until:
            final, announced = await connection.fetchrow(
                "SELECT (SELECT count(*) FROM deliveries WHERE state = ANY ($1)),"
                " EXISTS (SELECT 1 FROM post_rounds WHERE announced)",
                ["sent", "blocked", "failed", "unknown"],
            )
            told(final)
            if announced and final == stage.plan.messages:
                return True
            await asyncio.sleep(POLL_S * 3)
    finally:
        await connection.close()
    return False


async def _rows(stage: Stage) -> Sequence[Row]:
    connection = await asyncpg.connect(stage.servers.database)
    try:
        found = await connection.fetch(
            "SELECT d.chat_id, d.part, d.state, d.message_id, p.text"
            " FROM deliveries d JOIN post_parts p USING (post_id, language, part)"
        )
    finally:
        await connection.close()
    return [Row(*row) for row in found]
