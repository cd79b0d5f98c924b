"""The API on a migrated, seeded database and a NATS with our topology."""

from collections.abc import AsyncIterator

import httpx
import nats
import pytest
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from maxsignal_api.app import at_the_edge, build_app
from maxsignal_api.edge import Edge
from maxsignal_api.parts import BusLink, Parts
from maxsignal_cli.servers import PostgresServer
from maxsignal_common.bus import topology
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.store.database import Database, connect
from tests.fixtures.access import mint
from tests.fixtures.installed import installed_template

BASE_URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


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
def edge(parts: Parts) -> Edge:
    return at_the_edge(build_app(parts), parts)


@pytest.fixture
async def api(edge: Edge, owner: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A machine that may do everything."""
    headers = await mint(owner)
    transport = httpx.ASGITransport(edge)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as client:
        yield client
