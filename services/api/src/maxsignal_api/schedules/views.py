"""Stored schedules become what clients see; pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from maxsignal_api.schedules.schemas import Firing, ScheduleCard, WeekOfSchedule
from maxsignal_common.cron import Schedule, upcoming
from maxsignal_common.errors import PermanentError

SHOWN = 5
# A schedule of days that are all closed would be walked for ever.
LOOKED_AT = 400
# An hourly schedule has up to 168 firings in a week; of what fires more often nobody wants a list.
MOST_OF_WEEK = 170

type Row = Mapping[Any, Any]
type Closed = Callable[[date], bool]


def firings(schedule: Schedule, after: datetime, zone: ZoneInfo, closed: Closed) -> list[Firing]:
    """The next firings, with those on closed days of the exchange (whose zone it is) marked."""
    return [_firing(schedule, at, zone, closed) for at in islice(upcoming(schedule, after), SHOWN)]


def runs(schedule: Schedule, after: datetime, zone: ZoneInfo, closed: Closed) -> list[Firing]:
    """The next firings that become runs where only trading days count."""
    looked_at = islice(upcoming(schedule, after), LOOKED_AT)
    told = (_firing(schedule, at, zone, closed) for at in looked_at)
    return list(islice((one for one in told if not one.closed), SHOWN))


def week(row: Row, now: datetime, until: datetime, closed: Closed) -> WeekOfSchedule | None:
    """None where it is paused or cannot fire."""
    if not row["enabled"]:
        return None
    try:
        schedule = Schedule.parse(row["cron"], row["time_zone"], row["misfire"])
    except PermanentError:
        return None
    coming = takewhile(lambda at: at < until, upcoming(schedule, now))
    ticks = list(islice(coming, MOST_OF_WEEK + 1))
    often = len(ticks) > MOST_OF_WEEK
    zone = ZoneInfo(row["market_zone"])
    told = [] if often else [_firing(schedule, at, zone, closed) for at in ticks]
    return WeekOfSchedule.model_validate({**row, "schedule_id": row["id"], "often": often, "firings": told})


def card(row: Row, now: datetime, closed: Closed) -> ScheduleCard:
    coming, problem = _coming(row, now, closed)
    told = {"last_fire_at": None, **row, "next": coming, "problem": problem}
    return ScheduleCard.model_validate(told)


def _coming(row: Row, now: datetime, closed: Closed) -> tuple[list[Firing], str | None]:
    try:
        schedule = Schedule.parse(row["cron"], row["time_zone"], row["misfire"])
    except PermanentError as error:
        return [], error.detail
    if not row["enabled"]:
        return [], None
    pick = runs if row["trading_days_only"] else firings
    return pick(schedule, now, ZoneInfo(row["market_zone"]), closed), None


def _firing(schedule: Schedule, at: datetime, zone: ZoneInfo, closed: Closed) -> Firing:
    return Firing(at=at, local=at.astimezone(schedule.zone), closed=closed(at.astimezone(zone).date()))
