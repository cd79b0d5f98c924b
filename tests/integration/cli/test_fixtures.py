"""The shared fixtures give every test real servers in a clean state."""

import asyncio

import asyncpg
import nats
import pytest
from nats.js.api import StreamConfig

from maxsignal_cli.servers import NatsServer, PostgresServer
from tests.fixtures.servers import template_database


async def prepare(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE prepared (n int)")
    await connection.close()


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return asyncio.run(template_database(postgres_server, prepare))


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_starts_from_the_template(database_url: str, turn: int) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("INSERT INTO prepared VALUES ($1)", turn)
    assert await connection.fetch("SELECT n FROM prepared") == [(turn,)]
    await connection.close()


@pytest.mark.parametrize("stream", ["FIRST", "SECOND"])
async def test_each_test_starts_without_streams(nats_url: str, stream: str) -> None:
    connection = await nats.connect(nats_url)
    jetstream = connection.jetstream()
    assert await jetstream.streams_info() == []
    await jetstream.add_stream(StreamConfig(name=stream, subjects=["fixture.>"]))
    await connection.close()


class TestServersKilledBefore:
    def test_killing_shared_servers(self, nats_server: NatsServer, postgres_server: PostgresServer) -> None:
        nats_server.kill()
        postgres_server.kill()

    async def test_database_is_revived(self, postgres_server: PostgresServer, database_url: str) -> None:
        assert postgres_server.running
        connection = await asyncpg.connect(database_url)
        await connection.close()

    async def test_nats_is_revived(self, nats_server: NatsServer, nats_url: str) -> None:
        assert nats_server.running
        connection = await nats.connect(nats_url)
        await connection.close()
