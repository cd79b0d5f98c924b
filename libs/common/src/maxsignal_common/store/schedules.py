"""Schedules and their ticks: a tick belongs to whoever inserts it first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.schema import schedule_ticks, schedules


async def enabled(connection: AsyncConnection) -> list[RowMapping]:
    query = select(schedules).where(schedules.c.enabled).order_by(schedules.c.id)
    return list((await connection.execute(query)).mappings().all())


async def claim_tick(
    connection: AsyncConnection, schedule_id: UUID, fire_at: datetime, run_id: UUID | None
) -> bool:
    """Take a tick for this transaction; False when another has it. No run: the tick was refused."""
    row = {"schedule_id": schedule_id, "fire_at": fire_at, "run_id": run_id}
    claimed = insert(schedule_ticks).values(row).on_conflict_do_nothing()
    statement = claimed.returning(schedule_ticks.c.schedule_id)
    return (await connection.execute(statement)).scalar() is not None


async def advance(connection: AsyncConnection, schedule_id: UUID, checked_until: datetime) -> None:
    """Ticks up to here are dealt with; a scheduler that is behind never moves it back."""
    await connection.execute(
        update(schedules)
        .where(schedules.c.id == schedule_id)
        .values(checked_until=func.greatest(schedules.c.checked_until, checked_until))
    )
