"""When trading days begin and end."""

from datetime import UTC, date, datetime

import pytest

from maxsignal_common.catalogue import IBM
from maxsignal_common.market import epoch_ms
from maxsignal_ingest.sources.sessions import day_close_ms, day_label_ms


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 1, 15), 21), (date(2026, 7, 15), 20), (date(2026, 3, 9), 20)]
)
def test_new_york_closes_by_its_own_season(day: date, hour: int) -> None:
    assert day_close_ms(IBM, day) == epoch_ms(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def test_unknown_hours_end_with_the_calendar_day() -> None:
    tokyo = IBM.model_copy(update={"exchange": "TSE", "time_zone": "Asia/Tokyo"})
    assert day_close_ms(tokyo, date(2026, 7, 15)) == epoch_ms(datetime(2026, 7, 15, 15, tzinfo=UTC))


def test_daily_label_is_midnight_utc_of_the_day() -> None:
    assert day_label_ms(date(2026, 7, 15)) == epoch_ms(datetime(2026, 7, 15, tzinfo=UTC))
