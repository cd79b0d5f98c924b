"""Tells the scheduler and the dashboard on which days the exchanges of the catalogue trade."""

import asyncio
from datetime import date, timedelta

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.instruments import one_of_each_exchange
from maxsignal_common.store.schedules import put_trading_days
from maxsignal_ingest.calendars import Calendar, calendar_of, trading_days

BEHIND, AHEAD = timedelta(days=7), timedelta(days=400)
AGAIN_S = 6 * 60 * 60.0
SOON_S = 30.0

log = structlog.get_logger(__name__)


async def tell_trading_days(database: Database, clock: Clock) -> None:
    """Keep the table true for as long as ingest runs; several ingests write the same."""
    while True:
        wait_s = AGAIN_S
        try:
            await write_trading_days(database)
        except OutageError as error:
            log.warning("outage_waited_out", code=error.code, detail=error.detail)
            wait_s = SOON_S
        await clock.sleep(wait_s)


async def write_trading_days(database: Database) -> None:
    async with database.begin() as connection:
        today = (await database_now(connection)).date()
        instruments = await one_of_each_exchange(connection)
    calendars = {one.exchange: calendar for one in instruments if (calendar := calendar_of(one))}
    for exchange, calendar in sorted(calendars.items()):
        # A calendar takes seconds to build, and runs are waiting beside it.
        days = await asyncio.to_thread(_days, calendar, today)
        async with database.begin() as connection:
            await put_trading_days(connection, exchange, days)


def _days(calendar: Calendar, today: date) -> set[date]:
    return trading_days(calendar, today - BEHIND, today + AHEAD)
