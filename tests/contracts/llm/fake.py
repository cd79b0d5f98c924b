"""The test's hand on the fake provider that runs as its own process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx

from tests.fakes.venue import CONTROL


class FakeProvider:
    def __init__(self) -> None:
        self._process, self._port = _start(0)
        self.base_url = f"http://127.0.0.1:{self._port}/v1"
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{self._port}")

    def script(self, *answers: str, **more: object) -> None:
        """Replaces the whole script and forgets what was seen."""
        self._http.put(CONTROL, json={"answers": answers, **more}).raise_for_status()

    def script_now(self) -> dict[str, Any]:
        """What is left of it."""
        return dict(self._http.get(CONTROL).raise_for_status().json())

    def seen(self) -> list[dict[str, Any]]:
        """Every completion since: answer, model, charged, asked, key."""
        return list(self.script_now()["seen"])

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Connections are refused meanwhile; it comes back at its address and has forgotten all."""
        self._end()
        yield
        self._process, _ = _start(self._port)

    def close(self) -> None:
        self._http.close()
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


def _start(port: int) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "tests.fakes.openai_server", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline() if process.stdout else 0)


@contextmanager
def running_provider() -> Iterator[FakeProvider]:
    with closing(FakeProvider()) as fake:
        yield fake
