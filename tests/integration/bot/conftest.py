"""A migrated database, the local Bot API and a bot between them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.store import migrate
from maxsignal_common.store.database import Database, connect
from tests.fixtures.samples import IBM
from tests.fixtures.servers import Telegram, template_database
from tests.integration.bot.world import BotWorld, Engine


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return asyncio.run(template_database(postgres_server, migrate.apply))


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url)
    yield database
    await database.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database with the rights of a publisher."""
    database = connect(database_url, role="maxsignal_publisher")
    yield database
    await database.close()


@pytest.fixture
async def world(owner: Database, database: Database, telegram: Telegram) -> BotWorld:
    world = BotWorld(owner, database, telegram)
    await world.trade(IBM, IBM.model_copy(update={"id": "GOOG"}))
    return world


@pytest.fixture
async def engine(world: BotWorld) -> AsyncIterator[Engine]:
    async with world.engine() as engine:
        yield engine
