"""The API as a process: it outlives its database and its bus, and answers 503 instead of breaking."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from maxsignal_cli.servers import NatsServer, PostgresServer
from maxsignal_cli.servers.ports import free_port
from maxsignal_cli.servers.survivors import backends
from tests.fixtures import waiting
from tests.fixtures.access import mint_at

IBM = {"instrument": "IBM", "timeframe": "D1"}
WAIT_S = 60.0

type StartApi = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start_api(database_url: str, port: int, tmp_path: Path) -> Iterator[StartApi]:
    started: list[subprocess.Popen[bytes]] = []

    def start(**settings: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, "DATABASE_URL": database_url, "API_PORT": str(port), **settings}
        command = [sys.executable, "-m", "maxsignal_api"]
        with (tmp_path / "api.log").open("ab") as log:
            started.append(subprocess.Popen(command, env=env, cwd=tmp_path, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
async def web(port: int, database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    headers, url = await mint_at(database_url), f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url, timeout=WAIT_S, headers=headers) as client:
        yield client


async def until(web: httpx.AsyncClient, path: str, status: int) -> httpx.Response:
    async def answered() -> httpx.Response | None:
        with suppress(httpx.TransportError):
            answer = await web.get(path)
            return answer if answer.status_code == status else None
        return None

    answer = await waiting.until(answered, within=WAIT_S)
    assert answer is not None
    return answer


async def test_ready_with_both_servers_then_stops_cleanly(
    start_api: StartApi, web: httpx.AsyncClient, nats_url: str
) -> None:
    process = start_api(NATS_URL=nats_url)
    assert (await until(web, "/ready", 200)).json()["problems"] == {}
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, WAIT_S) == 0


async def test_takes_orders_while_nats_was_never_there(start_api: StartApi, web: httpx.AsyncClient) -> None:
    process = start_api(NATS_URL=f"nats://127.0.0.1:{free_port()}")
    await until(web, "/health", 200)
    assert (await web.post("/api/runs", json=IBM)).status_code == 202
    ready = await web.get("/ready")
    assert (ready.status_code, ready.json()["problems"]) == (503, {"nats": "bus_unavailable"})
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, WAIT_S) == 0


async def test_wrong_password_is_not_ready_yet_alive(
    start_api: StartApi, web: httpx.AsyncClient, nats_url: str, database_url: str
) -> None:
    wrong = make_url(database_url).set(password="wrong").render_as_string(hide_password=False)
    start_api(DATABASE_URL=wrong, NATS_URL=nats_url)
    await until(web, "/health", 200)
    ready = await web.get("/ready")
    assert (ready.status_code, ready.json()["problems"]["database"]) == (503, "database_refuses")


async def test_nats_outage_is_told_and_survived(
    start_api: StartApi, web: httpx.AsyncClient, nats_url: str, nats_server: NatsServer
) -> None:
    start_api(NATS_URL=nats_url)
    await until(web, "/ready", 200)
    nats_server.kill()
    await until(web, "/ready", 503)
    assert (await web.post("/api/runs", json=IBM)).status_code == 202
    nats_server.start()
    await until(web, "/ready", 200)


async def test_lost_database_is_503_and_comes_back(
    start_api: StartApi, web: httpx.AsyncClient, nats_url: str, postgres_server: PostgresServer
) -> None:
    start_api(NATS_URL=nats_url)
    await until(web, "/ready", 200)
    await asyncio.gather(*(web.get("/api/runs") for _ in range(10)))
    postgres_server.kill()
    for answer in [await web.get("/api/runs") for _ in range(12)]:
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert answer.headers["Retry-After"] == "5"
    postgres_server.start()
    await until(web, "/api/runs", 200)
    await until(web, "/ready", 200)


async def test_frozen_database_is_503_in_bounded_time(
    start_api: StartApi, web: httpx.AsyncClient, nats_url: str, servers_dir: Path
) -> None:
    start_api(NATS_URL=nats_url)
    await until(web, "/ready", 200)
    frozen = backends(servers_dir / "postgres" / "data")
    signal_all(frozen, signal.SIGSTOP)
    try:
        answers = await asyncio.gather(*(web.get("/api/runs") for _ in range(12)))
    finally:
        signal_all(frozen, signal.SIGCONT)
    assert {answer.status_code for answer in answers} == {503}
    await until(web, "/api/runs", 200)


def signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, number)


async def test_taken_port_ends_the_process(
    start_api: StartApi, web: httpx.AsyncClient, nats_url: str
) -> None:
    start_api(NATS_URL=nats_url)
    await until(web, "/health", 200)
    assert await asyncio.to_thread(start_api(NATS_URL=nats_url).wait, WAIT_S) != 0
