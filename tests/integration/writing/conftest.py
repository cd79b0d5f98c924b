"""A stage whose catalogue has two models switched on, before a provider that answers as scripted."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client

from maxsignal_cli.servers import PostgresServer
from maxsignal_cli.servers.ports import free_port
from maxsignal_common.bus import topology
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import switch_models, sync_models
from tests.contracts.llm.fake import FakeProvider, running_provider
from tests.fixtures.installed import installed_template
from tests.integration.writing.stage import Stage, Workers
from tests.unit.llm.samples import CHEAP, DEAR


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


@pytest.fixture(scope="session")
def provider_process() -> Iterator[FakeProvider]:
    with running_provider() as fake:
        yield fake


@pytest.fixture
def fake(provider_process: FakeProvider) -> FakeProvider:
    provider_process.script(*["text"] * 50)
    return provider_process


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Client]:
    client = await nats.connect(nats_url)
    await topology.apply(client)
    yield client
    await client.close()


@pytest.fixture
async def stage(bus: Client, owner: Database, fake: FakeProvider) -> Stage:
    async with owner.begin() as connection:
        await sync_models(connection, [DEAR, CHEAP])
        await switch_models(connection, [DEAR.id, CHEAP.id], enabled=True)
    return Stage(bus.jetstream(), JetStreamPublisher(bus, "test", SystemClock()), owner, fake)


@pytest.fixture
def workers(bus: Client, database_url: str, fake: FakeProvider, tmp_path: Path) -> Iterator[Workers]:
    environment = {
        "NATS_URL": str(bus.connected_url and bus.connected_url.geturl()),
        "DATABASE_URL": database_url,
        "HEALTH_PORT": str(free_port()),
        "LLM_BASE_URL": fake.base_url,
        "LLM_TIMEOUT_S": "20",
        "LLM_PATIENCE_S": "60",
    }
    started = Workers(environment, tmp_path)
    yield started
    started.end()
