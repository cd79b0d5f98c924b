"""The candles that sessions make: half days, holidays, clock changes, and grids of two kinds."""

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from maxsignal_common.catalogue import AAPL, BTC, IBM
from maxsignal_common.market import Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import Session, calendar_of, expected_bars, trading_days

NEW_YORK = ZoneInfo("America/New_York")
MOSCOW = ZoneInfo("Europe/Moscow")


def utc(*at: int) -> datetime:
    return datetime(*at, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, day and so on


def new_york(timeframe: Timeframe, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    calendar = calendar_of(AAPL)
    assert calendar is not None
    bars = expected_bars(calendar, timeframe, epoch_ms(start), epoch_ms(end))
    return [(from_ms(bar.open_ms), from_ms(bar.close_ms)) for bar in bars]


@dataclass(frozen=True)
class TwoSessions:
    """A morning and a main session, candles by the clock, as in Moscow."""

    zone: ZoneInfo = MOSCOW
    clock_grid: bool = True

    def sessions(self, from_ms: int, to_ms: int) -> Sequence[Session]:
        day = datetime(2026, 11, 18, tzinfo=MOSCOW)
        times = [(6, 50, 9, 50), (10, 0, 18, 50)]
        known = [
            Session(epoch_ms(day.replace(hour=a, minute=b)), epoch_ms(day.replace(hour=c, minute=d)))
            for a, b, c, d in times
        ]
        return [session for session in known if session.close_ms > from_ms and session.open_ms < to_ms]


def test_half_day_ends_at_one_in_new_york() -> None:
    thanksgiving_week = new_york(Timeframe.D1, utc(2026, 11, 25), utc(2026, 11, 29))
    assert [(day.day, closes.hour) for day, closes in thanksgiving_week] == [(25, 21), (27, 18)]


def test_last_hour_of_a_half_day_is_half_an_hour() -> None:
    bars = new_york(Timeframe.H1, utc(2026, 11, 27), utc(2026, 11, 28))
    assert len(bars) == 4
    assert bars[-1] == (utc(2026, 11, 27, 17, 30), utc(2026, 11, 27, 18))


@pytest.mark.parametrize(("day", "hour"), [(6, 14), (9, 13)])
def test_session_opens_by_new_yorks_clock(day: int, hour: int) -> None:
    (opens, _), *_ = new_york(Timeframe.M30, utc(2026, 3, day), utc(2026, 3, day + 1))
    assert opens == utc(2026, 3, day, hour, 30)


def test_thirty_years_keep_new_yorks_hours() -> None:
    calendar = calendar_of(AAPL)
    assert calendar is not None
    sessions = calendar.sessions(epoch_ms(utc(2000, 1, 1)), epoch_ms(utc(2030, 1, 1)))
    hours = Counter(
        tuple(f"{from_ms(ms).astimezone(NEW_YORK):%H:%M}" for ms in session) for session in sessions
    )
    assert set(hours) == {("09:30", "16:00"), ("09:30", "13:00")}
    assert 60 < hours["09:30", "13:00"] < 90
    assert len(sessions) == sum(hours.values()) > 30 * 250


def test_whole_session_makes_two_bars_of_four_hours() -> None:
    bars = new_york(Timeframe.H4, utc(2026, 7, 15), utc(2026, 7, 16))
    assert bars == [
        (utc(2026, 7, 15, 13, 30), utc(2026, 7, 15, 17, 30)),
        (utc(2026, 7, 15, 17, 30), utc(2026, 7, 15, 20)),
    ]


def test_week_of_good_friday_closes_on_thursday() -> None:
    assert new_york(Timeframe.W1, utc(2026, 3, 30), utc(2026, 4, 6)) == [
        (utc(2026, 3, 30), utc(2026, 4, 2, 20))
    ]


def test_running_week_and_day_are_not_expected_yet() -> None:
    wednesday = utc(2026, 4, 1, 15)
    assert new_york(Timeframe.W1, utc(2026, 3, 30), wednesday) == []
    assert [day.day for day, _ in new_york(Timeframe.D1, utc(2026, 3, 30), wednesday)] == [30, 31]


def test_exchange_was_shut_after_the_attacks() -> None:
    days = [day.day for day, _ in new_york(Timeframe.D1, utc(2001, 9, 10), utc(2001, 9, 19))]
    assert days == [10, 17, 18]


def test_window_over_a_decades_end_is_whole() -> None:
    assert len(new_york(Timeframe.D1, utc(2019, 1, 1), utc(2021, 1, 1))) == 252 + 253


def test_clock_grid_opens_at_full_hours() -> None:
    start, end = epoch_ms(utc(2026, 11, 18)), epoch_ms(utc(2026, 11, 19))
    bars = expected_bars(TwoSessions(), Timeframe.H1, start, end)
    assert [from_ms(bar.open_ms).astimezone(MOSCOW).hour for bar in bars] == list(range(6, 19))
    assert len(expected_bars(TwoSessions(), Timeframe.H4, start, end)) == 4


def test_two_sessions_are_one_day() -> None:
    start = utc(2026, 11, 18)
    bars = expected_bars(TwoSessions(), Timeframe.D1, epoch_ms(start), epoch_ms(start + timedelta(days=1)))
    assert [(bar.open_ms, bar.close_ms) for bar in bars] == [
        (epoch_ms(start), epoch_ms(utc(2026, 11, 18, 21)))
    ]


@pytest.mark.parametrize(
    ("timeframe", "closes"),
    [("M30", utc(2026, 11, 18, 16)), ("H1", utc(2026, 11, 18, 16)), ("W1", utc(2026, 11, 22, 21))],
)
def test_clock_cuts_the_candles_of_a_session(timeframe: str, closes: datetime) -> None:
    # The session ends at 18:50 Moscow time, 15:50 UTC; the venue's candle ends with the clock.
    start, end = epoch_ms(utc(2026, 11, 16)), epoch_ms(utc(2026, 11, 23))
    assert expected_bars(TwoSessions(), Timeframe(timeframe), start, end)[-1].close_ms == epoch_ms(closes)


def test_moscow_is_expected_until_its_closing_auction() -> None:
    sber = IBM.model_copy(update={"exchange": "MOEX", "time_zone": "Europe/Moscow"})
    calendar = calendar_of(sber)
    assert calendar is not None
    # The fourth of November is Unity Day.
    window = epoch_ms(utc(2026, 11, 3)), epoch_ms(utc(2026, 11, 6))
    assert len(expected_bars(calendar, Timeframe.D1, *window)) == 2
    assert len(expected_bars(calendar, Timeframe.M5, *window)) == 2 * (18 * 12 + 8 - 10 * 12)
    closes = [from_ms(bar.close_ms).hour for bar in expected_bars(calendar, Timeframe.H1, *window)]
    assert closes == list(range(8, 17)) * 2


def test_only_known_exchanges_have_a_calendar() -> None:
    assert calendar_of(IBM) is not None
    assert calendar_of(BTC) is None


def test_calendars_are_loaded_on_the_first_question() -> None:
    code = "import sys, maxsignal_ingest.calendars; sys.exit('exchange_calendars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_trading_days_leave_out_weekend_and_thanksgiving() -> None:
    calendar = calendar_of(AAPL)
    assert calendar is not None
    week = trading_days(calendar, date(2026, 11, 22), date(2026, 11, 29))
    assert week == {date(2026, 11, day) for day in (23, 24, 25, 27)}
