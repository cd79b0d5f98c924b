"""What a new installation starts with: catalogue, shipped analyses and prompts, and one daily schedule.

Seeding again never changes what an operator chose.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import AnalysisDocument
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_common.prompting import PromptDocument
from maxsignal_common.prompts import shipped_prompts
from maxsignal_common.shipped import SHIPPED
from maxsignal_common.store import analyses, prompts
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
    texts: Iterable[PromptDocument] = (),
) -> None:
    """Add what is missing: prompts, analyses, instruments, and with its instrument the daily schedule."""
    for prompt in texts or shipped_prompts():
        await _ship_prompt(connection, prompt, at)
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


async def _ship_prompt(connection: AsyncConnection, document: PromptDocument, at: datetime) -> None:
    """The same for a step's prompt."""
    if await prompts.create_prompt(connection, document, author=MAKER, note="shipped"):
        return
    active = await prompts.find_active(connection, document.step, lock=True)
    version, _ = await prompts.add_version(connection, document, author=MAKER, note="shipped")
    if active and active.activated_by == MAKER:
        await prompts.activate(connection, document.step, version, by=MAKER, at=at)


async def _added(connection: AsyncConnection, instrument: Instrument) -> bool:
    statement = (
        insert(instruments)
        .values(instrument.model_dump())
        .on_conflict_do_nothing()
        .returning(instruments.c.id)
    )
    return (await connection.execute(statement)).scalar() is not None
