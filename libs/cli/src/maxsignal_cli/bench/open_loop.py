"""Requests sent by the clock, whatever becomes of those before: what users do, and what hides no waiting.

A latency counts from the moment the request was due, so that a server that stands still is charged for it.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import aiohttp

type Told = Callable[[int], None]
type Send = Callable[[int, float], Coroutine[None, None, None]]


@dataclass(frozen=True)
class Latencies:
    """Milliseconds; `errors` are answers other than 200, and none at all.

    `cpu_ms` is the processor time of the answering process for one request, which other work on the machine
    hardly changes.
    """

    p50_ms: float
    p95_ms: float
    p99_ms: float
    requests: int
    errors: int
    cpu_ms: float | None = None

    @classmethod
    def of(cls, seconds: Sequence[float], errors: int = 0, cpu_s: float | None = None) -> "Latencies":
        cuts = quantiles(seconds, n=100, method="inclusive")
        p50, p95, p99 = (round(cuts[at] * 1000, 2) for at in (49, 94, 98))
        cpu_ms = None if cpu_s is None else round(cpu_s / len(seconds) * 1000, 2)
        return cls(p50, p95, p99, len(seconds), errors, cpu_ms)


async def by_the_clock(send: Send, *, rate: float, count: int, told: Told) -> None:
    """Begin `count` sendings, each told its number and its moment; returns when the last has ended."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.TaskGroup() as together:
        for number in range(count):
            due = began + number / rate
            await asyncio.sleep(due - loop.time())
            together.create_task(send(number, due))
            told(1)


def processor_s(pid: int) -> float | None:
    """What a process has used of processors; None where there is no /proc."""
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return None
    own, in_kernel = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(own) + int(in_kernel)) / os.sysconf("SC_CLK_TCK")


class Load:
    """Asks a process for addresses in turn and remembers how long each answer took."""

    def __init__(self, session: aiohttp.ClientSession, urls: Sequence[str], pid: int) -> None:
        self._session = session
        self._pid = pid
        self._cpu_s: float | None = 0.0
        self.urls = urls
        self.seconds: list[float] = []
        self.errors = 0

    async def take_turn(self, *, rate: float, count: int, told: Told) -> None:
        before = processor_s(self._pid)
        await by_the_clock(self.send, rate=rate, count=count, told=told)
        after = processor_s(self._pid)
        if before is None or after is None or self._cpu_s is None:
            self._cpu_s = None
        else:
            self._cpu_s += after - before

    async def send(self, number: int, due: float) -> None:
        self.errors += not await self._ask(self.urls[number % len(self.urls)])
        self.seconds.append(asyncio.get_running_loop().time() - due)

    async def _ask(self, url: str) -> bool:
        try:
            async with self._session.get(url) as answer:
                await answer.read()
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    @property
    def latencies(self) -> Latencies:
        return Latencies.of(self.seconds, self.errors, self._cpu_s)
