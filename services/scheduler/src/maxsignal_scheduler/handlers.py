"""One look at the schedules: load, decide, write each with its tick in one transaction.

Any number of schedulers look at once: the tick's row decides who fires it, and the run's id is computed from
the tick, so even the loser would ask for the same run.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.cron import Schedule
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import RunRequested, Trigger
from maxsignal_common.ids import scheduled_run_id
from maxsignal_common.market import Timeframe
from maxsignal_common.requesting import FrozenRun, RunRefusedError, freeze
from maxsignal_common.store import schedules
from maxsignal_common.store.analyses import find_analysis
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.instruments import find_instrument
from maxsignal_common.store.prompts import known_versions
from maxsignal_common.store.runs import request_run
from maxsignal_scheduler.domain import due
from maxsignal_scheduler.metrics import TickMetrics

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """A stored schedule, understood: what to run and when."""

    id: UUID
    instrument: str
    timeframe: Timeframe
    analysis: str
    schedule: Schedule
    checked_until: datetime
    trading_days_only: bool

    @classmethod
    def parse(cls, row: RowMapping) -> "Job":
        try:
            timeframe = Timeframe(row["timeframe"])
        except ValueError as error:
            raise PermanentError("schedule_invalid", f"{row['name']}: {error}") from error
        schedule = Schedule.parse(row["cron"], row["time_zone"], row["misfire"])
        about = (row["id"], row["instrument"], timeframe, row["analysis"])
        return cls(*about, schedule, row["checked_until"], row["trading_days_only"])


@dataclass(frozen=True)
class Handlers:
    database: Database
    metrics: TickMetrics
    refused: set[UUID] = field(default_factory=set)

    async def on_poll(self) -> None:
        """Fire every tick that passed by the database's clock."""
        async with self.database.begin() as connection:
            now = await database_now(connection)
            rows = await schedules.enabled(connection)
        for row in rows:
            if job := self._understood(row):
                await self._fire_due(job, now)

    def _understood(self, row: RowMapping) -> Job | None:
        """A schedule that cannot be computed is named once and holds up no other."""
        try:
            job = Job.parse(row)
        except PermanentError as error:
            if row["id"] not in self.refused:
                log.error("schedule_refused", schedule=row["name"], code=error.code, detail=error.detail)  # noqa: TRY400 - the sentence says it, a stack would not
            self.refused.add(row["id"])
            return None
        self.refused.discard(job.id)
        return job

    async def _fire_due(self, job: Job, now: datetime) -> None:
        ticks, checked_until = due(job.schedule, job.checked_until, now)
        if checked_until == job.checked_until:
            return
        async with self.database.begin() as connection:
            outcomes = [await self._fire(connection, job, tick, now) for tick in ticks]
            await schedules.advance(connection, job.id, checked_until)
        for tick, outcome in zip(ticks, outcomes, strict=True):
            self.metrics.ticked(outcome, (now - tick).total_seconds())
            log.info("tick_handled", schedule=str(job.id), tick=tick.isoformat(), outcome=outcome)

    async def _fire(self, connection: AsyncConnection, job: Job, tick: datetime, now: datetime) -> str:
        try:
            frozen = await _frozen(connection, job, tick)
        except PermanentError as error:
            # The tick is over: what was archived or switched off then is not made up for later.
            claimed = await schedules.claim_tick(connection, job.id, tick, None)
            return error.code if claimed else "taken"
        run_id = scheduled_run_id(job.analysis, job.instrument, job.timeframe, tick)
        if not await schedules.claim_tick(connection, job.id, tick, run_id):
            return "taken"
        event = RunRequested(
            run_id=run_id,
            trigger=Trigger.SCHEDULED,
            instrument=frozen.instrument,
            timeframe=job.timeframe,
            as_of=tick,
            config=frozen.config,
        )
        return "fired" if await request_run(connection, event, at=now) else "known"


async def _frozen(connection: AsyncConnection, job: Job, tick: datetime) -> FrozenRun:
    """What the tick's run is made of, as analysis and catalogue are now; raises PermanentError."""
    instrument = await find_instrument(connection, job.instrument)
    analysis = await find_analysis(connection, job.analysis)
    if instrument is None or analysis is None:
        raise RunRefusedError("schedule_dangling", "its instrument or analysis is gone")
    day = tick.astimezone(ZoneInfo(instrument.time_zone)).date()
    if job.trading_days_only and await schedules.is_closed_day(connection, instrument.exchange, day):
        raise RunRefusedError("market_closed", f"{instrument.exchange} does not trade on {day}")
    return freeze(analysis, instrument, job.timeframe, prompts=await known_versions(connection))
