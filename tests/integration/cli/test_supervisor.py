"""The supervisor keeps processes running and ends them in order."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from maxsignal_cli.servers import NatsServer
from maxsignal_cli.servers.errors import StartFailedError
from maxsignal_cli.servers.process import ProcessSpec
from maxsignal_cli.supervisor import CrashLoopError, ProcessEvent, RestartPolicy, Supervisor

AT_ONCE = RestartPolicy(first_delay=0, limit=2)
DEAF = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
)


class Events:
    """What the supervisor reported, to be waited for."""

    def __init__(self) -> None:
        self.seen: list[ProcessEvent] = []
        self._news: asyncio.Queue[ProcessEvent] = asyncio.Queue()

    def __call__(self, event: ProcessEvent) -> None:
        self.seen.append(event)
        self._news.put_nowait(event)

    async def next(self, kind: str) -> ProcessEvent:
        async with asyncio.timeout(20):
            while (event := await self._news.get()).kind != kind:
                pass
        return event


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
async def supervisor(events: Events) -> AsyncIterator[Supervisor]:
    one = Supervisor(events, AT_ONCE)
    yield one
    await one.stop()


def python(root: Path, name: str, code: str, **options: Any) -> ProcessSpec:
    return ProcessSpec(name=name, argv=(sys.executable, "-c", code), data_dir=root, **options)


async def test_crashed_process_is_started_again(
    supervisor: Supervisor, events: Events, tmp_path: Path
) -> None:
    await supervisor.start(python(tmp_path, "worker", "import signal; signal.pause()"))
    first = (await events.next("ready")).pid
    os.kill(first, signal.SIGKILL)
    assert (await events.next("crashed")).returncode == -signal.SIGKILL
    second = (await events.next("ready")).pid
    assert supervisor.pids == {"worker": second}
    assert first != second


async def test_killed_server_comes_back_ready(supervisor: Supervisor, events: Events, tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    await supervisor.start(server.spec())
    os.kill((await events.next("ready")).pid, signal.SIGKILL)
    await events.next("crashed")
    await events.next("ready")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    assert (await reader.readline()).startswith(b"INFO")
    writer.close()


async def test_crash_loop_is_given_up_and_told(
    supervisor: Supervisor, events: Events, tmp_path: Path
) -> None:
    await supervisor.start(python(tmp_path, "broken", "raise SystemExit(3)"))
    with pytest.raises(CrashLoopError, match="broken crashed 3 times"):
        await supervisor.watch()
    assert [event.returncode for event in events.seen if event.kind == "crashed"] == [3, 3, 3]


async def test_process_that_ends_in_order_is_never_given_up(
    supervisor: Supervisor, events: Events, tmp_path: Path
) -> None:
    await supervisor.start(python(tmp_path, "worker", "pass"))
    ended = [(await events.next("crashed")).returncode for _ in range(2 * AT_ONCE.limit + 1)]
    assert set(ended) == {0}


async def test_failed_start_shows_the_end_of_the_log(supervisor: Supervisor, tmp_path: Path) -> None:
    spec = python(tmp_path, "broken", "raise SystemExit('no key')", ready=lambda: False)
    with pytest.raises(StartFailedError, match="no key"):
        await supervisor.start(spec)


async def test_silent_start_is_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    spec = python(tmp_path, "silent", "import signal; signal.pause()", ready=lambda: False, start_timeout=0.2)
    with pytest.raises(StartFailedError, match="ready in time"):
        await supervisor.start(spec)
    assert supervisor.pids == {}


async def test_tiers_stop_in_reverse_order(supervisor: Supervisor, events: Events, tmp_path: Path) -> None:
    for name in ("servers", "services"):
        await supervisor.start(python(tmp_path, name, "import signal; signal.pause()"))
    await supervisor.stop()
    stopped = [event for event in events.seen if event.kind == "stopped"]
    assert [event.name for event in stopped] == ["services", "servers"]
    assert {event.returncode for event in stopped} == {-signal.SIGTERM}


async def test_process_deaf_to_term_is_killed(supervisor: Supervisor, events: Events, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "deaf.log"
    spec = python(tmp_path, "deaf", DEAF, ready=lambda: b"deaf" in log.read_bytes(), stop_grace=0.2)
    await supervisor.start(spec)
    await supervisor.stop()
    assert (await events.next("stopped")).returncode == -signal.SIGKILL
