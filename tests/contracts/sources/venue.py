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
        self._http = httpx.Client(base_url=url)

    def script(self, **script: object) -> None:
        """Replaces the whole script."""
        self._http.put(CONTROL, json=script).raise_for_status()

    def seen(self) -> list[str]:
        """The paths asked for since the script was set."""
        return list(self._http.get(CONTROL).json()["seen"])

    def close(self) -> None:
        self._http.close()


@contextmanager
def running_venue(module: str) -> Iterator[FakeVenue]:
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        venue = FakeVenue(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        yield venue
        venue.close()
        process.terminate()
