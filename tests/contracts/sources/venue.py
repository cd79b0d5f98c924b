"""The test's hand on a fake venue that runs as its own process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.fakes.venue import CONTROL


class FakeVenue:
    def __init__(self, url: str) -> None:
        self.url = url

    def script(self, **script: object) -> None:
        """Replaces the whole script."""
        httpx.put(self.url + CONTROL, json=script).raise_for_status()

    def seen(self) -> list[str]:
        """The paths asked for since the script was set."""
        return list(httpx.get(self.url + CONTROL).json()["seen"])


@contextmanager
def running_venue(module: str) -> Iterator[FakeVenue]:
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        yield FakeVenue(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        process.terminate()
