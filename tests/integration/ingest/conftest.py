"""Ingest's market on a real database, before an exchange that runs as its own process."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from random import Random

import pytest
from prometheus_client import CollectorRegistry

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.clock import FrozenClock
from maxsignal_common.store.database import Database, connect
from maxsignal_ingest.breakers import BreakerPolicy, Breakers
from maxsignal_ingest.budgets import Budgets
from maxsignal_ingest.market import Market, Venues
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.sources.routing import SourceOptions, Sources
from maxsignal_ingest.tape import CandleTape
from tests.contracts.sources.venue import FakeVenue, running_venue
from tests.fixtures.installed import installed_template
from tests.integration.ingest.world import NOW, World


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


@pytest.fixture(scope="session")
def venue_process() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.binance") as venue:
        yield venue


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url, role="maxsignal_ingest", pool_size=20)
    yield database
    await database.close()


@pytest.fixture
async def world(database: Database, venue_process: FakeVenue) -> AsyncIterator[World]:
    """A market at rest; two of its kind on one database are two workers."""
    clock = FrozenClock(NOW)
    api = {"public": f"{venue_process.url}/api/v3"}
    config = {"urls": {"api": api}, "enableRateLimit": False, "timeout_on_exit": 0}
    sources = Sources(clock, SourceOptions(ccxt={"binance": config}, database=database))
    metrics = IngestMetrics(CollectorRegistry())
    breakers = Breakers(BreakerPolicy(), Random(7), metrics)
    venues = Venues(database, sources, breakers, Budgets({"ccxt:binance": 600}), clock)
    tape = CandleTape(database, timedelta(minutes=5))
    world = World(Market(tape, venues, metrics, clock), venues, clock, venue_process)
    world.opens_at()
    yield world
    await sources.aclose()
