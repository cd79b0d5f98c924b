"""One data directory, one stack: who holds it, where its parts answer, what a killed launcher left behind."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_cli.servers.ports import keep
from maxsignal_cli.servers.survivors import children_of, end, is_alive

LEFTOVER_GRACE = 5.0
MASTER_KEY = "master.key"


class DataDirBusyError(LauncherError):
    def __init__(self, root: Path, pid: int | None) -> None:
        super().__init__(
            "data_dir_busy",
            f"{root} is in use by process {pid or 'unknown'}: stop it first, or give another --data",
        )
        self.pid = pid


@dataclass(frozen=True)
class Runtime:
    """Where a running stack answers; it holds passwords and a token, so its file is private."""

    api_url: str
    nats_url: str
    database_url: str
    telegram_url: str | None
    pids: dict[str, int]
    api_token: str = ""


class DataDir:
    """The directory given with --data."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._lock_path = self.root / "lock"
        self._runtime_path = self.root / "runtime.json"

    @contextmanager
    def claim(self) -> Iterator[list[int]]:
        """Hold the directory alone; yields the processes of a killed launcher that had to be ended."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._lock()
        try:
            leftovers = children_of(self.root)
            end(leftovers, grace=LEFTOVER_GRACE)
            yield leftovers
        finally:
            self._runtime_path.unlink(missing_ok=True)
            # Closing releases the lock; the file stays, since another launcher may have it open already.
            os.close(lock)

    def write_runtime(self, runtime: Runtime) -> None:
        keep(self._runtime_path, json.dumps(asdict(runtime), indent=2))

    def read_runtime(self) -> Runtime | None:
        """The running stack of this directory, if there is one."""
        holder = self._holder()
        if holder is None or not is_alive(holder) or not self._runtime_path.exists():
            return None
        return Runtime(**json.loads(self._runtime_path.read_text()))

    def _lock(self) -> int:
        lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise DataDirBusyError(self.root, self._holder()) from None
        os.truncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        return lock

    def _holder(self) -> int | None:
        try:
            return int(self._lock_path.read_text())
        except (FileNotFoundError, ValueError):
            return None
