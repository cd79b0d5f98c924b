"""The API on a migrated, seeded database and a NATS with our topology."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import nats
import pytest
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from maxsignal_api.app import at_the_edge, build_app
from maxsignal_api.parts import BusLink, Parts
from maxsignal_cli.servers import PostgresServer
from maxsignal_common.bus import topology
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import SystemClock
from maxsignal_common.store import migrate
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.seed import seed
from tests.fixtures.servers import template_database

BASE_URL = "http://127.0.0.1:8000"


async def install(url: str) -> None:
    await migrate.apply(url)
    database = connect(url)
    async with database.begin() as connection:
        await seed(connection, INSTRUMENTS, at=SystemClock().now())
    await database.close()


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return asyncio.run(template_database(postgres_server, install))


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url)
    yield database
    await database.close()


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Client]:
    client = await nats.connect(nats_url)
    await topology.apply(client)
    yield client
    await client.close()


@pytest.fixture
async def parts(database_url: str) -> AsyncIterator[Parts]:
    database = connect(database_url, role="maxsignal_api")
    link = BusLink()
    yield Parts(database, link, {"database": database.ping, "nats": link.check}, CollectorRegistry())
    await database.close()


@pytest.fixture
def linked(parts: Parts, bus: Client) -> Parts:
    parts.bus.publisher = JetStreamPublisher(bus, "api", SystemClock())
    return parts


@pytest.fixture
async def api(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    app = at_the_edge(build_app(parts), parts, local_only=True)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client
