"""The breaker of a source is one for all workers."""

import asyncio
from datetime import UTC, datetime, timedelta

from maxsignal_common.store.breakers import (
    Breaker,
    BreakerState,
    breakers,
    enable_source,
    find_breaker,
    move_breaker,
    take_probe,
)
from maxsignal_common.store.database import Database

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
LEASE = timedelta(minutes=1)


def opened(breaker: Breaker) -> Breaker:
    return breaker._replace(state=BreakerState.OPEN, open_until=NOW, reason="source_unavailable")


def failed(breaker: Breaker) -> Breaker:
    return breaker._replace(failures=breaker.failures + 1)


async def open_breaker(database: Database) -> None:
    async with database.begin() as connection:
        await move_breaker(connection, "venue", opened, at=NOW)


async def probe(database: Database, at: datetime = NOW) -> bool:
    async with database.begin() as connection:
        return await take_probe(connection, "venue", at=at, lease=LEASE)


async def test_exactly_one_of_twenty_may_probe(ingest: Database) -> None:
    await open_breaker(ingest)
    taken = await asyncio.gather(*(probe(ingest) for _ in range(20)))
    assert sum(taken) == 1


async def test_pause_that_is_not_over_is_not_probed(ingest: Database) -> None:
    await open_breaker(ingest)
    assert not await probe(ingest, NOW - timedelta(seconds=1))


async def test_lost_probe_is_taken_over_after_its_lease(ingest: Database) -> None:
    await open_breaker(ingest)
    assert await probe(ingest)
    assert not await probe(ingest, NOW + LEASE - timedelta(seconds=1))
    assert await probe(ingest, NOW + LEASE)


async def test_every_failure_of_a_race_is_counted(ingest: Database) -> None:
    async def fail() -> None:
        async with ingest.begin() as connection:
            await move_breaker(connection, "venue", failed, at=NOW)

    await asyncio.gather(*(fail() for _ in range(20)))
    async with ingest.begin() as connection:
        known = await find_breaker(connection, "venue")
    assert known
    assert (known.failures, known.state) == (20, BreakerState.CLOSED)


async def test_enabled_source_is_as_good_as_new(ingest: Database) -> None:
    await open_breaker(ingest)
    async with ingest.begin() as connection:
        assert await enable_source(connection, "venue", at=NOW)
        assert not await enable_source(connection, "venue", at=NOW)
        (known,) = await breakers(connection)
    assert (known.source, known.state, known.openings) == ("venue", BreakerState.CLOSED, 0)
