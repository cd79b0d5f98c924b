"""Which bars are missing, and when that is worth a warning."""

from datetime import UTC, datetime, timedelta

import pytest

from maxsignal_common.catalogue import AAPL, BTC, IBM
from maxsignal_common.market import Instrument, Timeframe, epoch_ms
from maxsignal_common.origin import Gap
from maxsignal_ingest.calendars import calendar_of
from maxsignal_ingest.gaps import find_gaps, is_degraded
from tests.unit.ingest.samples import HOUR, HOUR_MS, MONDAY, series

DAY = timedelta(days=1)
ATHENS = AAPL.model_copy(update={"exchange": "ATHEX", "time_zone": "Europe/Athens"})


def hours(*missing: int, count: int = 100) -> list[datetime]:
    return [MONDAY + i * HOUR for i in range(count) if i not in missing]


def gaps_of(
    instrument: Instrument, opens: list[datetime], timeframe: Timeframe, until: datetime
) -> list[Gap]:
    candles = series(opens, timeframe)
    return list(find_gaps(instrument, candles, epoch_ms(until), calendar_of(instrument)))


def days(*of_november: int) -> list[datetime]:
    return [datetime(2026, 11, day, tzinfo=UTC) for day in of_november]


class TestCrypto:
    def test_gap_is_named_bar_by_bar(self) -> None:
        start = epoch_ms(MONDAY)
        assert gaps_of(BTC, hours(10, 11, 50), Timeframe.H1, MONDAY + 100 * HOUR) == [
            Gap(first_ms=start + 10 * HOUR_MS, last_ms=start + 11 * HOUR_MS, bars=2),
            Gap(first_ms=start + 50 * HOUR_MS, last_ms=start + 50 * HOUR_MS, bars=1),
        ]

    def test_bars_that_should_have_come_are_missing(self) -> None:
        (gap,) = gaps_of(BTC, hours(), Timeframe.H1, MONDAY + 102 * HOUR + HOUR / 2)
        assert (gap.first_ms, gap.bars) == (epoch_ms(MONDAY) + 100 * HOUR_MS, 2)

    def test_running_bar_is_not_missing(self) -> None:
        assert gaps_of(BTC, hours(), Timeframe.H1, MONDAY + 100 * HOUR + HOUR / 2) == []


class TestNewYork:
    def test_weekend_and_thanksgiving_are_no_gap(self) -> None:
        assert (
            gaps_of(IBM, days(20, 23, 24, 25, 27, 30), Timeframe.D1, datetime(2026, 12, 1, tzinfo=UTC)) == []
        )

    def test_missing_day_is_named(self) -> None:
        (gap,) = gaps_of(IBM, days(16, 18), Timeframe.D1, datetime(2026, 11, 18, 22, tzinfo=UTC))
        assert gap == Gap(first_ms=epoch_ms(days(17)[0]), last_ms=epoch_ms(days(17)[0]), bars=1)

    def test_days_over_a_weekend_are_one_gap(self) -> None:
        (gap,) = gaps_of(IBM, days(19, 24), Timeframe.D1, datetime(2026, 11, 25, tzinfo=UTC))
        assert gap == Gap(first_ms=epoch_ms(days(20)[0]), last_ms=epoch_ms(days(23)[0]), bars=2)

    @pytest.mark.parametrize(("hour", "missing"), [(20, 0), (21, 1)])
    def test_day_is_missed_once_it_is_over(self, hour: int, missing: int) -> None:
        gaps = gaps_of(IBM, days(16), Timeframe.D1, datetime(2026, 11, 17, hour, tzinfo=UTC))
        assert sum(gap.bars for gap in gaps) == missing

    def test_night_is_no_gap_but_an_hour_is(self) -> None:
        first = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
        opens = [first + i * HOUR for i in range(7) if i != 4] + [first + DAY]
        (gap,) = gaps_of(AAPL, opens, Timeframe.H1, first + DAY + HOUR)
        assert (gap.first_ms, gap.bars) == (epoch_ms(first + 4 * HOUR), 1)

    def test_hours_of_a_half_day_are_expected_till_one(self) -> None:
        first = datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
        opens = [first + i * HOUR for i in range(4)]
        assert gaps_of(AAPL, opens, Timeframe.H1, first + DAY) == []
        assert sum(gap.bars for gap in gaps_of(AAPL, opens[:3], Timeframe.H1, first + DAY)) == 1


class TestWithoutCalendar:
    def test_week_without_trading_is_a_closure(self) -> None:
        assert gaps_of(ATHENS, days(10, 17), Timeframe.D1, days(18)[0]) == []

    def test_longer_silence_names_its_weekdays(self) -> None:
        (gap,) = gaps_of(ATHENS, days(9, 17), Timeframe.D1, days(18)[0])
        assert (gap.first_ms, gap.last_ms, gap.bars) == (epoch_ms(days(10)[0]), epoch_ms(days(16)[0]), 5)

    def test_night_is_no_gap_but_an_hour_is(self) -> None:
        first = datetime(2026, 11, 19, 8, 15, tzinfo=UTC)
        (gap,) = gaps_of(ATHENS, [first, first + 2 * HOUR, first + DAY], Timeframe.H1, first + 2 * DAY)
        assert (gap.first_ms, gap.last_ms, gap.bars) == (epoch_ms(first + HOUR), epoch_ms(first + HOUR), 1)


@pytest.mark.parametrize(
    ("missing", "degraded"),
    [((10, 20, 30, 40, 50), False), ((10, 20, 30, 40, 50, 60), True), ((79,), False), ((80,), True)],
)
def test_degraded_by_share_or_by_fresh_gap(missing: tuple[int, ...], degraded: bool) -> None:  # noqa: FBT001 - a parameter of the table
    gaps = tuple(gaps_of(BTC, hours(*missing), Timeframe.H1, MONDAY + 100 * HOUR))
    assert is_degraded(series(hours(*missing), Timeframe.H1), gaps) is degraded
