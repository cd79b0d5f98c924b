from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods.candles import DAY_MS, HOUR_MS
from maxsignal_methods.methods.ict.hours import (
    day_number,
    hour_of,
    new_york_ms,
    session_periods,
    week_number,
    whole_periods,
)
from tests.unit.methods.build import MONDAY_MS, candles, closes

NEW_YORK = ZoneInfo("America/New_York")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms(*parts: int, zone: ZoneInfo = NEW_YORK) -> int:
    return int(datetime(*parts, tzinfo=zone).timestamp() * 1000)  # type: ignore[misc, arg-type]


@given(st.lists(st.integers(-10_000, 30_000), min_size=1, max_size=8), st.integers(0, 86_399))
def test_new_york_time_equals_zoneinfo(days: list[int], second: int) -> None:
    times = np.array([day * DAY_MS + second * 1000 for day in days])
    expected = [
        (EPOCH + timedelta(milliseconds=int(t))).astimezone(NEW_YORK).replace(tzinfo=UTC) for t in times
    ]
    assert new_york_ms(times).tolist() == [round(local.timestamp() * 1000) for local in expected]


@pytest.mark.parametrize(
    ("utc_hour", "local"), [((2024, 3, 10, 6), 1), ((2024, 3, 10, 7), 3), ((2024, 11, 3, 6), 1)]
)
def test_the_hour_jumps_with_daylight_saving(utc_hour: tuple[int, ...], local: int) -> None:
    times = np.array([ms(*utc_hour, zone=ZoneInfo("UTC"))])
    assert hour_of(new_york_ms(times)).tolist() == [local]


@pytest.mark.parametrize(
    ("boundary", "first_hour"), [("utc", 24), ("fx", 22), ("exchange", 5)], ids=["utc", "fx", "exchange"]
)
def test_a_day_begins_where_its_market_begins(boundary: str, first_hour: int) -> None:
    # winter: New York is five hours behind UTC
    numbers = day_number(candles(closes(*[5.0] * 30)), boundary)
    assert np.flatnonzero(np.diff(numbers))[0] + 1 == first_hour


def test_a_daily_bar_is_its_own_day_everywhere() -> None:
    series = candles(closes(*[5.0] * 3), timeframe="1d")
    assert day_number(series, "fx").tolist() == day_number(series, "utc").tolist()


def test_weeks_begin_on_monday() -> None:
    days = (MONDAY_MS + DAY_MS * np.arange(-1, 8)) // DAY_MS
    assert np.diff(week_number(days)).tolist() == [1, 0, 0, 0, 0, 0, 0, 1]


def test_the_first_period_may_be_cut_off_and_does_not_count() -> None:
    starts, ended = whole_periods(np.array([1, 1, 2, 2, 2, 3]))
    assert starts.tolist() == [2, 5]
    assert [x.tolist() for x in (ended.first, ended.last, ended.known)] == [[2], [4], [5]]


def test_a_session_is_known_when_a_bar_opens_after_it() -> None:
    local = np.arange(0, 50) * HOUR_MS + 100 * DAY_MS
    asia = session_periods(local, (20.0, 24.0))
    assert [x.tolist() for x in (asia.first, asia.last, asia.known)] == [[20, 44], [23, 47], [24, 48]]


def test_a_session_still_open_is_not_known() -> None:
    local = np.arange(0, 23) * HOUR_MS + 100 * DAY_MS
    assert session_periods(local, (20.0, 24.0)).first.tolist() == []


def test_a_session_already_open_at_the_start_does_not_count() -> None:
    local = np.arange(21, 30) * HOUR_MS + 100 * DAY_MS
    assert session_periods(local, (20.0, 24.0)).first.tolist() == []


@pytest.mark.parametrize("size", [0, 1])
def test_no_bars_make_no_periods(size: int) -> None:
    local = np.zeros(size, dtype=np.int64)
    assert len(session_periods(local, (2.0, 5.0)).first) == len(whole_periods(local)[0]) == 0
    assert len(new_york_ms(local)) == size
