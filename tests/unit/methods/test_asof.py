import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods import Candles, Detection, Params, detect
from maxsignal_methods.events import EVENT
from tests.unit.methods.build import EXAMPLES, QUICK, grids, recorded, walk


def assert_never_repaints(series: Candles, params: Params, cuts: list[int]) -> None:
    whole = detect(series, params)
    for bar in cuts:
        seen = detect(series[: bar + 1], params).events
        assert np.array_equal(seen, whole.as_of(bar).events), f"rewritten after bar {bar}"


@EXAMPLES
@given(grids(), st.integers(0, 7))
def test_growing_a_series_rewrites_nothing(series: Candles, phase: int) -> None:
    assert_never_repaints(series, QUICK, list(range(phase, len(series), 8)))


def test_no_bar_of_a_walk_rewrites_the_one_before() -> None:
    series = walk(160, seed=4, timeframe="1h")
    assert_never_repaints(series, QUICK, list(range(160)))


@pytest.mark.parametrize("timeframe", ["5m", "1h", "4h"])
def test_a_long_walk_rewrites_nothing(timeframe: str) -> None:
    series = walk(900, timeframe=timeframe)
    assert_never_repaints(series, Params(), random.Random(3).sample(range(900), 12))


def test_ibm_rewrites_nothing() -> None:
    series = recorded("IBM")[:1200]
    assert_never_repaints(series, Params(), random.Random(5).sample(range(1200), 12))


@pytest.mark.parametrize("poison", [1e9, 0.0])
def test_a_poisoned_future_leaves_the_past_alone(poison: float) -> None:
    clean, bar = walk(400), 250
    columns = {
        name: np.where(np.arange(400) > bar, poison, getattr(clean, name))
        for name in ("open", "high", "low", "close", "volume", "taker_buy")
    }
    spoiled = Candles.from_arrays(clean.ts_ms, timeframe="15m", **columns)
    assert np.array_equal(detect(spoiled).as_of(bar).events, detect(clean).as_of(bar).events)


def test_as_of_hides_later_rows_and_later_life() -> None:
    events = np.zeros(2, dtype=EVENT)
    events["known"] = [3, 6]
    events["touched"] = [5, -1]
    seen = Detection(events).as_of(4).events
    assert seen["known"].tolist() == [3]
    assert seen["touched"].tolist() == [-1]
    assert events["touched"].tolist() == [5, -1]
