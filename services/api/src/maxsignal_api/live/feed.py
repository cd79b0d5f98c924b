"""One reader of the event store for all streams of this process, at work while anybody listens.

A stream that cannot keep up is told to read everything anew, and misses nothing by it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from maxsignal_api.live.streams import Streams
from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import Database
from maxsignal_common.store.feed import FeedEvent, Place, head, read_feed

# One indexed read each, while anybody listens: what happens is told after half of this.
LOOK_EVERY_S = 0.1
PAGE = 500
# A tab that was away longer than this reads its pages anew rather than event by event.
MOST_MISSED = 2000
MOST_WAITING = 256

log = structlog.get_logger(__name__)


class Behind(Exception):  # noqa: N818 - no error: the listener reads everything anew
    """Too much has happened to be told one by one."""


class Listener:
    def __init__(self) -> None:
        self._waiting: asyncio.Queue[FeedEvent] = asyncio.Queue(MOST_WAITING)
        self._behind = False

    def tell(self, event: FeedEvent) -> None:
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            self._behind = True

    async def next(self, patience_s: float) -> FeedEvent | None:
        """The next event, None when nothing happened; raises Behind once when too much did."""
        if self._behind:
            self._behind = False
            while not self._waiting.empty():
                self._waiting.get_nowait()
            raise Behind
        try:
            return await asyncio.wait_for(self._waiting.get(), patience_s)
        except TimeoutError:
            return None


class Feed:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._listeners: set[Listener] = set()
        self._place: Place | None = None
        self._reading: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self.streams = Streams()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[tuple[Listener, Place]]:
        """A listener that is told everything behind the place, exactly once."""
        listener = Listener()
        async with self._turn:
            if self._place is None:
                async with self._database.reading() as connection:
                    self._place = await head(connection)
            self._listeners.add(listener)
            place = self._place
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read())
        try:
            yield listener, place
        finally:
            self._listeners.discard(listener)

    async def missed(self, after: Place, until: Place) -> list[FeedEvent]:
        """What was told between two places; raises Behind when it is too much."""
        found: list[FeedEvent] = []
        while after < until:
            async with self._database.reading() as connection:
                page = await read_feed(connection, after, limit=PAGE)
            found += [event for event in page if event.place <= until]
            if len(found) > MOST_MISSED:
                raise Behind
            if len(page) < PAGE:
                break
            after = page[-1].place
        return found

    async def _read(self) -> None:
        while await self._wanted():
            try:
                await self._look()
            except OutageError as error:
                log.warning("outage_waited_out", code=error.code, detail=error.detail)
            await self._clock.sleep(LOOK_EVERY_S)

    async def _wanted(self) -> bool:
        """Once nobody listens the place is forgotten: whoever comes next starts from what is certain then."""
        async with self._turn:
            if not self._listeners:
                self._place = self._reading = None
            return bool(self._listeners)

    async def _look(self) -> None:
        async with self._turn:
            if self._place is None:
                return
            async with self._database.reading() as connection:
                found = await read_feed(connection, self._place, limit=PAGE)
            for event in found:
                for listener in self._listeners:
                    listener.tell(event)
            if found:
                self._place = found[-1].place
