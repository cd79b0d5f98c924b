"""What a new installation starts with: the catalogue and one daily schedule; never changes what is there."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import AnalysisConfig
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_common.store.schema import instruments, schedules

# Every weekday before the Moscow session opens.
DAYSTART = {
    "name": "daystart",
    "instrument": "IBM",
    "timeframe": Timeframe.D1,
    "cron": "0 9 * * 1-5",
    "time_zone": "Europe/Moscow",
    "misfire": "last",
    "enabled": True,
}


async def seed(connection: AsyncConnection, catalogue: Iterable[Instrument], *, at: datetime) -> None:
    """Add the instruments that are missing, and with its instrument the daily schedule."""
    added = {instrument.id for instrument in catalogue if await _added(connection, instrument)}
    # Only beside a new instrument: a schedule that an operator deleted stays deleted after an upgrade.
    if DAYSTART["instrument"] in added:
        config = AnalysisConfig().model_dump(mode="json")
        row = {**DAYSTART, "id": uuid4(), "config": config, "checked_until": at}
        await connection.execute(insert(schedules).values(row).on_conflict_do_nothing())


async def _added(connection: AsyncConnection, instrument: Instrument) -> bool:
    statement = (
        insert(instruments)
        .values(instrument.model_dump())
        .on_conflict_do_nothing()
        .returning(instruments.c.id)
    )
    return (await connection.execute(statement)).scalar() is not None
