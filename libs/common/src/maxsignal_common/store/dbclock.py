"""The database's clock decides ticks and what is in the future: all processes agree on it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import Database

MAX_SKEW = timedelta(seconds=2)


async def database_now(connection: AsyncConnection) -> datetime:
    """When the current transaction began, by the database's clock."""
    now: datetime = (await connection.execute(select(func.now()))).scalar_one()
    return now


async def check_skew(database: Database, clock: Clock) -> None:
    """Refuse readiness while this machine's clock is off: its logs and leases would lie."""
    async with database.begin() as connection:
        theirs: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    skew = abs(theirs - clock.now())
    if skew > MAX_SKEW:
        raise OutageError("clock_skew", f"{skew.total_seconds():.1f} s off the database's clock")
