"""A schedule as clients write it and as they see it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StrictBool, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from maxsignal_api.runs.schemas import RunStatus
from maxsignal_common.analysis import AnalysisName
from maxsignal_common.cron import Misfire, Schedule
from maxsignal_common.errors import PermanentError
from maxsignal_common.market import Frozen, InstrumentId, Timeframe, ZoneName

ScheduleName = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Cron = Annotated[str, StringConstraints(min_length=9, max_length=100, pattern=r"^[0-9A-Za-z*,/# -]+$")]


class Timing(Frozen):
    """Five fields of cron, read on the clocks of `time_zone`."""

    cron: Cron
    time_zone: ZoneName

    @model_validator(mode="after")
    def _can_be_computed(self) -> "Timing":
        try:
            self.schedule(Misfire.LAST)
        except PermanentError:
            raise PydanticCustomError("cron_invalid", "this is no cron expression of five fields") from None
        return self

    def schedule(self, misfire: Misfire) -> Schedule:
        return Schedule.parse(self.cron, self.time_zone, misfire)


class PreviewRequest(Timing):
    """With an instrument the days its exchange is closed on are named."""

    instrument: InstrumentId | None = None


class ScheduleDocument(Timing):
    """What runs when; `misfire` is what becomes of ticks that passed while nothing ran.

    `trading_days_only` leaves out days, of the exchange's own zone, on which it is known not to trade.
    """

    name: ScheduleName
    analysis: AnalysisName
    instrument: InstrumentId
    timeframe: Timeframe
    misfire: Misfire = Misfire.LAST
    trading_days_only: StrictBool = False


class Firing(BaseModel):
    """`local` is the same moment on the schedule's clocks; `closed` where the exchange does not trade."""

    at: datetime
    local: datetime
    closed: bool


class Preview(BaseModel):
    items: list[Firing]


class ScheduleCard(BaseModel):
    """`problem` says why it cannot fire; `next` are its coming runs, none while it is paused."""

    id: UUID
    name: str
    analysis: str
    instrument: str
    timeframe: str
    cron: str
    time_zone: str
    misfire: Misfire
    trading_days_only: bool
    enabled: bool
    version: int
    created_at: datetime
    last_fire_at: datetime | None
    next: list[Firing]
    problem: str | None


class ScheduleList(BaseModel):
    items: list[ScheduleCard]
    next_cursor: str | None = None


class WeekOfSchedule(BaseModel):
    """`often`: it fires more often than a calendar could tell, and its firings are left out."""

    schedule_id: UUID
    name: str
    instrument: str
    timeframe: str
    trading_days_only: bool
    often: bool
    firings: list[Firing]


class Week(BaseModel):
    """Of the schedules that are on."""

    since: datetime
    until: datetime
    items: list[WeekOfSchedule]


class Tick(BaseModel):
    """`run_id` is null where the tick was refused: its market was closed, its analysis archived."""

    fire_at: datetime
    run_id: UUID | None
    status: RunStatus | None


class TickList(BaseModel):
    items: list[Tick]
    next_cursor: datetime | None
