"""Schedules and their ticks: a tick belongs to whoever inserts it first."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.schema import instruments, runs, schedule_ticks, schedules, trading_days


async def enabled(connection: AsyncConnection) -> list[RowMapping]:
    query = select(schedules).where(schedules.c.enabled).order_by(schedules.c.id)
    return list((await connection.execute(query)).mappings().all())


async def all_schedules(connection: AsyncConnection) -> list[RowMapping]:
    """Every schedule by name, with its instrument's exchange and zone and its newest tick."""
    newest = (
        select(schedule_ticks.c.schedule_id, func.max(schedule_ticks.c.fire_at).label("last_fire_at"))
        .group_by(schedule_ticks.c.schedule_id)
        .subquery()
    )
    query = (
        select(schedules, instruments.c.exchange, newest.c.last_fire_at)
        .add_columns(instruments.c.time_zone.label("market_zone"))
        .join(instruments, instruments.c.id == schedules.c.instrument)
        .outerjoin(newest, newest.c.schedule_id == schedules.c.id)
        .order_by(schedules.c.name)
    )
    return list((await connection.execute(query)).mappings().all())


async def find(connection: AsyncConnection, schedule_id: UUID, *, lock: bool = False) -> RowMapping | None:
    query = (
        select(schedules, instruments.c.exchange)
        .add_columns(instruments.c.time_zone.label("market_zone"))
        .join(instruments, instruments.c.id == schedules.c.instrument)
        .where(schedules.c.id == schedule_id)
    )
    query = query.with_for_update(of=schedules) if lock else query
    return (await connection.execute(query)).mappings().first()


async def add(connection: AsyncConnection, row: Mapping[str, Any]) -> bool:
    """Store a schedule; False when there is one of this name."""
    added = insert(schedules).values(row).on_conflict_do_nothing(index_elements=["name"])
    return (await connection.execute(added.returning(schedules.c.id))).scalar() is not None


async def change(connection: AsyncConnection, schedule_id: UUID, values: Mapping[str, Any]) -> None:
    """Write new values; ticks that were dealt with stay dealt with."""
    counted = {**values, "version": schedules.c.version + 1}
    await connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(counted))


async def name_taken(connection: AsyncConnection, name: str, *, by_other_than: UUID) -> bool:
    query = select(schedules.c.id).where(schedules.c.name == name, schedules.c.id != by_other_than)
    return (await connection.execute(query)).scalar() is not None


async def remove(connection: AsyncConnection, schedule_id: UUID) -> None:
    await connection.execute(delete(schedules).where(schedules.c.id == schedule_id))


async def ticks_page(
    connection: AsyncConnection, schedule_id: UUID, *, before: datetime | None, limit: int
) -> list[RowMapping]:
    """A schedule's ticks, newest first, with what became of the run each asked for."""
    query = (
        select(schedule_ticks.c.fire_at, schedule_ticks.c.run_id, runs.c.status)
        .outerjoin(runs, runs.c.id == schedule_ticks.c.run_id)
        .where(schedule_ticks.c.schedule_id == schedule_id)
        .order_by(schedule_ticks.c.fire_at.desc())
        .limit(limit)
    )
    query = query if before is None else query.where(schedule_ticks.c.fire_at < before)
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


async def is_closed_day(connection: AsyncConnection, exchange: str, day: date) -> bool:
    """Whether the exchange is known not to trade that day; where nothing is known it may."""
    return day in await closed_days(connection, exchange, day, day)


async def closed_days(connection: AsyncConnection, exchange: str, since: date, until: date) -> set[date]:
    """Days of a span on which the exchange is known not to trade."""
    days = trading_days.c
    known = select(func.min(days.day), func.max(days.day)).where(days.exchange == exchange)
    first, last = (await connection.execute(known)).one()
    if first is None:
        return set()
    query = select(days.day).where(days.exchange == exchange, days.day.between(since, until))
    trades = set((await connection.execute(query)).scalars())
    span = (
        date.fromordinal(n) for n in range(max(first, since).toordinal(), min(last, until).toordinal() + 1)
    )
    return {day for day in span if day not in trades}


async def put_trading_days(connection: AsyncConnection, exchange: str, days: set[date]) -> None:
    """Replace what is known of an exchange; two at once write the same."""
    await connection.execute(delete(trading_days).where(trading_days.c.exchange == exchange))
    if days:
        rows = [{"exchange": exchange, "day": day} for day in sorted(days)]
        await connection.execute(insert(trading_days).on_conflict_do_nothing(), rows)
