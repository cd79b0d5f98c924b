"""Trading days of the catalogue's exchanges, as the scheduler finds them."""

import asyncio
from datetime import timedelta

from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.schedules import closed_days
from maxsignal_ingest.opening import write_trading_days


async def closed_next_week(owner: Database, exchange: str) -> int:
    async with owner.begin() as connection:
        today = (await database_now(connection)).date()
        return len(await closed_days(connection, exchange, today, today + timedelta(days=6)))


async def test_weekends_of_an_exchange_become_known(database: Database, owner: Database) -> None:
    await write_trading_days(database)
    assert await closed_next_week(owner, "NASDAQ") >= 2
    assert await closed_next_week(owner, "Binance") == 0


async def test_two_writers_leave_each_day_once(database: Database, owner: Database) -> None:
    await asyncio.gather(*(write_trading_days(database) for _ in range(4)))
    assert 2 <= await closed_next_week(owner, "NASDAQ") <= 4
