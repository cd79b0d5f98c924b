"""Keeps the stack running: processes start in tiers, restart when they crash, stop in reverse order."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Never

from maxsignal_cli.servers.errors import LauncherError, StartFailedError
from maxsignal_cli.servers.process import POLL_SECONDS, ProcessSpec, open_log, rotate, signal_group

ROTATE_EVERY_SECONDS = 60.0


class CrashLoopError(LauncherError):
    """A process crashed more often in a row than the policy restarts it."""

    def __init__(self, spec: ProcessSpec, crashes: int) -> None:
        super().__init__(
            "crash_loop", f"{spec.name} crashed {crashes} times in a row and is given up; see {spec.log_path}"
        )
        self.name = spec.name


type EventKind = Literal["started", "ready", "crashed", "stopped"]


@dataclass(frozen=True)
class ProcessEvent:
    """What happened to one process; `returncode` is set once it has ended."""

    name: str
    kind: EventKind
    pid: int
    returncode: int | None = None


@dataclass(frozen=True)
class RestartPolicy:
    """Exponential backoff with jitter; a process that ran calmly for a while starts from the beginning."""

    first_delay: float = 0.2
    longest_delay: float = 10.0
    limit: int = 10
    calm_seconds: float = 60.0
    jitter: Callable[[], float] = random.random

    def delay(self, crashes: int) -> float:
        whole: float = min(self.longest_delay, self.first_delay * 2 ** (crashes - 1))
        return whole * (0.5 + self.jitter() / 2)


type Report = Callable[[ProcessEvent], None]


def unreported(_: ProcessEvent) -> None:
    """Nobody listens."""


class Supervisor:
    """Start tiers with `start`, wait with `watch`, end with `stop`; use it from the main thread."""

    def __init__(self, report: Report = unreported, policy: RestartPolicy | None = None) -> None:
        self._report = report
        self._policy = policy or RestartPolicy()
        self._tiers: list[list[_Watched]] = []

    @property
    def pids(self) -> dict[str, int]:
        """The processes that run now."""
        return {one.spec.name: one.pid for tier in self._tiers for one in tier if one.pid is not None}

    async def start(self, *specs: ProcessSpec) -> None:
        """Start one tier side by side and wait until all of it is ready; raises the first failure."""
        tier = [_Watched(spec, self._report, self._policy) for spec in specs]
        self._tiers.append(tier)
        outcomes = await asyncio.gather(*(one.start() for one in tier), return_exceptions=True)
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def watch(self) -> Never:
        """Run until a process is given up, then raise why."""
        watched = [one for tier in self._tiers for one in tier]
        while True:
            tasks = [one.keeping for one in watched if one.keeping]
            ended, _ = await asyncio.wait(
                tasks, timeout=ROTATE_EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            for task in ended:
                task.result()
            for one in watched:
                rotate(one.spec.log_path)

    async def stop(self) -> None:
        """End the tiers in reverse order, each side by side."""
        while self._tiers:
            await asyncio.gather(*(one.stop() for one in self._tiers.pop()))


class _Watched:
    def __init__(self, spec: ProcessSpec, report: Report, policy: RestartPolicy) -> None:
        self.spec = spec
        self.keeping: asyncio.Task[Never] | None = None
        self._report = report
        self._policy = policy
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process and running else None

    async def start(self) -> None:
        process = await self._launch()
        self.keeping = asyncio.create_task(self._keep(process), name=f"keep {self.spec.name}")

    async def stop(self) -> None:
        if self.keeping:
            self.keeping.cancel()
            with suppress(asyncio.CancelledError, LauncherError):
                await self.keeping
        if self._process is None:
            return
        for signum in (self.spec.stop_signal, self.spec.hard_signal, signal.SIGKILL):
            with suppress(ProcessLookupError):
                self._process.send_signal(signum)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), self.spec.stop_grace)
                break
        signal_group(self._process.pid, signal.SIGKILL)
        self._tell("stopped")

    async def _keep(self, process: asyncio.subprocess.Process) -> Never:
        loop = asyncio.get_running_loop()
        crashes = 0
        while True:
            began = loop.time()
            await process.wait()
            signal_group(process.pid, signal.SIGKILL)
            self._tell("crashed")
            # Whoever ends in order asked to be started again: with keys that were stored meanwhile.
            calm = process.returncode == 0 or loop.time() - began > self._policy.calm_seconds
            crashes = 1 if calm else crashes + 1
            if crashes > self._policy.limit:
                raise CrashLoopError(self.spec, crashes)
            await asyncio.sleep(self._policy.delay(crashes))
            # A start that fails has ended its process, which the next turn counts as one more crash.
            with suppress(StartFailedError):
                await self._launch()
            process = self._process or process

    async def _launch(self) -> asyncio.subprocess.Process:
        spec = self.spec
        if spec.prepare:
            await asyncio.to_thread(spec.prepare)
        log = open_log(spec)
        try:
            process = await asyncio.create_subprocess_exec(
                *spec.command(),
                env=spec.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)
        self._process = process
        self._tell("started")
        await self._until_ready(process)
        self._tell("ready")
        return process

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        spec = self.spec
        try:
            async with asyncio.timeout(spec.start_timeout):
                while spec.ready and not await asyncio.to_thread(spec.ready):
                    if process.returncode is not None:
                        raise StartFailedError(
                            spec.name, f"it ended with {process.returncode}", spec.log_path
                        )
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            signal_group(process.pid, signal.SIGKILL)
            await process.wait()
            raise StartFailedError(spec.name, "it did not become ready in time", spec.log_path) from None

    def _tell(self, kind: EventKind) -> None:
        if self._process:
            self._report(
                ProcessEvent(self.spec.name, kind, self._process.pid, returncode=self._process.returncode)
            )
