"""A database that is away, standing still or refusing is an outage, whatever the driver calls it."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import text

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import connect


@pytest.mark.parametrize(
    "wrong",
    [
        lambda url: url.replace("maxsignal:", "maxsignal:not", 1),
        lambda url: url.rpartition("/")[0] + "/no_such_database",
        lambda url: re.sub(r"@127.0.0.1:\d+", "@127.0.0.1:9", url),
    ],
    ids=["password", "database", "port"],
)
async def test_unreachable_database_is_an_outage(
    postgres_server: PostgresServer, wrong: Callable[[str], str]
) -> None:
    database = connect(wrong(postgres_server.url))
    with pytest.raises(OutageError):
        async with database.begin():
            pass
    await database.close()


async def test_stopped_server_is_an_outage_and_comes_back(
    postgres_server: PostgresServer, database_url: str
) -> None:
    database = connect(database_url)
    await database.ping()
    postgres_server.kill()
    with pytest.raises(OutageError):
        await database.ping()
    postgres_server.start()
    await database.ping()
    await database.close()


async def test_reading_leaves_transactions_as_they_are(database_url: str) -> None:
    """A connection that was lent for one statement rolls back again in the next transaction."""
    database = connect(database_url, pool_size=1)
    async with database.reading() as connection:
        await connection.execute(text("CREATE TABLE things (n integer)"))
    with suppress(ValueError):
        async with database.begin() as connection:
            await connection.execute(text("INSERT INTO things VALUES (1)"))
            raise ValueError
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM things"))).scalar_one() == 0
    await database.close()
