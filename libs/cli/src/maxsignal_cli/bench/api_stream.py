"""From the commit of an event to the reader of a stream: our server-sent events beside a bare LISTEN."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from uuid import UUID

import aiohttp
import asyncpg

from maxsignal_cli.bench.api_floor import CHANNEL
from maxsignal_cli.bench.open_loop import Latencies, Told, by_the_clock
from maxsignal_common.catalogue import IBM
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import PlanProgressed
from maxsignal_common.market import Timeframe
from maxsignal_common.store.record import record

# What is not with its reader by then counts as lost.
PATIENCE_S = 10.0

# Commits the next thing the stream tells of, and returns the number it will be known by.
type Write = Callable[[asyncpg.Connection], Awaitable[int]]


@dataclass(frozen=True)
class Stream:
    """An address, how something gets onto it, and the field that holds its number there."""

    url: str
    write: Write
    field: str | None = None

    def number_of(self, line: bytes) -> int | None:
        told = line.removeprefix(b"data: ")
        if told == line:
            return None
        value = json.loads(told)
        found = value.get(self.field) if self.field else value
        return None if found is None else int(found)


def notifications() -> Write:
    numbers = count(1)

    async def write(connection: asyncpg.Connection) -> int:
        number = next(numbers)
        await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, str(number))
        return number

    return write


async def events_of(database_url: str, run_id: UUID) -> Write:
    """Small events of a run that has ended: recorded like any other, and changing nothing about it."""
    connection = await asyncpg.connect(database_url)
    numbers = count(1 + int(await connection.fetchval("SELECT head_seq FROM runs WHERE id = $1", run_id)))
    await connection.close()

    async def write(connection: asyncpg.Connection) -> int:
        number, now = next(numbers), SystemClock().now()
        event = PlanProgressed(
            run_id=run_id,
            instrument=IBM,
            timeframe=Timeframe.D1,
            time_zone="UTC",
            leg=number,
            side="long",
            kind="confirmed",
            bar_ms=0,
            close_ms=1,
        )
        await record(connection, event, event.model_dump_json(), occurred_at=now, causation_id=None)
        return number

    return write


class Reader:
    """Remembers when each number came."""

    def __init__(self, answer: aiohttp.ClientResponse, stream: Stream) -> None:
        self._answer = answer
        self._stream = stream
        self._news = asyncio.Event()
        self.received: dict[int, float] = {}

    async def read(self) -> None:
        loop = asyncio.get_running_loop()
        async for line in self._answer.content:
            number = self._stream.number_of(line.strip())
            if number is not None:
                self.received[number] = loop.time()
                self._news.set()

    async def heard(self, number: int, within: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while number not in self.received:
                    self._news.clear()
                    await self._news.wait()
        return number in self.received


async def measure(
    session: aiohttp.ClientSession, stream: Stream, database_url: str, *, rate: float, total: int, told: Told
) -> Latencies:
    """Commit by the clock, one after another, while somebody reads."""
    loop = asyncio.get_running_loop()
    committed: dict[int, float] = {}
    turn, connection = asyncio.Lock(), await asyncpg.connect(database_url)

    async def send(_number: int, _due: float) -> None:
        async with turn:
            number = await stream.write(connection)
            committed[number] = loop.time()

    async with session.get(stream.url, timeout=aiohttp.ClientTimeout(total=None)) as answer:
        answer.raise_for_status()
        reader = Reader(answer, stream)
        reading = asyncio.create_task(reader.read())
        # An answer has begun before its listening has.
        while not await reader.heard(await stream.write(connection), within=1.0):
            pass
        await by_the_clock(send, rate=rate, count=total, told=told)
        await reader.heard(max(committed), within=PATIENCE_S)
        reading.cancel()
    await connection.close()
    # What is read before its commit was acknowledged to the writer waited for nothing.
    seconds = [max(0.0, came - committed[n]) for n, came in reader.received.items() if n in committed]
    return Latencies.of(seconds, errors=len(committed) - len(seconds))
