"""Four hours and weeks out of hours and days: whole ones only, ending with their sessions."""

from datetime import UTC, datetime, timedelta
from math import nan

import pytest

from maxsignal_common.catalogue import AAPL, BTC
from maxsignal_common.market import Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import calendar_of, expected_bars
from maxsignal_ingest.sources.closing import Candle
from maxsignal_ingest.sources.protocol import BadCandles, UnsupportedTimeframe
from maxsignal_ingest.sources.session_bars import session_bars

# The week of Thanksgiving: Thursday is shut, Friday ends at one in New York.
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
NEXT = MONDAY + timedelta(days=7)
LATER_MS = epoch_ms(NEXT + timedelta(days=7))


def rows(part: Timeframe, start: datetime = MONDAY, end: datetime = NEXT) -> list[Candle]:
    """The n-th bar opens at 100 + n, closes half higher, reaches one further, trades n."""
    calendar = calendar_of(AAPL)
    assert calendar is not None
    bars = expected_bars(calendar, part, epoch_ms(start), epoch_ms(end))
    return [Candle(*bar, 100.0 + n, 101.5 + n, 99.0 + n, 100.5 + n, float(n)) for n, bar in enumerate(bars)]


def made(
    parts: list[Candle], timeframe: Timeframe, limit_ms: int = LATER_MS
) -> list[tuple[datetime, datetime]]:
    bars = session_bars(parts, AAPL, timeframe, limit_ms)
    return [(from_ms(bar.open_ms), from_ms(bar.close_ms)) for bar in bars]


def test_week_is_what_its_days_add_up_to() -> None:
    (week,) = session_bars(rows(Timeframe.D1), AAPL, Timeframe.W1, LATER_MS)
    assert from_ms(week.close_ms) == datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert week[2:] == (100.0, 104.5, 99.0, 103.5, 6.0, None)


def test_half_day_makes_one_bar_of_four_hours() -> None:
    bars = made(rows(Timeframe.H1), Timeframe.H4)
    assert len(bars) == 3 * 2 + 1
    assert bars[-1] == (datetime(2026, 11, 27, 14, 30, tzinfo=UTC), datetime(2026, 11, 27, 18, tzinfo=UTC))


@pytest.mark.parametrize("lost", [0, 5])
def test_bar_with_a_part_missing_is_not_made(lost: int) -> None:
    hours = rows(Timeframe.H1)
    left = made(hours[:lost] + hours[lost + 1 :], Timeframe.H4)
    assert len(left) == 6
    assert set(left) < set(made(hours, Timeframe.H4))


def test_week_the_window_cuts_is_not_made() -> None:
    assert made(rows(Timeframe.D1)[1:], Timeframe.W1) == []


def test_running_week_is_there_and_not_closed() -> None:
    wednesday = rows(Timeframe.D1)[:3]
    ((_, closes),) = made(wednesday, Timeframe.W1, limit_ms=epoch_ms(MONDAY + timedelta(days=2)))
    assert closes == datetime(2026, 11, 27, 18, tzinfo=UTC)


def test_trading_stopped_early_makes_no_bar() -> None:
    halted = rows(Timeframe.H1)[:6]
    assert len(made(halted, Timeframe.H4)) == 1


def test_part_that_cannot_be_a_candle_refuses_all() -> None:
    days = rows(Timeframe.D1)
    days[2] = days[2]._replace(low=nan)
    with pytest.raises(BadCandles):
        made(days, Timeframe.W1)


def test_takers_volume_adds_up_where_it_is_known() -> None:
    known = [row._replace(taker_buy=row.volume / 4) for row in rows(Timeframe.D1)]
    (week,) = session_bars(known, AAPL, Timeframe.W1, LATER_MS)
    assert week.taker_buy == 1.5


def test_unknown_hours_make_no_bars() -> None:
    with pytest.raises(UnsupportedTimeframe):
        list(session_bars([], BTC, Timeframe.H4, LATER_MS))


def test_nothing_is_made_of_nothing() -> None:
    assert made([], Timeframe.W1) == []
