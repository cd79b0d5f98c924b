"""Ticks against a brute-force walk over every minute, in every zone, around every change of its clocks."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maxsignal_common.errors import PermanentError
from maxsignal_scheduler.domain import CATCH_UP_BATCH, Due, Misfire, Schedule, due, upcoming

BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 09:00 in Moscow

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
moments = st.datetimes(BEGIN.replace(tzinfo=None), END.replace(tzinfo=None), timezones=st.just(UTC))


def every_minute(begin: datetime, end: datetime) -> Iterator[datetime]:
    count = (end - begin) // MINUTE
    return (begin + n * MINUTE for n in range(count))


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


@cache
def changes(name: str) -> list[datetime]:
    """Days on which the zone's offset from UTC changes."""
    zone, days = ZoneInfo(name), (END - BEGIN) // DAY
    offsets = [(BEGIN + n * DAY).astimezone(zone).utcoffset() for n in range(days)]
    return [BEGIN + n * DAY for n in range(1, days) if offsets[n - 1] != offsets[n]]


@st.composite
def zoned_moments(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone and a moment: half of them just before its clocks change."""
    name = draw(st.sampled_from(ZONES))
    before_change = st.sampled_from(changes(name)).map(lambda day: day - DAY) if changes(name) else moments
    return ZoneInfo(name), draw(moments | before_change)


def schedule(cron: str, zone: ZoneInfo, misfire: Misfire = Misfire.LAST) -> Schedule:
    return Schedule.parse(cron, zone.key, misfire)


def ticks(plan: Schedule, begin: datetime, end: datetime) -> list[datetime]:
    return list(takewhile(lambda tick: tick <= end, upcoming(plan, begin)))


class TestWallTime:
    @given(zoned_moments(), st.integers(0, 23), st.integers(0, 59))
    def test_each_day_fires_once_at_its_first_instant(
        self, place: tuple[ZoneInfo, datetime], hour: int, minute: int
    ) -> None:
        zone, begin = place
        begin = begin.replace(second=0, microsecond=0)
        found = ticks(schedule(f"{minute} {hour} * * *", zone), begin, begin + 3 * DAY)
        day = wall(begin, zone).replace(hour=hour, minute=minute, second=0)
        # The first minute that shows the wall time, or a later one of that day where the clocks skip it.
        wanted = [first_shown(day + n * DAY, zone) for n in range(-1, 5)]
        assert found == [tick for tick in wanted if begin < tick <= begin + 3 * DAY]

    @given(zoned_moments(), st.integers(0, 22))
    def test_skipped_hours_fire_once_together(self, place: tuple[ZoneInfo, datetime], hour: int) -> None:
        zone, begin = place
        found = ticks(schedule(f"*/10 {hour}-{hour + 1} * * *", zone), begin, begin + 3 * DAY)
        assert found == sorted(set(found))
        assert len({wall(tick, zone) for tick in found}) == len(found)

    @pytest.mark.parametrize(
        ("zone", "cron", "after", "instant"),
        [
            ("Europe/Berlin", "30 2 * * *", "2027-03-27T20:00Z", "2027-03-28T01:00Z"),
            ("Europe/Berlin", "30 2 * * *", "2027-10-30T20:00Z", "2027-10-31T00:30Z"),
            ("Europe/Berlin", "30 2 * * *", "2027-10-31T01:10Z", "2027-11-01T01:30Z"),
            ("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00Z", "2026-10-03T15:30Z"),
            ("Africa/Cairo", "0 0 * * *", "2026-04-23T12:00Z", "2026-04-23T22:00Z"),
            ("Asia/Kathmandu", "0 9 * * *", "2026-04-24T00:00Z", "2026-04-24T03:15Z"),
        ],
    )
    def test_known_changes_of_clocks(self, zone: str, cron: str, after: str, instant: str) -> None:
        plan = schedule(cron, ZoneInfo(zone))
        assert next(upcoming(plan, at(after))) == at(instant)


def at(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def first_shown(time: datetime, zone: ZoneInfo) -> datetime:
    """No zone is further than 14 hours ahead: this walk begins before the time is shown."""
    start = time.replace(tzinfo=UTC) - 15 * HOUR
    return next(minute for minute in every_minute(start, start + 2 * DAY) if wall(minute, zone) >= time)


class TestElapsedTime:
    @given(zoned_moments(), st.integers(0, 59))
    def test_hourly_fires_in_every_hour_that_passes(
        self, place: tuple[ZoneInfo, datetime], minute: int
    ) -> None:
        """Lord Howe Island changes by half an hour, and the half hour that comes twice fires once."""
        zone, begin = place
        begin = begin.replace(second=0, microsecond=0)
        offsets = [at.astimezone(zone).utcoffset() or timedelta() for at in (begin, begin + 2 * DAY)]
        assume((offsets[1] - offsets[0]) % HOUR == timedelta())
        minutes = every_minute(begin + MINUTE, begin + 2 * DAY + MINUTE)
        wanted = [one for one in minutes if wall(one, zone).minute == minute]
        assert ticks(schedule(f"{minute} * * * *", zone), begin, begin + 2 * DAY) == wanted


class TestDue:
    PLAN = Schedule.parse("0 9 * * 1-5", "Europe/Moscow", Misfire.LAST)

    def test_tick_is_due_at_its_very_moment(self) -> None:
        assert due(self.PLAN, MONDAY - DAY, MONDAY) == Due((MONDAY,), MONDAY)

    def test_tick_is_not_due_before(self) -> None:
        assert due(self.PLAN, MONDAY - DAY, MONDAY - MINUTE) == Due((), MONDAY - DAY)

    def test_handled_tick_is_not_due_again(self) -> None:
        assert due(self.PLAN, MONDAY, MONDAY + HOUR) == Due((), MONDAY)

    @pytest.mark.parametrize(
        ("misfire", "fired"),
        [(Misfire.SKIP, ()), (Misfire.LAST, (MONDAY,)), (Misfire.ALL, (MONDAY - 3 * DAY, MONDAY))],
    )
    def test_missed_ticks_follow_the_policy(self, misfire: Misfire, fired: tuple[datetime, ...]) -> None:
        plan = self.PLAN._replace(misfire=misfire)
        assert due(plan, MONDAY - 4 * DAY, MONDAY + HOUR).ticks == fired

    def test_skipped_ticks_are_dealt_with(self) -> None:
        plan = self.PLAN._replace(misfire=Misfire.SKIP)
        assert due(plan, MONDAY - DAY, MONDAY + HOUR) == Due((), MONDAY + HOUR)

    def test_late_look_still_fires_under_skip(self) -> None:
        plan = self.PLAN._replace(misfire=Misfire.SKIP)
        assert due(plan, MONDAY - DAY, MONDAY + timedelta(seconds=30)).ticks == (MONDAY,)

    def test_clock_set_back_fires_nothing(self) -> None:
        assert due(self.PLAN, MONDAY + DAY, MONDAY) == Due((), MONDAY + DAY)

    @pytest.mark.parametrize("cron", ["0 0 */30 2 1#5", "0 * */30 2 1#5"])
    def test_day_that_never_comes_is_never_due(self, cron: str) -> None:
        assert due(Schedule.parse(cron, "UTC", Misfire.LAST), BEGIN, MONDAY) == Due((), BEGIN)

    def test_long_catch_up_comes_in_batches(self) -> None:
        plan = Schedule.parse("* * * * *", "UTC", Misfire.ALL)
        first = due(plan, MONDAY, MONDAY + DAY)
        assert len(first.ticks) == CATCH_UP_BATCH
        assert due(plan, first.checked_until, MONDAY + DAY).ticks[0] == first.ticks[-1] + MINUTE

    @pytest.mark.parametrize(
        ("cron", "last"),
        [
            ("* * * * *", "2026-11-23T06:00Z"),
            ("0 9 1 * *", "2026-11-01T09:00Z"),
            ("0 9 1 1 *", "2026-01-01T09:00Z"),
            ("0 0 29 2 *", "2024-02-29T00:00Z"),
        ],
    )
    def test_newest_missed_tick_is_found_after_years(self, cron: str, last: str) -> None:
        plan = Schedule.parse(cron, "UTC", Misfire.LAST)
        assert due(plan, BEGIN, MONDAY).ticks == (at(last),)

    @given(zoned_moments(), st.timedeltas(MINUTE, 40 * DAY), st.timedeltas(MINUTE, 40 * DAY))
    def test_looking_often_fires_what_looking_once_does(
        self, place: tuple[ZoneInfo, datetime], first: timedelta, second: timedelta
    ) -> None:
        zone, begin = place
        plan = schedule("30 1,2,9 * * 1-5", zone, Misfire.ALL)
        halves = drain(plan, begin, begin + first) + drain(plan, begin + first, begin + first + second)
        assert halves == drain(plan, begin, begin + first + second)

    @given(zoned_moments(), st.timedeltas(MINUTE, 90 * DAY))
    def test_policies_choose_from_the_same_ticks(
        self, place: tuple[ZoneInfo, datetime], pause: timedelta
    ) -> None:
        zone, begin = place
        now = begin + pause
        plans = {misfire: schedule("30 2 * * *", zone, misfire) for misfire in Misfire}
        everything = drain(plans[Misfire.ALL], begin, now)
        assert due(plans[Misfire.LAST], begin, now).ticks == tuple(everything[-1:])
        assert set(due(plans[Misfire.SKIP], begin, now).ticks) <= set(everything[-1:])


def drain(plan: Schedule, checked_until: datetime, now: datetime) -> list[datetime]:
    fired: list[datetime] = []
    while (step := due(plan, checked_until, now)).ticks:
        fired += step.ticks
        checked_until = step.checked_until
    return fired


class TestParse:
    @pytest.mark.parametrize(
        "cron", ["", "* * * *", "* * * * * *", "60 * * * *", "0 0 30 2 *", "a b c d e", "9" * 9000]
    )
    def test_impossible_cron_is_refused(self, cron: str) -> None:
        refuse(lambda: Schedule.parse(cron, "UTC", "last"))

    @pytest.mark.parametrize(
        "zone", ["", "Mars/Base", "../../etc/passwd", "Europe", "/etc/localtime", "UTC\0x"]
    )
    def test_unknown_zone_is_refused(self, zone: str) -> None:
        refuse(lambda: Schedule.parse("0 9 * * *", zone, "last"))

    def test_unknown_policy_is_refused(self) -> None:
        refuse(lambda: Schedule.parse("0 9 * * *", "UTC", "sometimes"))


def refuse(parse: Callable[[], Schedule]) -> None:
    with pytest.raises(PermanentError) as refused:
        parse()
    assert refused.value.code == "schedule_invalid"
