"""The stream of events: each once, in order, whoever writes at once and whatever dies meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from maxsignal_api.live.feed import Behind, Feed, Listener
from maxsignal_api.live.service import Topics, tell
from maxsignal_api.parts import Parts
from maxsignal_common.clock import SystemClock
from maxsignal_common.store.database import Database
from maxsignal_common.store.feed import FeedEvent, Place, head, read_feed
from tests.fixtures import samples
from tests.integration.api.test_runs import merged, opened

WITHIN_S = 20.0


async def place_now(owner: Database) -> Place:
    async with owner.begin() as connection:
        return await head(connection)


async def read(owner: Database, after: Place) -> list[FeedEvent]:
    async with owner.begin() as connection:
        return await read_feed(connection, after, limit=1000)


def now() -> datetime:
    return datetime(2026, 11, 21, tzinfo=UTC)


async def always() -> bool:
    return True


@pytest.fixture
def feed(parts: Parts) -> Feed:
    return Feed(parts.database, SystemClock())


async def take(lines: AsyncIterator[Any], count: int) -> list[Any]:
    async with asyncio.timeout(WITHIN_S):
        return [await anext(lines) for _ in range(count)]


class TestReading:
    async def test_late_commit_is_not_overtaken(self, owner: Database) -> None:
        start = await place_now(owner)
        insert = text(
            """INSERT INTO events (id, run_id, run_seq, type, body, occurred_at, hash)
               VALUES (gen_random_uuid(), :run, :n, 't', '{}', now(), '')"""
        )
        slow, fast = await opened(owner), await opened(owner, 1)
        start = await place_now(owner)
        async with owner.begin() as late:
            await late.execute(insert, {"run": slow.run_id, "n": 50})
            async with owner.begin() as early:
                await early.execute(insert, {"run": fast.run_id, "n": 51})
            assert await read(owner, start) == []
        assert [event.run_seq for event in await read(owner, start)] == [50, 51]

    async def test_place_is_where_reading_goes_on(self, owner: Database, database_url: str) -> None:
        start = await place_now(owner)
        await merged(owner, database_url)
        whole = await read(owner, start)
        assert len(whole) == 8
        for number, event in enumerate(whole, start=1):
            assert await read(owner, event.place) == whole[number:]

    @pytest.mark.parametrize("told", ["", "1", "1-", "-1", "1-x", "1-2-3", "٣-1", "9" * 30 + "-1"])
    def test_place_that_was_not_given_out_is_none(self, told: str) -> None:
        assert Place.parse(told) is None


class TestStream:
    async def test_events_come_once_and_in_order(
        self, feed: Feed, owner: Database, database_url: str
    ) -> None:
        lines = tell(feed, Topics.parse("runs"), None, now=now, welcome=always)
        first = asyncio.create_task(take(lines, 1))
        await asyncio.sleep(0)
        request = await merged_once_listening(feed, owner, database_url)
        told = await first + await take(lines, 7)
        assert [line.data.run_seq for line in told] == [*range(1, 9)]
        assert {line.data.run_id for line in told} == {request.run_id}

    async def test_reader_that_was_away_goes_on_where_it_was(
        self, feed: Feed, owner: Database, database_url: str
    ) -> None:
        start = await place_now(owner)
        await merged(owner, database_url)
        lines = tell(feed, Topics.parse("runs"), start, now=now, welcome=always)
        seen = await take(lines, 3)
        again = tell(feed, Topics.parse("runs"), Place.parse(seen[-1].id), now=now, welcome=always)
        assert [line.data.run_seq for line in await take(again, 5)] == [4, 5, 6, 7, 8]

    async def test_other_runs_are_not_told(self, feed: Feed, owner: Database, database_url: str) -> None:
        start = await place_now(owner)
        await merged(owner, database_url)
        wanted = await opened(owner, 1)
        lines = tell(feed, Topics.parse(f"run:{wanted.run_id}"), start, now=now, welcome=always)
        (line,) = await take(lines, 1)
        assert line.data.run_id == wanted.run_id

    async def test_listener_that_cannot_keep_up_reads_anew(self) -> None:
        listener = Listener()
        event = FeedEvent(Place(1, 1), samples.run_id(), 1, "t", now(), None)
        for _ in range(1000):
            listener.tell(event)
        with pytest.raises(Behind):
            await listener.next(0.1)
        assert await listener.next(0.01) is None


async def merged_once_listening(feed: Feed, owner: Database, database_url: str) -> Any:
    async with feed.listening():
        return await merged(owner, database_url)


class TestOverHttp:
    async def test_end_of_a_run_sends_the_browser_home(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        start = await place_now(owner)
        request = await merged(owner, database_url)
        last = (await read(owner, start))[-1]
        query = {"topics": f"run:{request.run_id}", "after": last.place.text}
        assert (await api.get("/api/events", params=query)).status_code == 204

    @pytest.mark.parametrize("query", ["topics=all", "topics=run:1", "after=1", "topics="])
    async def test_wish_that_makes_no_sense_is_refused(self, api: httpx.AsyncClient, query: str) -> None:
        assert (await api.get(f"/api/events?{query}")).status_code == 422
