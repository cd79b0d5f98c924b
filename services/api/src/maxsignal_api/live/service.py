"""What one stream tells: what it missed, then what happens, and that it is alive."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from fastapi.sse import ServerSentEvent

from maxsignal_api.live.feed import Behind, Feed
from maxsignal_api.live.schemas import Beat, RunTold
from maxsignal_api.problems import ProblemError
from maxsignal_api.runs.schemas import ENDED
from maxsignal_common.store.database import Database
from maxsignal_common.store.feed import FeedEvent, Place, read_feed
from maxsignal_common.store.reads import run_row

BEAT_S = 10.0
_TOPIC = re.compile(r"run:([0-9a-f-]{36})")


class Topics(NamedTuple):
    """Every run, or these."""

    all_runs: bool
    runs: frozenset[UUID]

    @classmethod
    def parse(cls, told: str) -> Self:
        words = set(told.split(","))
        try:
            runs = frozenset(UUID(found[1]) for word in words if (found := _TOPIC.fullmatch(word)))
        except ValueError:
            raise _no_topic() from None
        if words - {"runs"} - {f"run:{run}" for run in runs}:
            raise _no_topic()
        return cls("runs" in words, runs)

    def want(self, event: FeedEvent) -> bool:
        return self.all_runs or event.run_id in self.runs


async def is_over(database: Database, topics: Topics, after: Place | None) -> bool:
    """Whether nothing can follow: a browser that reconnects after the last event of its runs is sent home."""
    if topics.all_runs or after is None:
        return False
    async with database.begin() as connection:
        rows = [await run_row(connection, run) for run in topics.runs]
        more = await read_feed(connection, after, limit=500)
    ended = all(row is None or row["status"] in ENDED for row in rows)
    return ended and not any(topics.want(event) for event in more)


async def tell(
    feed: Feed,
    topics: Topics,
    after: Place | None,
    *,
    now: Callable[[], datetime],
    welcome: Callable[[], Awaitable[bool]],
) -> AsyncIterator[ServerSentEvent]:
    """Lines for as long as the listener is welcome, which is asked again at every beat."""
    async with feed.listening() as (listener, place):
        try:
            for missed in await feed.missed(after or place, place):
                if topics.want(missed):
                    yield _line(missed)
        except Behind:
            yield _resync(now())
        next_check = now().timestamp() + BEAT_S
        while True:
            try:
                event = await listener.next(BEAT_S)
            except Behind:
                yield _resync(now())
                continue
            if event and topics.want(event):
                yield _line(event)
            if now().timestamp() >= next_check:
                if not await welcome():
                    return
                next_check = now().timestamp() + BEAT_S
                yield ServerSentEvent(event="beat", data=Beat(at=now()))


def _line(event: FeedEvent) -> ServerSentEvent:
    told = RunTold.model_validate({**event._asdict(), "seq": event.place.text, "at": event.recorded_at})
    return ServerSentEvent(event="run", id=event.place.text, data=told)


def _resync(at: datetime) -> ServerSentEvent:
    return ServerSentEvent(event="resync", data=Beat(at=at))


def _no_topic() -> ProblemError:
    return ProblemError(422, "unknown_topic", "topics are runs and run:<id>, with commas between them")
