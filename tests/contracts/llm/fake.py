"""The test's hand on the fake provider that runs as its own process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.fakes.venue import CONTROL


class FakeProvider:
    def __init__(self, url: str) -> None:
        self.base_url = f"{url}/v1"
        self._http = httpx.Client(base_url=url)

    def script(self, *answers: str, **more: object) -> None:
        """Replaces the whole script and forgets what was seen."""
        self._http.put(CONTROL, json={"answers": answers, **more}).raise_for_status()

    def seen(self) -> list[dict[str, Any]]:
        """Every completion since: answer, model, charged, asked, key."""
        return list(self._http.get(CONTROL).raise_for_status().json()["seen"])

    def close(self) -> None:
        self._http.close()


@contextmanager
def running_provider() -> Iterator[FakeProvider]:
    command = [sys.executable, "-m", "tests.fakes.openai_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        fake = FakeProvider(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        yield fake
        fake.close()
        process.terminate()
