"""What a new installation starts with: the catalogue, the shipped analyses and one daily schedule.

Seeding again never changes what an operator chose.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import AnalysisDocument
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_common.shipped import SHIPPED
from maxsignal_common.store import analyses
from maxsignal_common.store.schema import instruments, schedules

# Whoever shipped a version; once somebody else activates one, the choice is theirs for good.
MAKER = "maxsignal"
# Every weekday before the Moscow session opens.
DAYSTART = {
    "name": "daystart",
    "analysis": "daystart",
    "instrument": "IBM",
    "timeframe": Timeframe.D1,
    "cron": "0 9 * * 1-5",
    "time_zone": "Europe/Moscow",
    "misfire": "last",
    "enabled": True,
}


async def seed(
    connection: AsyncConnection,
    catalogue: Iterable[Instrument],
    *,
    at: datetime,
    documents: Iterable[AnalysisDocument] = SHIPPED,
) -> None:
    """Add what is missing: instruments, shipped analyses, and with its instrument the daily schedule."""
    for document in documents:
        await _ship(connection, document, at)
    added = {instrument.id for instrument in catalogue if await _added(connection, instrument)}
    # Only beside a new instrument: a schedule that an operator deleted stays deleted after an upgrade.
    if DAYSTART["instrument"] in added:
        row = {**DAYSTART, "id": uuid4(), "checked_until": at}
        await connection.execute(insert(schedules).values(row).on_conflict_do_nothing())


async def _ship(connection: AsyncConnection, document: AnalysisDocument, at: datetime) -> None:
    """A version of ours is added; it is activated where nobody but us ever activated one."""
    if await analyses.create_analysis(connection, document, author=MAKER, note="shipped"):
        return
    await analyses.find_analysis(connection, document.name, lock=True)
    version, _ = await analyses.add_version(connection, document, author=MAKER, note="shipped")
    if await analyses.activated_by(connection, document.name) == MAKER:
        await analyses.activate(connection, document.name, version, by=MAKER, at=at)


async def _added(connection: AsyncConnection, instrument: Instrument) -> bool:
    statement = (
        insert(instruments)
        .values(instrument.model_dump())
        .on_conflict_do_nothing()
        .returning(instruments.c.id)
    )
    return (await connection.execute(statement)).scalar() is not None
