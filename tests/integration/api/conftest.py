"""The API on a migrated, seeded database and a NATS with our topology."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import nats
import pytest
from nats.aio.client import Client
from prometheus_client import CollectorRegistry
from sqlalchemy import Select, column, select, table, text
from sqlalchemy.sql import quoted_name

from maxsignal_api.app import at_the_edge, build_app
from maxsignal_api.edge import Edge
from maxsignal_api.parts import BusLink, Parts
from maxsignal_cli.servers import PostgresServer
from maxsignal_common.bus import topology
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.users import Role
from tests.fixtures.access import join, mint
from tests.fixtures.installed import installed_template
from tests.integration.api.people import ADMIN, TRADER, Browser, Dump, logged_in

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


@pytest.fixture
def browser(edge: Edge) -> Browser:
    """Makes a browser without cookies, at an address of its own."""

    def make(ip: str = "203.0.113.7", url: str = BASE_URL) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(edge, client=(ip, 40_000))
        return httpx.AsyncClient(transport=transport, base_url=url, headers={"Origin": url})

    return make


@pytest.fixture
async def trader(browser: Browser, owner: Database) -> httpx.AsyncClient:
    await join(owner, TRADER)
    return await logged_in(browser("198.51.100.1"), TRADER)


@pytest.fixture
async def admin(browser: Browser, owner: Database) -> httpx.AsyncClient:
    await join(owner, ADMIN, Role.ADMIN)
    return await logged_in(browser("198.51.100.2"), ADMIN)


def every_row(name: str) -> Select[Any]:
    return select(column("*", is_literal=True)).select_from(table(name))


@pytest.fixture
def database_dump(owner: Database) -> Dump:
    """Every row of every table, as text."""

    async def dump() -> str:
        tables = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        async with owner.begin() as connection:
            names = [quoted_name(name, quote=True) for name in (await connection.execute(tables)).scalars()]
            tables_rows = [await connection.execute(every_row(name)) for name in names]
            return "".join(str(row) for rows in tables_rows for row in rows)

    return dump
