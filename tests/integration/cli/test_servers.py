"""The embedded servers keep what they acknowledged, whatever end they meet."""

import asyncio
import os
import pwd
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import httpx
import nats
import pytest
from nats.js.api import StreamConfig
from nats.js.errors import NotFoundError

from maxsignal_cli.servers import NatsServer, PostgresServer
from maxsignal_cli.servers.binaries import postgres_bin_dir
from maxsignal_cli.servers.errors import StartFailedError
from maxsignal_cli.servers.process import EmbeddedServer
from maxsignal_cli.servers.survivors import backends

ENDINGS = pytest.mark.parametrize(
    "end", [EmbeddedServer.stop, EmbeddedServer.kill], ids=["stopped", "killed"]
)

BUSY_BACKENDS = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'"


@pytest.fixture
def own_nats(tmp_path: Path) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path)
    yield server
    server.kill()


async def publish_one(url: str) -> None:
    connection = await nats.connect(url)
    jetstream = connection.jetstream()
    await jetstream.add_stream(StreamConfig(name="KEPT", subjects=["kept.>"]))
    await jetstream.publish("kept.one", b"1", stream="KEPT")
    await connection.close()


async def stored_messages(url: str) -> int:
    connection = await nats.connect(url)
    try:
        return (await connection.jetstream().stream_info("KEPT")).state.messages
    finally:
        await connection.close()


async def execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


class TestNats:
    @ENDINGS
    async def test_message_survives_restart(
        self, own_nats: NatsServer, end: Callable[[EmbeddedServer], None]
    ) -> None:
        own_nats.start()
        await publish_one(own_nats.url)
        end(own_nats)
        own_nats.start()
        assert await stored_messages(own_nats.url) == 1

    async def test_wiped_store_has_no_streams(self, own_nats: NatsServer) -> None:
        own_nats.start()
        await publish_one(own_nats.url)
        own_nats.kill()
        own_nats.wipe()
        own_nats.start()
        with pytest.raises(NotFoundError):
            await stored_messages(own_nats.url)

    async def test_stranger_without_password_is_refused(self, own_nats: NatsServer) -> None:
        own_nats.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", own_nats.port)
        writer.write(b"CONNECT {}\r\nPING\r\n")
        answer = await reader.read()
        writer.close()
        assert b"Authorization Violation" in answer

    def test_acknowledged_messages_are_on_disk(self, nats_server: NatsServer, nats_url: str) -> None:
        assert nats_url == nats_server.url
        answer = httpx.get(f"http://127.0.0.1:{nats_server.monitor_port}/jsz?config=true").json()
        assert answer["config"]["sync_always"] is True

    def test_address_outlives_the_launcher(self, tmp_path: Path) -> None:
        assert NatsServer(tmp_path).url == NatsServer(tmp_path).url

    def test_secrets_are_private(self, own_nats: NatsServer, tmp_path: Path) -> None:
        own_nats.prepare()
        files = [file for file in (tmp_path / "nats").iterdir() if file.is_file()]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}

    def test_refused_configuration_is_told(self, own_nats: NatsServer, tmp_path: Path) -> None:
        (tmp_path / "nats").mkdir()
        (tmp_path / "nats" / "jetstream").write_text("a file where the store should be")
        with pytest.raises(StartFailedError, match="nats did not start"):
            own_nats.start()


class TestPostgres:
    @ENDINGS
    async def test_row_survives_restart(
        self, own_postgres: PostgresServer, end: Callable[[EmbeddedServer], None]
    ) -> None:
        own_postgres.start()
        await execute(own_postgres.url, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)")
        end(own_postgres)
        own_postgres.start()
        assert await value(own_postgres.url, "SELECT count(*) FROM kept") == 1

    def test_kill_leaves_no_backend(self, own_postgres: PostgresServer, tmp_path: Path) -> None:
        own_postgres.start()
        cluster = tmp_path / "postgres" / "data"
        assert backends(cluster)
        own_postgres.kill()
        assert backends(cluster) == []

    async def test_busy_backend_ends_with_its_server(
        self, own_postgres: PostgresServer, tmp_path: Path
    ) -> None:
        # A backend in a tight loop does not notice the postmaster's end by itself.
        own_postgres.start()
        busy = asyncio.create_task(execute(own_postgres.url, "DO $$ BEGIN LOOP END LOOP; END $$"))
        while not await value(own_postgres.url, BUSY_BACKENDS):
            pass
        own_postgres.kill()
        assert backends(tmp_path / "postgres" / "data") == []
        with pytest.raises(asyncpg.PostgresConnectionError):
            await busy

    async def test_lock_file_of_a_reused_pid_is_no_obstacle(
        self, own_postgres: PostgresServer, tmp_path: Path
    ) -> None:
        own_postgres.start()
        own_postgres.kill()
        # The parent of this test run lives and is no server of ours.
        lock = tmp_path / "postgres" / "data" / "postmaster.pid"
        lock.write_text(f"{os.getppid()}\n{lock.parent}\n0\n5432\n\n127.0.0.1\n0 0\nready\n")
        own_postgres.start()
        assert await value(own_postgres.url, "SELECT 1") == 1

    async def test_cluster_is_utf8_with_checksums(self, database_url: str) -> None:
        url = database_url
        assert await value(url, "SHOW server_encoding") == "UTF8"
        assert await value(url, "SHOW data_checksums") == "on"
        assert await value(url, "SHOW fsync") == "on"
        assert await value(url, "SELECT upper('рынок')") == "РЫНОК"

    async def test_wrong_password_is_refused(self, database_url: str) -> None:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(database_url, password="wrong")


def open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an identity to give away")
class TestPostgresUnderRoot:
    @pytest.mark.skipif(not open_to_all(postgres_bin_dir()), reason="`nobody` cannot reach the binaries")
    def test_runs_as_nobody_without_namespaces(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            server = PostgresServer(Path(folder), identity="nobody")
            server.start()
            owner = Path(f"/proc/{server.pid}").stat().st_uid
            server.stop()
        assert owner == pwd.getpwnam("nobody").pw_uid
