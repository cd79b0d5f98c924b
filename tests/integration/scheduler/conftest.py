"""A migrated, seeded database, and schedulers as real processes on it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maxsignal_cli.servers import PostgresServer
from tests.fixtures.installed import installed_template

type StartScheduler = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


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
