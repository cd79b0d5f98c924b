"""A venue's budget is one for all workers, however many ask at once."""

import asyncio
from datetime import UTC, datetime, timedelta

from maxsignal_common.store.budgets import BURST, spend
from maxsignal_common.store.database import Database

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
NONE = timedelta(0)
# Ten of these are a minute.
PRICE = BURST / 10


async def wait(
    database: Database, at: datetime, price: timedelta = PRICE, patience: timedelta = NONE
) -> timedelta:
    async with database.begin() as connection:
        return await spend(connection, "venue", price, at=at, patience=patience)


async def test_fifty_racers_get_exactly_the_burst(ingest: Database) -> None:
    waits = await asyncio.gather(*(wait(ingest, NOW) for _ in range(50)))
    assert waits.count(NONE) == 10
    assert set(waits) == {NONE, PRICE}


async def test_refusal_costs_nothing(ingest: Database) -> None:
    assert await wait(ingest, NOW, BURST) == NONE
    assert [await wait(ingest, NOW) for _ in range(3)] == [PRICE] * 3
    assert await wait(ingest, NOW + PRICE) == NONE


async def test_patient_worker_pays_now_and_waits(ingest: Database) -> None:
    assert await wait(ingest, NOW, BURST) == NONE
    assert await wait(ingest, NOW, patience=2 * PRICE) == PRICE
    assert await wait(ingest, NOW, patience=2 * PRICE) == 2 * PRICE
    assert await wait(ingest, NOW, patience=2 * PRICE) == 3 * PRICE
    assert await wait(ingest, NOW + 3 * PRICE) == NONE


async def test_unused_budget_is_not_saved_up(ingest: Database) -> None:
    await wait(ingest, NOW)
    later = NOW + timedelta(days=1)
    assert [await wait(ingest, later) for _ in range(11)] == [NONE] * 10 + [PRICE]
