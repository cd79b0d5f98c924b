"""Ledgered models on a real database, before a provider that runs as its own process."""

from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.llm_models import switch_models, sync_models
from maxsignal_llm.provider import OpenAIProvider
from tests.contracts.llm.conftest import KEY
from tests.contracts.llm.fake import FakeProvider, running_provider
from tests.fixtures.installed import installed_template
from tests.integration.llm.world import World
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
    provider_process.script()
    return provider_process


@pytest.fixture
async def analyzer(database_url: str, owner: Database) -> AsyncIterator[Database]:
    """The database under the rights of a service that asks models; two models are switched on."""
    async with owner.begin() as connection:
        await sync_models(connection, [DEAR, CHEAP])
        await switch_models(connection, [DEAR.id, CHEAP.id], enabled=True)
    database = connect(database_url, role="maxsignal_analyzer", pool_size=10)
    yield database
    await database.close()


@pytest.fixture
async def world(analyzer: Database, owner: Database, fake: FakeProvider) -> AsyncIterator[World]:
    async with OpenAIProvider(fake.base_url, SecretStr(KEY), forbid_network=True) as provider:
        yield World(analyzer, owner, fake, provider)
