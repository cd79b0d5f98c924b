from typing import Any

import numpy as np
import pytest

from maxsignal_methods import Candles, InvalidCandles
from tests.unit.methods.build import candles, closes

COLUMNS: dict[str, Any] = {
    "ts_ms": [0, 60_000, 120_000],
    "open": [1.0, 2.0, 3.0],
    "high": [2.0, 3.0, 4.0],
    "low": [0.5, 1.5, 2.5],
    "close": [1.5, 2.5, 3.5],
    "volume": [10.0, 0.0, 30.0],
    "timeframe": "1m",
}


def refusal(**changed: object) -> tuple[int, str]:
    with pytest.raises(InvalidCandles) as refused:
        Candles.from_arrays(**COLUMNS | changed)
    return refused.value.row, refused.value.reason


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"high": [2.0, float("nan"), 4.0]}, (1, "not_finite")),
        ({"volume": [1.0, 1.0, float("inf")]}, (2, "not_finite")),
        ({"close": [1.5, 2.5, None]}, (2, "not_finite")),
        ({"close": [1.5, "much", 3.5]}, (-1, "not_numeric")),
        ({"close": [[1.5], [2.5], [3.5]]}, (-1, "not_numeric")),
        ({"close": [1.5, 10**400, 3.5]}, (-1, "not_numeric")),
        ({"high": [2.0, 2.2, 4.0]}, (1, "not_enclosed")),
        ({"low": [0.5, 2.2, 2.5]}, (1, "not_enclosed")),
        ({"volume": [1.0, -1.0, 1.0]}, (1, "negative_volume")),
        ({"high": [2.0, 3.0, 1e16]}, (2, "out_of_range")),
        ({"volume": [2.0, 3.0, 1e31]}, (2, "out_of_range")),
        ({"ts_ms": [0, 60_000, 60_000]}, (2, "duplicate")),
        ({"ts_ms": [0, 60_000, 30_000]}, (2, "unsorted")),
        ({"ts_ms": [0, 1.5, 30_000]}, (1, "not_numeric")),
        ({"ts_ms": [0, 60_000, 2**62]}, (2, "out_of_range")),
        ({"close": [1.5, 2.5]}, (2, "length_mismatch")),
        ({"taker_buy": [1.0, 0.0, 31.0]}, (2, "taker_exceeds_volume")),
        ({"taker_buy": [1.0, 0.0, float("nan")]}, (2, "not_finite")),
        ({"timeframe": "7x"}, (-1, "unknown_timeframe")),
        ({"timeframe": None}, (-1, "unknown_timeframe")),
        ({"timeframe": 60}, (-1, "unknown_timeframe")),
        ({"timeframe": "0m"}, (-1, "unknown_timeframe")),
        ({"timeframe": "1M"}, (-1, "unknown_timeframe")),
        ({"timeframe": ""}, (-1, "unknown_timeframe")),
    ],
)
def test_bad_rows_are_named_with_a_reason(changed: dict[str, object], expected: tuple[int, str]) -> None:
    assert refusal(**changed) == expected


def test_the_earliest_bad_row_is_the_one_named() -> None:
    assert refusal(high=[2.0, 3.0, 1.0], volume=[1.0, -1.0, 1.0]) == (1, "negative_volume")


@pytest.mark.parametrize(
    ("name", "minutes"), [("1m", 1), ("M15", 15), ("1h", 60), ("H4", 240), ("D1", 1440), ("1w", 10080)]
)
def test_timeframes_read_in_either_order(name: str, minutes: int) -> None:
    assert candles(closes(1, 2), timeframe=name).tf_ms == minutes * 60_000


def test_integer_columns_up_to_int64_are_taken() -> None:
    series = Candles.from_arrays(**COLUMNS | {"volume": np.array([2**63 - 1] * 3)})
    assert series.volume[0] == float(2**63 - 1)


def test_columns_are_copies_nobody_can_write() -> None:
    prices = np.array(COLUMNS["close"])
    series = Candles.from_arrays(**COLUMNS | {"close": prices})
    prices[0] = 99
    assert series.close[0] == 1.5
    with pytest.raises(ValueError, match="read-only"):
        series.close[0] = 2


def test_slices_are_candles_with_the_same_columns() -> None:
    series = candles(closes(1, 2, 3, 4), taker=[1, 2, 3, 4])[1:3]
    assert len(series) == 2
    assert series.close.tolist() == [2, 3]
    assert series.taker_buy is not None
    assert series.taker_buy.tolist() == [2, 3]


def test_candles_refuse_a_single_index() -> None:
    with pytest.raises(TypeError, match="sliced"):
        candles(closes(1, 2))[0]  # type: ignore[index]


def test_candles_refuse_a_slice_with_a_step() -> None:
    with pytest.raises(ValueError, match="step"):
        candles(closes(1, 2))[::2]


def test_a_missing_step_of_time_is_a_gap_before() -> None:
    series = Candles.from_arrays(**COLUMNS | {"ts_ms": [0, 60_000, 180_000]})
    assert series.gap_before.tolist() == [False, False, True]


def test_an_empty_series_is_valid() -> None:
    assert len(candles([])) == 0
