"""Tables as the code knows them are the tables that the migrations make."""

import pkgutil
from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from maxsignal_common import store
from maxsignal_common.store.database import Database
from maxsignal_common.store.instruments import find_instrument, keep_figi
from maxsignal_common.store.schema import metadata

# A subject adds its tables to the one metadata when it is imported.
for module in pkgutil.iter_modules(store.__path__):
    if module.name.endswith("_schema"):
        import_module(f"{store.__name__}.{module.name}")


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_migrations_make_the_tables_of_the_code(owner: Database) -> None:
    async with owner.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_ingest_may_teach_an_instrument_its_figi(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_figi(connection, "IBM", "BBG000BLNNH6")
        found = await find_instrument(connection, "IBM")
    assert found
    assert found.figi == "BBG000BLNNH6"


async def test_ingest_may_not_enable_an_instrument(ingest: Database) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with ingest.begin() as connection:
            await connection.execute(text("UPDATE instruments SET enabled = true"))


@pytest.mark.parametrize("table", ["runs", "events", "posts", "subscribers", "outbox", "schedules"])
async def test_ingest_sees_nothing_but_its_market(ingest: Database, table: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with ingest.begin() as connection:
            await connection.execute(text(f"SELECT FROM {table}"))
