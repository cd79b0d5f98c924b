"""Which rows are closed candles."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_common.market import epoch_ms, from_ms
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.protocol import (
    AsOfBeforeData,
    BadCandles,
    FetchedCandles,
    NoCandles,
    NotSettled,
    Postponed,
    Refused,
)
from tests.unit.ingest.samples import HOUR, MONDAY, hourly, request

GRACE = timedelta(seconds=5)
NOON = MONDAY + 12 * HOUR
TWENTY = hourly(20)


def close(
    rows: list[Candle],
    as_of: datetime,
    now: datetime | None = None,
    grace: timedelta = GRACE,
    count: int = 10,
) -> FetchedCandles:
    return closed_candles(rows, request(as_of, count), Closing(now or as_of, grace), source="test")


def test_unfinished_candle_is_dropped_and_counted() -> None:
    fetched = close(hourly(13), NOON + HOUR / 2)
    assert fetched.close_ms == epoch_ms(NOON)
    assert fetched.unfinished_dropped == 1


def test_newest_are_kept_when_more_come() -> None:
    fetched = close(hourly(12), NOON + HOUR / 2, count=3)
    assert [from_ms(ts).hour for ts in fetched.candles.ts_ms] == [9, 10, 11]


def test_candle_within_grace_is_awaited() -> None:
    with pytest.raises(NotSettled) as caught:
        close(hourly(12), NOON, NOON + timedelta(seconds=1))
    assert caught.value.retry_after == timedelta(seconds=4)


def test_candle_settled_at_the_end_of_grace_counts() -> None:
    assert close(hourly(12), NOON, NOON + GRACE).close_ms == epoch_ms(NOON)


def test_long_grace_is_not_waited_for() -> None:
    fetched = close(hourly(12), NOON, NOON + timedelta(minutes=1), grace=timedelta(minutes=20))
    assert fetched.close_ms == epoch_ms(NOON - HOUR)
    assert fetched.unfinished_dropped == 1


def test_slow_venue_clock_holds_candles_back() -> None:
    assert close(hourly(12), NOON, NOON - 2 * HOUR).close_ms <= epoch_ms(NOON - 3 * HOUR)


def test_no_rows_are_no_candles() -> None:
    with pytest.raises(NoCandles):
        close([], NOON)


def test_only_later_rows_mean_as_of_is_too_early() -> None:
    with pytest.raises(AsOfBeforeData):
        close(hourly(12), MONDAY - HOUR, NOON)


@pytest.mark.parametrize(
    "fault",
    [
        {"high": float("nan")},
        {"close": float("inf")},
        {"low": -1.0},
        {"high": 8.0},
        {"volume": -1.0},
        {"open_ms": epoch_ms(MONDAY)},
    ],
    ids=str,
)
def test_row_that_cannot_be_is_refused(fault: dict[str, float]) -> None:
    rows = hourly(12)
    rows[7] = rows[7]._replace(**fault)  # type: ignore[arg-type]  # a column and its value
    with pytest.raises(BadCandles):
        close(rows, NOON + HOUR / 2, count=12)


def test_venue_without_taker_buy_volume_says_none() -> None:
    rows = [row._replace(taker_buy=None) for row in hourly(12)]
    assert close(rows, NOON + HOUR / 2).candles.taker_buy is None


@settings(max_examples=1000, deadline=None)
@given(
    as_of=st.timedeltas(-HOUR, 20 * HOUR).map(lambda passed: MONDAY + passed),
    ahead=st.timedeltas(-HOUR, HOUR),
    grace=st.sampled_from([timedelta(0), GRACE, timedelta(minutes=20)]),
    count=st.integers(1, 20),
)
def test_nothing_unfinished_ever_gets_through(
    as_of: datetime, ahead: timedelta, grace: timedelta, count: int
) -> None:
    now = as_of + ahead
    try:
        fetched = close(TWENTY, as_of, now, grace, count)
    except (Postponed, Refused):
        return
    assert fetched.close_ms <= epoch_ms(min(as_of, now - grace))
    assert fetched.close_ms > epoch_ms(min(as_of, now - grace) - HOUR) or len(fetched.candles) == 20
