"""Which running processes belong to a data directory, and how they are ended.

A pid alone proves nothing, since pids are reused: a process is ours only if its environment names our data
directory, or, for a PostgreSQL backend (it overwrites its environment), if it works inside our cluster.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from maxsignal_cli.servers.process import OWNER_VARIABLE, POLL_SECONDS

PROC = Path("/proc")


def children_of(data_dir: Path) -> list[int]:
    """Processes that a launcher of this data directory started and that still run."""
    mark = f"{OWNER_VARIABLE}={data_dir.resolve()}"
    if PROC.is_dir():
        return [pid for pid in _pids() if mark.encode() in _environment(pid)]
    listing = subprocess.run(
        ["ps", "-AEww", "-o", "pid=,command="], capture_output=True, text=True, check=False
    )
    rows = [line.split(maxsplit=1) for line in listing.stdout.splitlines()]
    return [int(pid) for pid, words in rows if mark in words.split()]


def backends(cluster: Path) -> list[int]:
    """PostgreSQL processes at work in this cluster; without /proc they notice their end themselves."""
    if not PROC.is_dir():
        return []
    return [pid for pid in _pids() if _works_in(pid, cluster)]


def end(pids: Iterable[int], *, grace: float) -> None:
    """Ask, wait for the grace, then insist; returns when all are gone."""
    alive = [pid for pid in pids if is_alive(pid)]
    _send(alive, signal.SIGTERM if grace else signal.SIGKILL)
    deadline = time.monotonic() + grace
    while alive := [pid for pid in alive if is_alive(pid)]:
        if time.monotonic() > deadline:
            _send(alive, signal.SIGKILL)
        time.sleep(POLL_SECONDS)


def is_alive(pid: int) -> bool:
    """Whether it still runs; one that only waits to be collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError):
        return PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return not PROC.is_dir()


def _pids() -> Iterator[int]:
    return (
        int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and int(entry.name) != os.getpid()
    )


def _environment(pid: int) -> list[bytes]:
    try:
        return PROC.joinpath(str(pid), "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _works_in(pid: int, cluster: Path) -> bool:
    process = PROC / str(pid)
    try:
        return (
            process.joinpath("comm").read_text() == "postgres\n"
            and process.joinpath("cwd").readlink() == cluster
        )
    except OSError:
        return False


def _send(pids: list[int], signum: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signum)
