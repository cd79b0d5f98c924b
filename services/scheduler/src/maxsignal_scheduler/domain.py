"""Which firings of a schedule still count after a pause."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import NamedTuple

from maxsignal_common.cron import Misfire, Schedule, upcoming

# A tick this young was not missed: the scheduler only looks once in a while.
ON_TIME = timedelta(seconds=60)
# Runs one look may ask for; what is left waits for the next look.
CATCH_UP_BATCH = 50
# Where the newest missed tick is looked for first; most schedules fire at least daily.
LOOK_BACK = (timedelta(days=1), timedelta(days=31))


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


def _passed(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    return takewhile(lambda tick: tick <= until, upcoming(schedule, after))


def _newest(schedule: Schedule, after: datetime, until: datetime) -> tuple[datetime, ...]:
    # A schedule of every minute that slept for a year is not walked through from its start.
    for window in LOOK_BACK:
        if until - window > after and (found := deque(_passed(schedule, until - window, until), maxlen=1)):
            return tuple(found)
    return tuple(deque(_passed(schedule, after, until), maxlen=1))
