"""Ticks against a brute-force walk over every minute, in every zone, around every change of its clocks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maxsignal_common.cron import Schedule, upcoming
from maxsignal_common.errors import PermanentError
from tests.fixtures.zones import DAY, HOUR, MINUTE, every_minute, schedule, ticks, wall, zoned_moments


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
