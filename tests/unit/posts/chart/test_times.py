"""The time axis: the finest unit there is room for, in the instrument's zone."""

from datetime import UTC, datetime, timedelta

import pytest

from maxsignal_posts.chart.times import TimeAxis


def bars(start: str, step: timedelta, count: int) -> list[int]:
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return [int((first + n * step).timestamp() * 1000) for n in range(count)]


def names(timeframe: str, times: list[int], language: str = "en", zone: str = "UTC") -> list[str]:
    return [name for _, name in TimeAxis(language, zone, timeframe).ticks(times, 7)]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKS = ["3 Dec", "10 Dec", "17 Dec", "24 Dec", "31 Dec", "2013", "14 Jan"]


@pytest.mark.parametrize(
    ("timeframe", "times", "named"),
    [
        ("H1", bars("2026-11-20T00:00", HOUR, 10), ["02:00", "04:00", "06:00", "08:00"]),
        ("H1", bars("2026-11-20T00:00", HOUR, 80), ["12:00", "21 Nov", "12:00", "22 Nov", "12:00", "23 Nov"]),
        ("M5", bars("2026-11-20T23:00", timedelta(minutes=5), 30), ["23:30", "21 Nov", "00:30", "01:00"]),
        ("D1", bars("2012-11-26T00:00", DAY, 50), WEEKS),
        ("D1", bars("2012-11-05T00:00", DAY, 120), ["Dec", "2013", "Feb", "Mar"]),
        ("W1", bars("2005-01-03T00:00", 7 * DAY, 250), ["2006", "2007", "2008", "2009"]),
        ("D1", bars("2012-11-05T00:00", DAY, 1), []),
    ],
)  # fmt: skip
def test_axis_names_the_finest_unit_that_fits(timeframe: str, times: list[int], named: list[str]) -> None:
    assert names(timeframe, times) == named


def test_hours_are_those_of_the_zone() -> None:
    assert names("H1", bars("2026-11-20T19:00", HOUR, 4), zone="Europe/Moscow") == [
        "23:00",
        "21 Nov",
        "01:00",
    ]


def test_daily_candle_keeps_its_exchange_day() -> None:
    times = bars("2026-11-20T21:00", DAY, 2)  # Moscow's midnights
    assert names("D1", times, "ru", "America/New_York") == ["22.11"]


def test_zone_is_told_below_daily_candles_only() -> None:
    assert TimeAxis("ru", "Europe/Moscow", "H1").zone(0) == "МСК"
    assert TimeAxis("ru", "Europe/Moscow", "D1").zone(0) == ""


def test_last_candle_is_told_with_time_and_zone() -> None:
    at = bars("2026-11-20T08:00", HOUR, 1)[0]
    assert TimeAxis("ru", "Europe/Moscow", "H1").day(at) == "20.11.2026 11:00 МСК"
    assert TimeAxis("en", "Europe/Moscow", "D1").day(at) == "20 Nov 2026"
