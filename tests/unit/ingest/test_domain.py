"""The window of a run, what is missing in it, and the event that says so."""

from datetime import UTC, datetime, timedelta

import pytest

from maxsignal_common.catalogue import AAPL, BTC, IBM
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import Gap
from maxsignal_common.market import Instrument, Timeframe, epoch_ms
from maxsignal_ingest.domain import candle_request, candles_ready, find_gaps, is_degraded
from tests.fixtures.samples import TICK, requested
from tests.unit.ingest.samples import HOUR, HOUR_MS, MONDAY, fetched, series

DAY = timedelta(days=1)


def hours(*missing: int, count: int = 100) -> list[datetime]:
    return [MONDAY + i * HOUR for i in range(count) if i not in missing]


def gaps_of(
    instrument: Instrument, opens: list[datetime], timeframe: Timeframe, late: timedelta
) -> list[Gap]:
    candles = series(opens, timeframe)
    close = opens[-1] + timeframe.duration
    return list(find_gaps(instrument, candles, epoch_ms(close), close + late))


def test_request_asks_for_the_configured_candles() -> None:
    request = candle_request(requested(), TICK)
    assert (request.instrument, request.timeframe, request.as_of) == (requested().instrument, "D1", TICK)
    assert request.count == requested().config.candles


def test_run_about_the_future_is_refused() -> None:
    with pytest.raises(PermanentError) as caught:
        candle_request(requested(), TICK - timedelta(minutes=5))
    assert caught.value.code == "as_of_in_future"


def test_clocks_a_second_apart_are_no_future() -> None:
    assert candle_request(requested(), TICK - timedelta(seconds=1)).as_of == TICK


def test_event_carries_run_candles_and_origin() -> None:
    candles = series([TICK - i * DAY for i in range(30, 0, -1)], Timeframe.D1)
    event = candles_ready(requested(), fetched(candles))
    assert (event.run_id, event.candles, event.config) == (requested().run_id, candles, requested().config)
    origin = event.origin
    assert (origin.source, origin.sha256, origin.bars) == ("replay", candles.sha256(), 30)
    assert (origin.first_ms, origin.last_ms) == (candles.ts_ms[0], candles.ts_ms[-1])
    assert (origin.unfinished_dropped, origin.gaps, origin.degraded) == (1, (), False)


def test_crypto_gap_is_named_bar_by_bar() -> None:
    start = epoch_ms(MONDAY)
    gaps = gaps_of(BTC, hours(10, 11, 50), Timeframe.H1, timedelta(0))
    assert gaps == [
        Gap(first_ms=start + 10 * HOUR_MS, last_ms=start + 11 * HOUR_MS, bars=2),
        Gap(first_ms=start + 50 * HOUR_MS, last_ms=start + 50 * HOUR_MS, bars=1),
    ]


def test_crypto_bars_missing_at_the_end_are_named() -> None:
    (gap,) = gaps_of(BTC, hours(), Timeframe.H1, timedelta(hours=2, minutes=59))
    assert (gap.first_ms, gap.bars) == (epoch_ms(MONDAY) + 100 * HOUR_MS, 2)


def test_whole_crypto_series_has_no_gap() -> None:
    assert gaps_of(BTC, hours(), Timeframe.H1, timedelta(minutes=59)) == []


def test_weekend_with_a_holiday_is_no_gap() -> None:
    opens = [datetime(2026, 7, 2, tzinfo=UTC), datetime(2026, 7, 6, tzinfo=UTC)]
    assert gaps_of(IBM, opens, Timeframe.D1, timedelta(days=3000)) == []


def test_week_without_trading_is_a_closure() -> None:
    opens = [datetime(2001, 9, 10, tzinfo=UTC), datetime(2001, 9, 17, tzinfo=UTC)]
    assert gaps_of(IBM, opens, Timeframe.D1, DAY) == []


def test_longer_silence_names_its_weekdays() -> None:
    opens = [datetime(2001, 9, 10, tzinfo=UTC), datetime(2001, 9, 18, tzinfo=UTC)]
    (gap,) = gaps_of(IBM, opens, Timeframe.D1, DAY)
    assert (gap.first_ms, gap.last_ms, gap.bars) == (
        epoch_ms(opens[0] + DAY),
        epoch_ms(opens[1] - DAY),
        5,
    )


def test_equity_night_is_no_gap_but_an_hour_is() -> None:
    first = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
    opens = [first, first + 2 * HOUR, first + DAY]
    (gap,) = gaps_of(AAPL, opens, Timeframe.H1, timedelta(0))
    assert (gap.first_ms, gap.last_ms, gap.bars) == (epoch_ms(first + HOUR), epoch_ms(first + HOUR), 1)


@pytest.mark.parametrize(
    ("missing", "degraded"),
    [((10, 20, 30, 40, 50), False), ((10, 20, 30, 40, 50, 60), True), ((79,), False), ((80,), True)],
)
def test_degraded_by_share_or_by_fresh_gap(missing: tuple[int, ...], degraded: bool) -> None:  # noqa: FBT001 - a parameter of the table
    candles = series(hours(*missing), Timeframe.H1)
    gaps = tuple(find_gaps(BTC, candles, candles.ts_ms[-1] + HOUR_MS, MONDAY + 100 * HOUR))
    assert is_degraded(candles, gaps) is degraded
