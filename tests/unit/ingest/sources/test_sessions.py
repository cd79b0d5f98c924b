"""When candles close: by the calendar, or late where there is none."""

from datetime import UTC, date, datetime

import pytest

from maxsignal_common.catalogue import AAPL, IBM
from maxsignal_common.market import Instrument, Timeframe, epoch_ms
from maxsignal_ingest.sources.sessions import bar_closes, day_close_ms, day_label_ms

TOKYO = IBM.model_copy(update={"exchange": "TSE", "time_zone": "Asia/Tokyo"})


def close_of(instrument: Instrument, timeframe: Timeframe, at: datetime) -> datetime:
    closes = bar_closes(instrument, timeframe, epoch_ms(at), epoch_ms(at))
    return datetime.fromtimestamp(closes(epoch_ms(at)) / 1000, UTC)


@pytest.mark.parametrize(("day", "hour"), [((1, 15), 21), ((7, 15), 20), ((3, 9), 20), ((11, 27), 18)])
def test_new_york_closes_by_its_own_season(day: tuple[int, int], hour: int) -> None:
    at = datetime(2026, *day, tzinfo=UTC)
    assert close_of(IBM, Timeframe.D1, at) == at.replace(hour=hour)


def test_last_hour_of_new_york_is_half_an_hour() -> None:
    at = datetime(2026, 11, 19, 20, 30, tzinfo=UTC)
    assert close_of(AAPL, Timeframe.H1, at) == at.replace(hour=21, minute=0)


def test_bar_the_calendar_lacks_closes_late() -> None:
    thanksgiving = datetime(2026, 11, 26, tzinfo=UTC)
    assert close_of(IBM, Timeframe.D1, thanksgiving) == datetime(2026, 11, 27, 5, tzinfo=UTC)
    evening = datetime(2026, 11, 19, 22, tzinfo=UTC)
    assert close_of(AAPL, Timeframe.H1, evening) == evening.replace(hour=23)


def test_unknown_hours_end_with_the_calendar_day() -> None:
    assert day_close_ms(TOKYO, date(2026, 7, 15)) == epoch_ms(datetime(2026, 7, 15, 15, tzinfo=UTC))
    at = datetime(2026, 7, 15, tzinfo=UTC)
    assert close_of(TOKYO, Timeframe.D1, at) == at.replace(hour=15)


def test_daily_label_is_midnight_utc_of_the_day() -> None:
    assert day_label_ms(date(2026, 7, 15)) == epoch_ms(datetime(2026, 7, 15, tzinfo=UTC))
