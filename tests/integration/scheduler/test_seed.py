"""Seeding and the database's clock, on a real PostgreSQL."""

from datetime import timedelta

import pytest

from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import FrozenClock, SystemClock
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import check_skew, database_now
from maxsignal_common.store.seed import seed
from tests.integration.scheduler.test_scheduler import count, rows

NOW = SystemClock().now()


async def seed_again(owner: Database) -> None:
    async with owner.begin() as connection:
        await seed(connection, INSTRUMENTS, at=NOW)


async def test_new_installation_has_catalogue_and_schedule(owner: Database) -> None:
    assert await count(owner, "instruments") == len(INSTRUMENTS)
    (schedule,) = await rows(owner, "SELECT name, cron, time_zone, misfire, enabled FROM schedules")
    assert tuple(schedule.values()) == ("daystart", "0 9 * * 1-5", "Europe/Moscow", "last", True)


async def test_seeding_again_keeps_what_was_changed(owner: Database) -> None:
    await rows(owner, "UPDATE instruments SET enabled = NOT enabled, name = 'mine'")
    await rows(owner, "UPDATE schedules SET cron = '0 7 * * *'")
    await seed_again(owner)
    assert await count(owner, "instruments WHERE name = 'mine'") == len(INSTRUMENTS)
    assert await count(owner, "schedules WHERE cron = '0 7 * * *'") == 1


async def test_deleted_schedule_stays_deleted(owner: Database) -> None:
    await rows(owner, "DELETE FROM schedules")
    await seed_again(owner)
    assert await count(owner, "schedules") == 0


async def test_clock_that_agrees_is_ready(owner: Database) -> None:
    await check_skew(owner, SystemClock())


@pytest.mark.parametrize("seconds", [-60, -5, 5, 60])
async def test_clock_that_is_off_is_not_ready(owner: Database, seconds: int) -> None:
    async with owner.begin() as connection:
        theirs = await database_now(connection)
    with pytest.raises(OutageError, match="clock_skew"):
        await check_skew(owner, FrozenClock(theirs + timedelta(seconds=seconds)))
