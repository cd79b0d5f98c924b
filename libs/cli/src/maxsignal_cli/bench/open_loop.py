"""Requests sent by the clock, whatever becomes of those before: what users do, and what hides no waiting.

A latency counts from the moment the request was due, so that a server that stands still is charged for it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from statistics import quantiles

import aiohttp

type Told = Callable[[int], None]
type Send = Callable[[int, float], Coroutine[None, None, None]]


@dataclass(frozen=True)
class Latencies:
    """Milliseconds; `errors` are answers other than 200, and none at all."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    requests: int
    errors: int

    @classmethod
    def of(cls, seconds: Sequence[float], errors: int = 0) -> "Latencies":
        cuts = quantiles(seconds, n=100, method="inclusive")
        p50, p95, p99 = (round(cuts[at] * 1000, 2) for at in (49, 94, 98))
        return cls(p50, p95, p99, len(seconds), errors)


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


class Load:
    """Asks for addresses in turn and remembers how long each answer took."""

    def __init__(self, session: aiohttp.ClientSession, urls: Sequence[str]) -> None:
        self._session = session
        self.urls = urls
        self.seconds: list[float] = []
        self.errors = 0

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
        return Latencies.of(self.seconds, self.errors)
