"""A launcher killed with -9 leaves nothing running, and the next start goes on with the same data."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from maxsignal_cli.datadir import DataDir, Runtime
from maxsignal_cli.servers.process import OWNER_VARIABLE
from maxsignal_cli.servers.survivors import backends, children_of, is_alive

REPOSITORY = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the kernel's parent-death signal")


@contextmanager
def launched(root: Path) -> Iterator[Runtime]:
    """A running stack; its launcher is killed with -9 at the end."""
    command = [sys.executable, "-m", "tests.integration.cli.launcher", str(root)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as launcher:
        try:
            assert launcher.stdout
            assert launcher.stdout.readline() == b"ready\n"
            runtime = DataDir(root).read_runtime()
            assert runtime
            yield runtime
        finally:
            launcher.kill()


@contextmanager
def bystander(**environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has surely started: it has echoed a line."""
    pipe, env = subprocess.PIPE, {**os.environ, **environment}
    with subprocess.Popen(["/bin/cat"], env=env, stdin=pipe, stdout=pipe, bufsize=0) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"\n")
        assert process.stdout.read(1) == b"\n"
        try:
            yield process
        finally:
            process.kill()


def all_end(handles: Iterable[int], seconds: float = 10) -> bool:
    """Whether every process behind these descriptors ends in time."""
    ended = []
    for handle in handles:
        ended.append(bool(select.select([handle], [], [], seconds)[0]))
        os.close(handle)
    return all(ended)


class TestKilledLauncher:
    def test_leaves_no_process(self, tmp_path: Path) -> None:
        with launched(tmp_path) as runtime:
            pids = {*runtime.pids.values(), *backends(tmp_path / "postgres" / "data")}
            handles = [os.pidfd_open(pid) for pid in pids]
        assert len(handles) > 6
        assert all_end(handles)

    async def test_next_start_keeps_data_and_addresses(self, tmp_path: Path) -> None:
        with launched(tmp_path) as first:
            connection = await asyncpg.connect(first.database_url)
            await connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
            await connection.close()
        with launched(tmp_path) as second:
            connection = await asyncpg.connect(second.database_url)
            assert await connection.fetchval("SELECT n FROM kept") == 1
            await connection.close()
        assert (second.nats_url, second.database_url) == (first.nats_url, first.database_url)

    def test_its_runtime_file_is_not_believed(self, tmp_path: Path) -> None:
        with launched(tmp_path):
            pass
        assert (tmp_path / "runtime.json").exists()
        assert DataDir(tmp_path).read_runtime() is None


class TestLeftovers:
    def test_process_of_this_directory_is_ended(self, tmp_path: Path) -> None:
        with bystander(**{OWNER_VARIABLE: str(tmp_path)}) as leftover, DataDir(tmp_path).claim() as ended:
            assert ended == [leftover.pid]
            assert leftover.wait(10) == -signal.SIGTERM

    def test_process_of_another_directory_is_spared(self, tmp_path: Path) -> None:
        with (
            bystander(**{OWNER_VARIABLE: str(tmp_path / "other")}) as stranger,
            DataDir(tmp_path).claim() as ended,
        ):
            assert ended == []
            assert is_alive(stranger.pid)

    def test_process_that_only_mentions_it_is_spared(self, tmp_path: Path) -> None:
        with bystander(DATA=str(tmp_path)) as stranger:
            assert children_of(tmp_path) == []
            assert is_alive(stranger.pid)
