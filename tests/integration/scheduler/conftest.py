"""A migrated, seeded database, and schedulers as real processes on it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import SystemClock
from maxsignal_common.store import migrate
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.seed import seed
from tests.fixtures.servers import template_database

type StartScheduler = Callable[[], subprocess.Popen[bytes]]


async def install(url: str) -> None:
    await migrate.apply(url)
    database = connect(url)
    async with database.begin() as connection:
        await seed(connection, INSTRUMENTS, at=SystemClock().now())
    await database.close()


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return asyncio.run(template_database(postgres_server, install))


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url)
    yield database
    await database.close()


@pytest.fixture
def start_scheduler(database_url: str, tmp_path: Path) -> Iterator[StartScheduler]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        env = {**os.environ, "DATABASE_URL": database_url, "SCHEDULER_POLL_S": "0.05"}
        command = [sys.executable, "-m", "maxsignal_scheduler"]
        with (tmp_path / f"scheduler-{len(started)}.log").open("wb") as log:
            started.append(subprocess.Popen(command, env=env, cwd=tmp_path, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
