"""A migrated, seeded database for every test, and ingest's narrowed view of it."""

from collections.abc import AsyncIterator

import pytest

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.store.database import Database, connect
from tests.fixtures.installed import installed_template


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


@pytest.fixture
async def ingest(database_url: str) -> AsyncIterator[Database]:
    """The database under the rights of the service ingest."""
    database = connect(database_url, role="maxsignal_ingest", pool_size=10)
    yield database
    await database.close()
