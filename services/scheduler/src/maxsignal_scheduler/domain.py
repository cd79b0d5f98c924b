"""When a schedule fires, and which firings still count after a pause.

Wall times of one day fire once each: a time that the clocks skip fires at the first valid instant after it,
a time that comes twice fires at its first coming. A starred hour follows elapsed time instead: an hourly
schedule fires in every hour that passes (a half hour that comes twice, as on Lord Howe Island, fires once).
"""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from maxsignal_common.errors import PermanentError

CRON_FIELDS = 5
# A tick this young was not missed: the scheduler only looks once in a while.
ON_TIME = timedelta(seconds=60)
# Runs one look may ask for; what is left waits for the next look.
CATCH_UP_BATCH = 50
# Where the newest missed tick is looked for first; most schedules fire at least daily.
LOOK_BACK = (timedelta(days=1), timedelta(days=31))


class Misfire(StrEnum):
    """What becomes of ticks that passed while no scheduler ran."""

    SKIP = "skip"
    LAST = "last"
    ALL = "all"


class Schedule(NamedTuple):
    cron: str
    zone: ZoneInfo
    misfire: Misfire

    @classmethod
    def parse(cls, cron: str, time_zone: str, misfire: str) -> Self:
        """A schedule that can be computed, or PermanentError `schedule_invalid`."""
        try:
            if len(cron.split()) != CRON_FIELDS:
                raise CronSimError("a cron expression has five fields")  # noqa: TRY301 - joins the library's
            CronSim(cron, datetime(2000, 1, 1))  # noqa: DTZ001 - wall time, only parsed
            return cls(cron, ZoneInfo(time_zone), Misfire(misfire))
        except (CronSimError, ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise PermanentError("schedule_invalid", f"{cron!r} in {time_zone!r}: {error}") from error


class Due(NamedTuple):
    """Ticks to fire now, oldest first, and the moment up to which the schedule is then dealt with."""

    ticks: tuple[datetime, ...]
    checked_until: datetime


def due(schedule: Schedule, checked_until: datetime, now: datetime) -> Due:
    """Decide what fires of (checked_until, now]; without any tick in it nothing moves."""
    if next(_passed(schedule, checked_until, now), None) is None:
        return Due((), checked_until)
    if schedule.misfire is Misfire.SKIP:
        return Due(tuple(_passed(schedule, max(checked_until, now - ON_TIME), now)), now)
    if schedule.misfire is Misfire.LAST:
        return Due(_newest(schedule, checked_until, now), now)
    ticks = tuple(islice(_passed(schedule, checked_until, now), CATCH_UP_BATCH))
    return Due(ticks, ticks[-1])


def upcoming(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Every tick later than `after`, in UTC, oldest first."""
    elapsed = schedule.cron.split()[1].startswith("*")
    last = after
    for tick in (_elapsed_ticks if elapsed else _wall_ticks)(schedule, after):
        if tick > last:
            last = tick
            yield tick


def _passed(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    return takewhile(lambda tick: tick <= until, upcoming(schedule, after))


def _newest(schedule: Schedule, after: datetime, until: datetime) -> tuple[datetime, ...]:
    # A schedule of every minute that slept for a year is not walked through from its start.
    for window in LOOK_BACK:
        if until - window > after and (found := deque(_passed(schedule, until - window, until), maxlen=1)):
            return tuple(found)
    return tuple(deque(_passed(schedule, after, until), maxlen=1))


def _elapsed_ticks(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    for tick in CronSim(schedule.cron, after.astimezone(schedule.zone)):
        yield tick.astimezone(UTC)


def _wall_ticks(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    # A day earlier: a skipped wall time lies before the instant it fires at; `upcoming` drops the past.
    start = after.astimezone(schedule.zone).replace(tzinfo=None) - timedelta(days=1)
    for wall in CronSim(schedule.cron, start):
        yield _instant(wall, schedule.zone)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the zone's clocks show this time or, where they skip it, a later one."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    # In a gap `fold=0` takes the offset before it, `fold=1` the one after: they enclose the change.
    return _change_between(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _change_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
