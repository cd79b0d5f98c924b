"""Which ticks fire after a pause, by each policy."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_common.cron import Misfire, Schedule
from maxsignal_scheduler.domain import CATCH_UP_BATCH, Due, due
from tests.fixtures.zones import BEGIN, DAY, HOUR, MINUTE, schedule, zoned_moments

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 09:00 in Moscow


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
        assert due(plan, BEGIN, MONDAY).ticks == (datetime.fromisoformat(last),)

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
