"""When a schedule fires, in the wall time of its zone.

Wall times of one day fire once each: a time that the clocks skip fires at the first valid instant after it,
a time that comes twice fires at its first coming. A starred hour follows elapsed time instead: an hourly
schedule fires in every hour that passes (a half hour that comes twice, as on Lord Howe Island, fires once).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from maxsignal_common.errors import PermanentError

CRON_FIELDS = 5


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


def upcoming(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Every tick later than `after`, in UTC, oldest first."""
    elapsed = schedule.cron.split()[1].startswith("*")
    last = after
    for tick in (_elapsed_ticks if elapsed else _wall_ticks)(schedule, after):
        if tick > last:
            last = tick
            yield tick


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
