"""One operating-system process of the stack: what it is, how it starts, when it is ready, how it ends."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from maxsignal_cli.servers.errors import StartFailedError
from maxsignal_cli.servers.identity import Identity, guarded

type Probe = Callable[[], bool]

OWNER_VARIABLE = "MAXSIGNAL_CHILD_OF"
POLL_SECONDS = 0.05
LOG_LIMIT = 10_000_000


@dataclass(frozen=True)
class ProcessSpec:
    """Everything needed to start a process again and again in the same way."""

    name: str
    argv: tuple[str, ...]
    data_dir: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    ready: Probe | None = None
    prepare: Callable[[], None] | None = None  # runs before every start
    stop_signal: signal.Signals = signal.SIGTERM
    hard_signal: signal.Signals = signal.SIGKILL  # grace is over, or the launcher died
    stop_grace: float = 20.0
    start_timeout: float = 60.0
    identity: Identity = "same"

    @property
    def log_path(self) -> Path:
        return self.data_dir / "logs" / f"{self.name}.log"

    def command(self) -> tuple[str, ...]:
        return guarded(self.argv, identity=self.identity, signum=self.hard_signal)

    def environment(self) -> dict[str, str]:
        """The owner variable is how a later start recognises what a killed launcher left."""
        return {**self.env, OWNER_VARIABLE: str(self.data_dir.resolve())}


def http_ready(url: str) -> Probe:
    """Ready once the address answers 200."""

    def probe() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's word for yes
        except (OSError, urllib.error.URLError):
            return False

    return probe


def rotate(log_path: Path) -> None:
    """Move a long log aside and empty it in place, since its writer holds it open for append."""
    if log_path.exists() and log_path.stat().st_size > LOG_LIMIT:
        log_path.with_suffix(".log.1").write_bytes(log_path.read_bytes()[-LOG_LIMIT:])
        os.truncate(log_path, 0)


def open_log(spec: ProcessSpec) -> int:
    """A descriptor to append to; the caller closes it after the start."""
    spec.log_path.parent.mkdir(parents=True, exist_ok=True)
    rotate(spec.log_path)
    return os.open(spec.log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def signal_group(pid: int, signum: signal.Signals) -> None:
    """Reach the process and whatever it started in its group."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signum)


class EmbeddedServer(ABC):
    """A server held by hand, as tests do; under `maxsignal up` the supervisor holds its `spec()` instead."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def spec(self) -> ProcessSpec: ...

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start and wait until it serves; call it from a long-lived thread (see `guarded`)."""
        if self.running:
            return
        spec = self.spec()
        if spec.prepare:
            spec.prepare()
        log = open_log(spec)
        try:
            self._process = subprocess.Popen(  # stop() waits for it
                spec.command(),
                env=spec.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)
        try:
            self._wait_ready(spec, self._process)
        except StartFailedError:
            self.kill()
            raise

    def stop(self) -> None:
        """End in order; after the grace, at once."""
        if self._process is None:
            return
        spec = self.spec()
        for signum in (spec.stop_signal, spec.hard_signal):
            self._process.send_signal(signum)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(spec.stop_grace)
                break
        self.kill()

    def kill(self) -> None:
        """End the whole group as a power cut would."""
        if self._process is None:
            return
        signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    @staticmethod
    def _wait_ready(spec: ProcessSpec, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + spec.start_timeout
        while not (spec.ready is None or spec.ready()):
            if process.poll() is not None:
                raise StartFailedError(spec.name, f"it ended with {process.returncode}", spec.log_path)
            if time.monotonic() > deadline:
                raise StartFailedError(spec.name, "it did not become ready in time", spec.log_path)
            time.sleep(POLL_SECONDS)
