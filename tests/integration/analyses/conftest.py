"""The operator's verbs against an API that really listens."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from typer.testing import CliRunner

from maxsignal_api.app import at_the_edge, build_app
from maxsignal_api.parts import BusLink, Parts
from maxsignal_cli.app import app
from maxsignal_cli.servers import PostgresServer
from maxsignal_cli.servers.ports import free_port
from maxsignal_common.errors import MaxSignalError
from maxsignal_common.service.health import http_server
from maxsignal_common.store.database import connect
from tests.fixtures.access import mint_at
from tests.fixtures.installed import installed_template
from tests.fixtures.waiting import until
from tests.integration.catalogue.conftest import Said, Verb


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


@pytest.fixture
def api_url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The API in a thread with a loop of its own; it answers, and a token is in hand, once it is there."""
    shown = asyncio.run(mint_at(database_url))["Authorization"]
    monkeypatch.setenv("MAXSIGNAL_TOKEN", shown.removeprefix("Bearer "))
    port, started, stop = free_port(), threading.Event(), threading.Event()

    async def serve() -> None:
        database = connect(database_url, role="maxsignal_api")
        parts = Parts(database, BusLink(), {}, CollectorRegistry())
        server = http_server(at_the_edge(build_app(parts), parts), "127.0.0.1", port)
        serving = asyncio.create_task(server.serve())

        async def listening() -> bool:
            return server.started

        await until(listening)
        started.set()
        await asyncio.to_thread(stop.wait)
        server.should_exit = True
        await serving
        await database.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert started.wait(30)
    yield f"http://127.0.0.1:{port}"
    stop.set()
    thread.join()


def spoken(words: tuple[str, ...]) -> Said:
    result = CliRunner().invoke(app, words)
    error = result.exception
    if error and not isinstance(error, SystemExit | MaxSignalError):
        raise error
    told = error if isinstance(error, MaxSignalError) else None
    return Said(result.exit_code, result.stdout, result.stderr, told)


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Runs `maxsignal analysis WORDS...` in an empty directory, with no server anywhere."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: spoken(("analysis", *words))


@pytest.fixture
def analysis(offline: Callable[..., Said], api_url: str) -> Verb:
    """The same with an API."""
    return lambda *words: offline(*words, "--api-url", api_url)
