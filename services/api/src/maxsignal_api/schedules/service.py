"""Reads and changes schedules; every decision about a change is made here, inside one transaction."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import record
from maxsignal_api.matching import require_match
from maxsignal_api.problems import ProblemError
from maxsignal_api.runs.schemas import RunAccepted, RunRequest
from maxsignal_api.runs.service import ask_for_run
from maxsignal_api.schedules import views
from maxsignal_api.schedules.schemas import (
    Preview,
    PreviewRequest,
    ScheduleCard,
    ScheduleDocument,
    ScheduleList,
    Tick,
    TickList,
    Week,
)
from maxsignal_common.cron import Misfire
from maxsignal_common.store import schedules
from maxsignal_common.store.analyses import find_analysis
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.instruments import find_instrument

# How far ahead closed days are looked up; beyond it little is known of any exchange.
HORIZON = timedelta(days=400)
WEEK = timedelta(days=7)


class Change(NamedTuple):
    """Which schedule is to be changed, and in which version its changer saw it."""

    id: UUID
    if_match: str | None


async def list_schedules(database: Database) -> ScheduleList:
    async with database.begin() as connection:
        now = await database_now(connection)
        rows = await schedules.all_schedules(connection)
        closed = {exchange: await _closed(connection, exchange, now) for exchange in _exchanges(rows)}
    return ScheduleList(items=[views.card(row, now, closed[row["exchange"]]) for row in rows])


async def list_week(database: Database) -> Week:
    async with database.begin() as connection:
        now = await database_now(connection)
        rows = await schedules.all_schedules(connection)
        closed = {exchange: await _closed(connection, exchange, now) for exchange in _exchanges(rows)}
    until = now + WEEK
    told = [views.week(row, now, until, closed[row["exchange"]]) for row in rows]
    return Week(since=now, until=until, items=[one for one in told if one])


async def get_schedule(database: Database, schedule_id: UUID) -> ScheduleCard:
    async with database.begin() as connection:
        return await _card(connection, schedule_id)


async def create(database: Database, document: ScheduleDocument) -> ScheduleCard:
    async with database.begin() as connection:
        await _check(connection, document)
        now = await database_now(connection)
        row = {**document.model_dump(mode="json"), "id": uuid4(), "enabled": True, "checked_until": now}
        if not await schedules.add(connection, row):
            raise _name_taken()
        await record(connection, "schedule.create", document.name, after=document.model_dump(mode="json"))
        return await _card(connection, row["id"])


async def replace(database: Database, change: Change, document: ScheduleDocument) -> ScheduleCard:
    """The changed schedule begins now: no tick of the past is made up for under new terms."""
    async with database.begin() as connection:
        row = await _locked(connection, change)
        await _check(connection, document)
        if await schedules.name_taken(connection, document.name, by_other_than=change.id):
            raise _name_taken()
        values = document.model_dump(mode="json")
        now = await database_now(connection)
        await schedules.change(connection, change.id, {**values, "checked_until": now})
        before = {name: row[name] for name in values}
        await record(connection, "schedule.change", document.name, before=before, after=values)
        return await _card(connection, change.id)


async def set_enabled(database: Database, schedule_id: UUID, *, enabled: bool) -> ScheduleCard:
    """Pause or resume; what passed in a pause is over."""
    async with database.begin() as connection:
        row = await _known(connection, schedule_id, lock=True)
        if row["enabled"] != enabled:
            now = await database_now(connection)
            await schedules.change(connection, schedule_id, {"enabled": enabled, "checked_until": now})
            await record(connection, "schedule.resume" if enabled else "schedule.pause", row["name"])
        return await _card(connection, schedule_id)


async def remove(database: Database, change: Change) -> None:
    async with database.begin() as connection:
        row = await _locked(connection, change)
        await schedules.remove(connection, change.id)
        await record(connection, "schedule.delete", row["name"])


async def run_now(database: Database, schedule_id: UUID, key: str | None) -> RunAccepted:
    """Ask for what the schedule runs, as of now."""
    async with database.begin() as connection:
        row = await _known(connection, schedule_id)
    request = RunRequest(instrument=row["instrument"], timeframe=row["timeframe"], analysis=row["analysis"])
    return RunAccepted(run_id=await ask_for_run(database, request, key))


async def preview(database: Database, request: PreviewRequest) -> Preview:
    """The next firings, before anything is saved."""
    async with database.begin() as connection:
        now = await database_now(connection)
        zone = ZoneInfo(request.time_zone)
        closed: Callable[[date], bool] = frozenset[date]().__contains__
        if request.instrument is not None:
            instrument = await find_instrument(connection, request.instrument)
            if instrument is None:
                raise ProblemError(404, "unknown_instrument", "the catalogue has no such instrument")
            zone = ZoneInfo(instrument.time_zone)
            closed = await _closed(connection, instrument.exchange, now)
    return Preview(items=views.firings(request.schedule(Misfire.LAST), now, zone, closed))


async def list_ticks(
    database: Database, schedule_id: UUID, *, before: datetime | None, limit: int
) -> TickList:
    async with database.begin() as connection:
        await _known(connection, schedule_id)
        rows = await schedules.ticks_page(connection, schedule_id, before=before, limit=limit + 1)
    page, more = rows[:limit], rows[limit:]
    return TickList(
        items=[Tick.model_validate(dict(row)) for row in page],
        next_cursor=page[-1]["fire_at"] if more else None,
    )


async def _card(connection: AsyncConnection, schedule_id: UUID) -> ScheduleCard:
    row = await _known(connection, schedule_id)
    now = await database_now(connection)
    return views.card(row, now, await _closed(connection, row["exchange"], now))


async def _known(connection: AsyncConnection, schedule_id: UUID, *, lock: bool = False) -> RowMapping:
    row = await schedules.find(connection, schedule_id, lock=lock)
    if row is None:
        raise ProblemError(404, "unknown_schedule", "there is no such schedule")
    return row


async def _locked(connection: AsyncConnection, change: Change) -> RowMapping:
    row = await _known(connection, change.id, lock=True)
    changed = ("schedule_changed", "somebody changed it meanwhile; look at it first")
    require_match(change.if_match, row["version"], thing="schedule", changed=changed)
    return row


async def _check(connection: AsyncConnection, document: ScheduleDocument) -> None:
    """Refuse what could never run."""
    instrument = await find_instrument(connection, document.instrument)
    analysis = await find_analysis(connection, document.analysis)
    if instrument is None:
        raise ProblemError(404, "unknown_instrument", "the catalogue has no such instrument")
    if analysis is None:
        raise ProblemError(404, "unknown_analysis", "there is no such analysis")
    if document.timeframe not in analysis.config.timeframes:
        raise ProblemError(422, "timeframe_not_offered", "the analysis does not offer this timeframe")


async def _closed(connection: AsyncConnection, exchange: str, now: datetime) -> Callable[[date], bool]:
    # A day earlier: in the exchange's zone it may still be yesterday.
    since = now.astimezone(UTC).date() - timedelta(days=1)
    days = await schedules.closed_days(connection, exchange, since, since + HORIZON)
    return days.__contains__


def _exchanges(rows: list[RowMapping]) -> set[str]:
    return {row["exchange"] for row in rows}


def _name_taken() -> ProblemError:
    return ProblemError(409, "schedule_exists", "there is one of this name")
