"""Prices as traded become comparable over a split, once it is known."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from maxsignal_common.market import CandleSeries, Split, Timeframe, epoch_ms
from maxsignal_ingest.splits import adjusted, splits_within

DAY = timedelta(days=1)
FIRST = datetime(2020, 8, 27, tzinfo=UTC)
FOUR_FOR_ONE = Split(ts_ms=epoch_ms(FIRST + 4 * DAY), ratio=Decimal(4))
LATER = FIRST + 10 * DAY


def days(timeframe: Timeframe = Timeframe.D1) -> CandleSeries:
    """Apple around its split of 31 August 2020, as traded."""
    ts_ms = tuple(epoch_ms(FIRST + i * DAY) for i in (0, 1, 4))
    closes, volumes = (500.04, 499.23, 129.04), (38.5, 46.25, 225.0)
    return CandleSeries(
        timeframe=timeframe,
        ts_ms=ts_ms,
        open=closes,
        high=closes,
        low=closes,
        close=closes,
        volume=volumes,
        taker_buy=volumes,
    )


def test_earlier_prices_are_told_in_new_shares() -> None:
    candles = adjusted(days(), [FOUR_FOR_ONE], LATER)
    assert candles.close == candles.low == (125.01, 124.8075, 129.04)
    assert candles.volume == candles.taker_buy == (154.0, 185.0, 225.0)


def test_split_after_the_run_changes_nothing() -> None:
    assert adjusted(days(), [FOUR_FOR_ONE], FIRST + 3 * DAY) == days()


def test_splits_multiply() -> None:
    two = Split(ts_ms=epoch_ms(FIRST + DAY), ratio=Decimal("0.5"))
    assert adjusted(days(), [FOUR_FOR_ONE, two], LATER).close == (250.02, 124.8075, 129.04)


def test_bar_a_split_falls_into_is_in_new_shares() -> None:
    weeks = days(Timeframe.W1)
    assert adjusted(weeks, [FOUR_FOR_ONE], LATER) == weeks


@pytest.mark.parametrize(("day", "seen"), [(0, False), (1, True), (4, True), (11, False)])
def test_only_splits_inside_the_window_are_flagged(day: int, seen: bool) -> None:  # noqa: FBT001 - a parameter of the table
    split = Split(ts_ms=epoch_ms(FIRST + day * DAY), ratio=Decimal(2))
    assert splits_within(days(), [split], LATER) == ((split,) if seen else ())
