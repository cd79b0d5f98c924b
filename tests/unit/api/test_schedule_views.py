"""What a calendar tells of a schedule."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from maxsignal_api.schedules import views
from maxsignal_api.schedules.schemas import WeekOfSchedule

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROW: dict[str, Any] = {
    "id": uuid4(),
    "name": "morning",
    "instrument": "IBM",
    "timeframe": "D1",
    "cron": "0 9 * * 1-5",
    "time_zone": "UTC",
    "misfire": "last",
    "market_zone": "America/New_York",
    "trading_days_only": True,
    "enabled": True,
}
THANKSGIVING = frozenset({date(2026, 11, 26)})


def week(**changes: object) -> WeekOfSchedule | None:
    until = SATURDAY + timedelta(days=7)
    return views.week({**ROW, **changes}, SATURDAY, until, THANKSGIVING.__contains__)


def test_week_has_every_firing_of_seven_days() -> None:
    told = week()
    assert told is not None
    assert [firing.at.day for firing in told.firings] == [23, 24, 25, 26, 27]


def test_week_marks_the_day_the_exchange_is_closed() -> None:
    told = week()
    assert told is not None
    assert [firing.at.day for firing in told.firings if firing.closed] == [26]


def test_hourly_schedule_still_fits_a_week() -> None:
    told = week(cron="0 * * * *")
    assert told is not None
    assert (told.often, len(told.firings)) == (False, 167)


def test_what_fires_more_often_is_only_named() -> None:
    told = week(cron="*/15 * * * *")
    assert told is not None
    assert (told.often, told.firings) == (True, [])


def test_paused_and_broken_schedules_are_no_part_of_it() -> None:
    assert week(enabled=False) is None
    assert week(cron="never") is None
