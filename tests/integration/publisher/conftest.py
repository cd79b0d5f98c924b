"""A migrated database, the local Bot API, and publishers on both: as loops in the test and as processes."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import nats
import pytest

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.bus import topology
from maxsignal_common.store import migrate
from maxsignal_common.store.database import Database, connect
from tests.fixtures.servers import Telegram, template_database
from tests.integration.publisher.processes import BusView, PublisherProcess, StartPublisher
from tests.integration.publisher.world import TOKEN, World


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return asyncio.run(template_database(postgres_server, migrate.apply))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database with the rights of a publisher."""
    database = connect(database_url, role="maxsignal_publisher")
    yield database
    await database.close()


@pytest.fixture
def world(owner: Database, database: Database, telegram: Telegram) -> World:
    return World(owner, database, telegram)


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[BusView]:
    client = await nats.connect(nats_url)
    await topology.apply(client)
    yield BusView(client)
    await client.close()


@pytest.fixture
def start_publisher(
    database_url: str, nats_url: str, telegram: Telegram, tmp_path: Path
) -> Iterator[StartPublisher]:
    started: list[PublisherProcess] = []

    def start(**settings: str) -> PublisherProcess:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "NATS_URL": nats_url,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_RATE": "500",
            "TELEGRAM_CHAT_RATE": "500",
            "PUBLISHER_POLL_S": "0.05",
            "PUBLISHER_SWEEP_S": "0.1",
            **settings,
        }
        started.append(PublisherProcess(environment, tmp_path / f"publisher-{len(started)}.log"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
