"""How one subscriber receives one message, and when: pure, by the subscriber's own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from maxsignal_common.audience import Parts
from maxsignal_common.preferences import Format, Mode, Preferences, QuietMode, Topic

ONE_DAY = timedelta(days=1)


class Urgency(StrEnum):
    """A critical follow-up tells of a stop that was hit."""

    POST = "post"
    FOLLOW_UP = "follow_up"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Skip:
    """The subscriber does not want it."""


@dataclass(frozen=True)
class Digest:
    """It becomes one line of the digest that is due at this moment."""

    at: datetime


@dataclass(frozen=True)
class Send:
    """`not_before` is None for now; `more` offers the parts that do not come by themselves."""

    silent: bool = False
    not_before: datetime | None = None
    parts: Parts = Parts.ALL
    more: bool = False


type Reception = Skip | Digest | Send


def reception(
    preferences: Preferences, topic: Topic, now: datetime, urgency: Urgency = Urgency.POST
) -> Reception:
    """Follow-ups belong to a post that came: they are never put off to a digest."""
    mode = preferences.mode(topic)
    if mode is Mode.OFF or (urgency is not Urgency.POST and not preferences.follow_ups):
        return Skip()
    if mode is Mode.DIGEST and urgency is Urgency.POST:
        return Digest(next_digest(preferences, now))
    silent, not_before = _hush(preferences, now, urgency)
    return Send(
        silent=silent or mode is not Mode.ON,
        not_before=not_before,
        parts=Parts.ALL if preferences.format is Format.FULL else Parts.SUMMARY,
        more=preferences.format is Format.ON_DEMAND,
    )


def next_digest(preferences: Preferences, now: datetime) -> datetime:
    """The next digest hour after `now`; quiet hours that hold messages move it to their end."""
    due = _next(preferences.digest_at, ZoneInfo(preferences.zone), now)
    return _quiet_until(preferences, due) or due


def _hush(preferences: Preferences, now: datetime, urgency: Urgency) -> tuple[bool, datetime | None]:
    until = _quiet_until(preferences, now)
    if until is None or preferences.quiet is None:
        return False, None
    if urgency is Urgency.CRITICAL and preferences.critical_breaks_quiet:
        return False, None
    if preferences.quiet.mode is QuietMode.SILENT:
        return True, None
    return False, until


def _quiet_until(preferences: Preferences, at: datetime) -> datetime | None:
    """When the quiet hours around `at` end; None outside them."""
    zone = ZoneInfo(preferences.zone)
    if preferences.quiet is None or not preferences.quiet.holds(at.astimezone(zone).time()):
        return None
    return _next(preferences.quiet.end, zone, at, again=True)


def _next(clock: time, zone: ZoneInfo, after: datetime, *, again: bool = False) -> datetime:
    """The next moment after `after` at which clocks of `zone` show this time.

    A time that is skipped is told by the old clock; of one that comes twice the second counts with `again`.
    """
    day = after.astimezone(zone).date()
    shown: list[datetime] = []
    for ahead in (0, 1):
        first = datetime.combine(day + ahead * ONE_DAY, clock, zone)
        second = first.replace(fold=1)
        shown += [one.astimezone(UTC) for one in (first, second if again else first)]
        if shown[-1] < shown[-2]:
            shown.pop()
    return min(moment for moment in shown if moment > after)
