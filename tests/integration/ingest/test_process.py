"""Ingest as its own process, killed in the worst moments."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path

import httpx
import nats
import pytest
from nats.aio.client import Client
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError
from sqlalchemy import text

from maxsignal_cli.servers.ports import free_port
from maxsignal_common.analysis import AnalysisConfig
from maxsignal_common.bus import topology
from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.catalogue import BTC
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import CandlesReady, Event, RunRequested, Stream
from maxsignal_common.market import Timeframe, epoch_ms
from maxsignal_common.store.breakers import Breaker, BreakerState, move_breaker
from maxsignal_common.store.database import Database
from tests.fixtures import samples
from tests.fixtures.waiting import until
from tests.integration.ingest import watched
from tests.integration.ingest.world import World

# Whatever the machine's clock says, this has passed.
PAST = datetime(2024, 11, 20, 9, 17, 31, tzinfo=UTC)
PAST_HOUR = PAST.replace(hour=4, minute=0, second=0)

# A plan that price never came to: its two bars pass.
MISSED = {"top": "50", "bottom": "49", "stop": "40", "one": "200", "two": "300"}
OUTBOX_LOCKED = text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
TELLING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'outbox'::regclass")
LEASES_END = text("UPDATE plan_watches SET lease_until = now()")
LOCKED = text("LOCK TABLE candle_windows IN ACCESS EXCLUSIVE MODE")
STORED = text("SELECT (SELECT count(*) FROM candles), (SELECT count(*) FROM candle_windows)")
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'candle_windows'::regclass")

type Start = Callable[[], subprocess.Popen[bytes]]


class Stage:
    """The bus around ingest."""

    def __init__(self, jetstream: JetStreamContext, publisher: JetStreamPublisher) -> None:
        self._jetstream = jetstream
        self._publisher = publisher

    async def request(self, number: int, *context: Timeframe) -> RunRequested:
        config = AnalysisConfig(candles=50, context=context)
        asked = {"instrument": BTC, "timeframe": Timeframe.H1, "as_of": PAST, "config": config}
        event = samples.requested(number).model_copy(update=asked)
        await self.publish(event)
        return event

    async def publish(self, event: Event) -> None:
        await self._publisher.publish(event)

    async def answer(self) -> CandlesReady:
        """The newest, as soon as there is one."""
        found = await until(self._newest)
        assert found
        return found

    async def _newest(self) -> CandlesReady | None:
        try:
            message = await self._jetstream.get_last_msg(Stream.EVENTS, CandlesReady.base_subject)
        except NotFoundError:
            return None
        event = decode(message.headers or {}, message.data or b"")
        assert isinstance(event, CandlesReady)
        return event


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Client]:
    client = await nats.connect(nats_url)
    await topology.apply(client)
    yield client
    await client.close()


@pytest.fixture
def stage(bus: Client) -> Stage:
    return Stage(bus.jetstream(), JetStreamPublisher(bus, "test", SystemClock()))


@pytest.fixture
def environment(bus: Client, database_url: str, world: World) -> dict[str, str]:
    world.opens_at(PAST)
    config = {"urls": {"api": {"public": f"{world.venue.url}/api/v3"}}, "enableRateLimit": False}
    return {
        "NATS_URL": str(bus.connected_url and bus.connected_url.geturl()),
        "DATABASE_URL": database_url,
        "HEALTH_PORT": str(free_port()),
        "INGEST_CCXT": json.dumps({"binance": config}),
    }


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "maxsignal_ingest"]
        with (tmp_path / f"ingest-{len(started)}.log").open("wb") as log:
            env = {**os.environ, **environment}
            started.append(subprocess.Popen(command, env=env, cwd=tmp_path, stderr=log))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


async def stored(owner: Database) -> tuple[int, int]:
    async with owner.begin() as connection:
        candles, windows = (await connection.execute(STORED)).one()
    return candles, windows


async def test_ingest_killed_while_it_stores_leaves_nothing(
    stage: Stage, start: Start, owner: Database
) -> None:
    async with owner.begin() as connection:
        await connection.execute(LOCKED)
        await stage.request(0)
        killed = start()

        async def stuck() -> bool:
            return bool((await connection.execute(WAITING)).scalar())

        await until(stuck)
        killed.kill()
        killed.wait()
    assert await stored(owner) == (0, 0)
    start()
    asked = await stage.request(1)
    assert (await stage.answer()).run_id == asked.run_id
    assert await stored(owner) == (50, 1)


async def test_watcher_killed_while_it_tells_tells_once_later(
    stage: Stage, start: Start, owner: Database, environment: dict[str, str]
) -> None:
    environment["INGEST_WATCH_GRACE_S"] = "0"
    post = watched.merged(of=watched.plan(valid_bars=2, **MISSED))
    async with owner.begin() as connection:
        await connection.execute(OUTBOX_LOCKED)
        killed = start()
        await stage.publish(post.model_copy(update={"last_ms": epoch_ms(PAST_HOUR)}))

        async def stuck() -> bool:
            return bool((await connection.execute(TELLING)).scalar())

        await until(stuck)
        killed.kill()
        killed.wait()
    async with owner.begin() as connection:
        await connection.execute(LEASES_END)
    for _ in range(2):
        start()
    await until(partial(watched.story, owner))
    assert (await watched.story(owner), (await watched.row(owner))["ended"]) == (["expired"], "told")


async def test_context_comes_along_and_what_lacks_is_named(
    stage: Stage, start: Start, world: World, owner: Database
) -> None:
    world.opens_at(PAST, since_ms=epoch_ms(PAST - timedelta(days=3)))
    start()
    await stage.request(0, Timeframe.H4, Timeframe.W1)
    ready = await stage.answer()
    assert [one.timeframe for one in ready.context] == [Timeframe.H4]
    assert ready.missing_context == (Timeframe.W1,)
    assert ready.context[0].origin.close_ms <= epoch_ms(PAST)
    assert await stored(owner) == (len(ready.candles) + len(ready.context[0].candles), 2)


async def test_resting_source_degrades_and_stays_ready(
    start: Start, database: Database, environment: dict[str, str]
) -> None:
    def blocked(known: Breaker) -> Breaker:
        return known._replace(state=BreakerState.DISABLED, reason="not here")

    async with database.begin() as connection:
        await move_breaker(connection, "moex", blocked, at=PAST)
    start()

    async def degraded() -> object:
        async with httpx.AsyncClient() as client:
            with suppress(httpx.TransportError):
                answer = await client.get(f"http://127.0.0.1:{environment['HEALTH_PORT']}/readyz")
                return answer.status_code == HTTPStatus.OK and answer.json()["degraded"]
        return None

    assert await until(degraded) == {"moex": "disabled: not here"}
