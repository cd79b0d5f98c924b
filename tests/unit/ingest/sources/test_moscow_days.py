"""When shares of Moscow trade."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import pytest

from maxsignal_common.market import Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import expected_bars
from maxsignal_ingest.sources.moscow_days import Admission, Hours, MoscowCalendar, TradingDay

EVERY_DAY = frozenset(range(1, 8))
EVERYWHERE = Admission(morning=True, evening=True, weekend=True)
SHUT = TradingDay(trades=False)


def sessions(
    day: date, exceptions: Mapping[date, TradingDay] | None = None, admission: Admission = EVERYWHERE
) -> list[str]:
    calendar = MoscowCalendar(EVERY_DAY, exceptions or {}, admission)
    start = epoch_ms(datetime.combine(day, time(), calendar.zone))
    return [
        f"{from_ms(s.open_ms).astimezone(calendar.zone):%H:%M}-{from_ms(s.close_ms).astimezone(calendar.zone):%H:%M}"
        for s in calendar.sessions(start, start + 86_400_000)
    ]


def test_workday_has_the_sessions_a_share_may_trade() -> None:
    friday = date(2026, 11, 20)
    assert sessions(friday) == ["07:00-09:50", "10:00-18:40", "19:05-23:50"]
    assert sessions(friday, admission=Admission()) == ["10:00-18:40"]
    assert sessions(friday, admission=Admission(evening=True)) == ["10:00-18:40", "19:05-23:50"]


def test_weekend_trades_for_those_admitted_to_it() -> None:
    saturday = date(2026, 11, 21)
    assert sessions(saturday) == ["10:00-18:40"]
    assert sessions(saturday, admission=Admission(morning=True, evening=True)) == []


@pytest.mark.parametrize("day", [date(2026, 12, 5), date(2026, 12, 31)], ids=["weekend", "holiday"])
def test_day_that_is_listed_as_shut_is_shut(day: date) -> None:
    assert sessions(day, {day: SHUT}) == []


def test_shortened_day_is_cut_to_its_hours() -> None:
    holiday = date(2026, 11, 4)
    short = TradingDay(trades=True, hours=Hours(time(9, 50), time(19)))
    assert sessions(holiday, {holiday: short}) == ["10:00-18:40"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 2, 28), ["10:00-18:40"]), (date(2025, 2, 22), []), (date(2024, 4, 27), ["10:00-18:40"])],
)
def test_before_march_2025_main_sessions_are_expected(day: date, expected: list[str]) -> None:
    moved = {date(2024, 4, 27): TradingDay(trades=True)}
    assert sessions(day, moved) == expected


def test_candles_of_a_day_are_those_of_its_sessions() -> None:
    calendar = MoscowCalendar(EVERY_DAY, {}, EVERYWHERE)
    window = (epoch_ms(datetime(2026, 11, day, 21, tzinfo=UTC)) for day in (19, 20))
    start, end = window
    hours = [from_ms(bar.open_ms).hour for bar in expected_bars(calendar, Timeframe.H1, start, end)]
    assert hours == list(range(4, 21))
    minutes = expected_bars(calendar, Timeframe.M1, start, end)
    assert len(minutes) == 170 + 520 + 285
