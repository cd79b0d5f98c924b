"""What must hold for every market, asked of days around clock changes."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods import Candles, detect
from maxsignal_methods.candles import WEEK_MS
from maxsignal_methods.events import LIFECYCLE, Events
from tests.unit.methods.build import EXAMPLES, MONDAY_MS, QUICK, candles, closes, poisoned, table, walk
from tests.unit.methods.ict.days import days, series
from tests.unit.methods.ref.told import Told

SAMPLE = [series(random.Random(seed), ("15m", "1h")[seed % 2], 160) for seed in range(100, 110)]
# New York moves its clocks on the Sunday of the ninth week: the Monday of the tests begins the first.
WINTER_WEEKS = 7
HOURLY = candles(closes(*[50 + (n * 7 % 11) - (n * 3 % 7) for n in range(168)]))


def own(events: Events) -> Events:
    picked: Events = events[events["method"] == "ict"]
    return picked


def told(candles: Candles) -> list[Told]:
    return table(candles, QUICK, "ict")


def later(candles: Candles, weeks: int) -> Candles:
    return replace(candles, ts_ms=candles.ts_ms + weeks * WEEK_MS)


@EXAMPLES
@given(days(), st.integers(0, 12))
def test_growing_a_market_rewrites_nothing(candles: Candles, phase: int) -> None:
    whole = detect(candles, QUICK)
    for bar in range(phase, len(candles), 13):
        seen = own(detect(candles[: bar + 1], QUICK).events)
        assert np.array_equal(seen, own(whole.as_of(bar).events))


def test_no_single_bar_rewrites_a_day() -> None:
    candles = walk(150, seed=8, timeframe="1h")
    whole = detect(candles, QUICK)
    for bar in range(len(candles)):
        seen = own(detect(candles[: bar + 1], QUICK).events)
        assert np.array_equal(seen, own(whole.as_of(bar).events))


@pytest.mark.parametrize("weeks", [1, 3, WINTER_WEEKS])
def test_whole_weeks_later_everything_is_the_same(weeks: int) -> None:
    assert HOURLY.ts_ms[0] == MONDAY_MS
    assert told(later(HOURLY, weeks)) == told(HOURLY)


def test_across_the_clock_change_sessions_move() -> None:
    winter, summer = told(HOURLY), told(later(HOURLY, WINTER_WEEKS + 2))
    sessions = [[row.known for row in rows if row.kind == "london"] for rows in (winter, summer)]
    days_ = [[row for row in rows if row.kind in ("day", "day_open", "mss")] for rows in (winter, summer)]
    assert sessions[1] == [known - 1 for known in sessions[0]]
    assert days_[0] == days_[1]


@EXAMPLES
@given(days(), st.sampled_from((0.0, 2.0, 1e6)))
def test_volume_does_not_matter(candles: Candles, unit: float) -> None:
    assert told(replace(candles, volume=candles.volume * unit)) == told(candles)


@pytest.mark.parametrize("price", [1e9, 1.0])
def test_a_poisoned_future_changes_nothing_told(price: float) -> None:
    for market in SAMPLE:
        clean = detect(market, QUICK)
        for bar in range(25, len(market), 30):
            spoiled = detect(poisoned(market, bar, price, 1.0), QUICK)
            assert np.array_equal(own(spoiled.as_of(bar).events), own(clean.as_of(bar).events))


def test_nothing_happens_to_an_event_before_it_is_known() -> None:
    for market in SAMPLE:
        events = own(detect(market, QUICK).events)
        assert (events["bar"] <= events["known"]).all()
        assert all(((events[n] < 0) | (events[n] >= events["known"])).all() for n in LIFECYCLE)
