import inspect
import json
import re
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import maxsignal_methods
from maxsignal_methods import (
    EVENT,
    METHODS,
    Candles,
    Detection,
    InvalidCandles,
    MethodResult,
    Params,
    analyze,
    detect,
)
from maxsignal_methods.events import KINDS
from tests.unit.methods.build import EXAMPLES, QUICK, grids, walk

COLUMNS: dict[str, Any] = {
    "ts_ms": [0, 60_000, 120_000],
    "open": [1.0, 2.0, 3.0],
    "high": [2.0, 3.0, 4.0],
    "low": [0.5, 1.5, 2.5],
    "close": [1.5, 2.5, 3.5],
    "volume": [10.0, 0.0, 30.0],
    "timeframe": "1m",
}
CLOSE = [1.5, 2.5, 3.5]
DATES = np.array([0, 60_000, 120_000], "datetime64[ms]")
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.binary(max_size=3),
    st.decimals(), st.dates(), st.complex_numbers(), st.lists(st.integers(), max_size=2),
)  # fmt: skip


def accepted(**changed: object) -> Candles:
    return Candles.from_arrays(**COLUMNS | changed)


def frozen(values: list[float]) -> np.ndarray:
    array = np.array(values)
    array.setflags(write=False)
    return array


NUMBERS: dict[str, object] = {
    "tuple": tuple(CLOSE),
    "32 bits": np.array(CLOSE, np.float32),
    "long doubles": np.array(CLOSE, np.longdouble),
    "big-endian": np.array(CLOSE, ">f8"),
    "objects": np.array(CLOSE, object),
    "every second": np.array([1.5, 0, 2.5, 0, 3.5])[::2],
    "read-only": frozen(CLOSE),
    "Decimals": [Decimal("1.5"), Decimal("2.5"), Decimal("3.5")],
    "fractions": [Fraction(3, 2), Fraction(5, 2), Fraction(7, 2)],
    "nothing masked": np.ma.masked_array(CLOSE, mask=[False] * 3),
    "Series": pd.Series(CLOSE, index=[7, 8, 9]),
}
NO_NUMBERS: dict[str, object] = {
    "None": None,
    "one number": 1.5,
    "one text": "1.5",
    "bytes": b"1.5",
    "texts": ["1.5", "2.5", "3.5"],
    "text array": np.array(["1.5", "2.5", "3.5"]),
    "a text among objects": np.array(["1.5", 2.5, 3.5], object),
    "truth values": [True, True, True],
    "a truth value among objects": np.array([1.5, True, 3.5], object),
    "dates": DATES,
    "durations": DATES.astype("timedelta64[ms]"),
    "complex": np.array(CLOSE) + 0j,
    "two dimensions": np.array([CLOSE]),
    "ragged": [[1.5], [2.5, 3.5], 4.5],
    "set": {1.5, 2.5, 3.5},
    "generator": (price for price in CLOSE),
    "pandas NA": pd.Series([1.5, pd.NA, 3.5]),
    "data frame": pd.DataFrame({"close": CLOSE}),
    "things": [object()] * 3,
    "records": np.zeros(3, [("close", "f8")]),
}
# the second of three
MISSING: dict[str, object] = {
    "None": [1.5, None, 3.5],
    "Decimal": [1.5, Decimal("NaN"), 3.5],
    "16 bits": np.array([1.5, np.inf, 3.5], np.float16),
    "long double": np.array([1.5, np.longdouble("1e4000"), 3.5]),
    "masked": np.ma.masked_array(CLOSE, mask=[False, True, False]),
}


class TestNames:
    def test_the_promised_names_are_there(self) -> None:
        promised = {
            "Candles",
            "analyze",
            "detect",
            "plan",
            "explain",
            "METHODS",
            "InvalidCandles",
            "Detection",
        }
        assert promised <= set(maxsignal_methods.__all__)
        assert METHODS == ("wyckoff", "smc", "vsa", "delta", "ict")

    def test_every_public_name_says_what_it_is(self) -> None:
        named = [getattr(maxsignal_methods, name) for name in maxsignal_methods.__all__]
        silent = [item for item in named if callable(item) and not (item.__doc__ or "").strip()]
        assert silent == []

    def test_candles_are_made_of_the_promised_columns(self) -> None:
        parameters = inspect.signature(Candles.from_arrays).parameters.values()
        plain = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        named = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
        assert plain == ["ts_ms", "open", "high", "low", "close", "volume"]
        assert named == {"taker_buy": None, "timeframe": "1h"}

    def test_the_questions_take_what_was_promised(self) -> None:
        asked = {name: list(inspect.signature(getattr(maxsignal_methods, name)).parameters) for name in
                 ("detect", "analyze", "plan")}  # fmt: skip
        assert asked["detect"] == ["candles", "params"]
        assert asked["analyze"] == ["candles", "method", "params"]
        assert asked["plan"][:4] == ["results", "last", "atr", "tick"]

    def test_a_result_has_the_promised_parts(self) -> None:
        result = analyze(walk(300), "smc")
        assert isinstance(result, MethodResult)
        assert all((result.state, result.levels, result.facts))
        assert isinstance(result.warnings, tuple)
        assert result.events.dtype == EVENT


class TestEvents:
    def test_columns_have_the_promised_types(self) -> None:
        types = {name: EVENT[name].str.lstrip("<|") for name in EVENT.names or ()}
        bars = ("bar", "known", "touched", "ce", "filled", "invalid")
        prices = ("level", "top", "bottom", "strength")
        expected = {"id": "u8", "kind": "U22", "method": "U8", "direction": "i1", "ref": "u8"}
        assert types == expected | dict.fromkeys(bars, "i8") | dict.fromkeys(prices, "f8")

    def test_columns_stand_in_the_promised_order(self) -> None:
        order = "id kind method direction bar known level top bottom strength ref touched ce filled invalid"
        assert list(EVENT.names or ()) == order.split()

    def test_words_fit_their_columns(self) -> None:
        assert max(map(len, KINDS)) <= 22
        assert all(re.fullmatch("[a-z_]+", word) for word in (*KINDS, *METHODS))

    @EXAMPLES
    @given(grids())
    def test_rows_keep_their_promises(self, series: Candles) -> None:
        events = detect(series, QUICK).events
        keys = [(e["known"], e["bar"], e["kind"], e["direction"]) for e in events]
        assert keys == sorted(keys)
        assert np.isin(events["direction"], (-1, 0, 1)).all()
        assert ((events["bar"] <= events["known"]) & (events["known"] < len(series))).all()
        assert (events["top"] >= events["bottom"]).all()
        for turn in ("touched", "ce", "filled", "invalid"):
            assert ((events[turn] == -1) | (events[turn] >= events["known"])).all()

    def test_a_detection_keeps_what_was_known(self) -> None:
        whole = detect(walk(300))
        assert isinstance(whole, Detection)
        assert (whole.as_of(100).events["known"] <= 100).all()
        assert np.array_equal(whole.as_of(299).events, whole.events)
        assert len(whole.as_of(-1).events) == 0


class TestColumnsTaken:
    @pytest.mark.parametrize("close", NUMBERS.values(), ids=NUMBERS)
    def test_numbers_of_any_make(self, close: object) -> None:
        taken = accepted(close=close).close
        assert (taken.dtype, taken.tolist()) == (np.dtype(np.float64), CLOSE)
        assert taken.flags.c_contiguous
        assert not taken.flags.writeable

    @pytest.mark.parametrize("dtype", [np.int64, np.uint64, np.int32, np.float64, ">i8"])
    def test_times_of_any_make(self, dtype: object) -> None:
        taken = accepted(ts_ms=np.array(COLUMNS["ts_ms"], dtype)).ts_ms  # type: ignore[call-overload]
        assert (taken.dtype, taken.tolist()) == (np.dtype(np.int64), COLUMNS["ts_ms"])

    @pytest.mark.parametrize("volume", [[10**25, 0, 1], np.array([2**64 - 1] * 3, np.uint64)])
    def test_volumes_beyond_int64(self, volume: object) -> None:
        assert accepted(volume=volume).volume.max() > 2.0**63

    def test_prices_below_zero(self) -> None:
        assert accepted(open=[-1] * 3, high=[-1] * 3, low=[-2] * 3, close=[-2] * 3).low.tolist() == [-2] * 3


class TestColumnsRefused:
    @pytest.mark.parametrize("close", NO_NUMBERS.values(), ids=NO_NUMBERS)
    def test_what_is_no_column_of_numbers(self, close: object) -> None:
        with pytest.raises(InvalidCandles) as refused:
            accepted(close=close)
        assert (refused.value.row, refused.value.reason) == (-1, "not_numeric")

    @pytest.mark.parametrize("unit", ["D", "s", "ms", "ns"])
    def test_dates_for_times_whatever_their_unit(self, unit: str) -> None:
        # cast to numbers they would be read in their own unit
        with pytest.raises(InvalidCandles, match="not_numeric"):
            accepted(ts_ms=DATES.astype(f"datetime64[{unit}]"))

    @pytest.mark.parametrize("close", MISSING.values(), ids=MISSING)
    def test_a_missing_number_names_its_row(self, close: object) -> None:
        with pytest.raises(InvalidCandles) as refused:
            accepted(close=close)
        assert (refused.value.row, refused.value.reason) == (1, "not_finite")

    @pytest.mark.parametrize("name", ["9" * 5000 + "m", "99999m", "-1m", "1.5h", "m", "1h1", "१m", " 1m"])
    def test_a_timeframe_of_no_market(self, name: str) -> None:
        with pytest.raises(InvalidCandles, match="unknown_timeframe"):
            accepted(timeframe=name)

    @EXAMPLES
    @given(st.sampled_from(sorted(COLUMNS.keys() - {"timeframe"})), st.lists(ANYTHING, max_size=4))
    def test_anything_else_is_refused_or_taken(self, name: str, values: list[object]) -> None:
        with suppress(InvalidCandles):
            assert np.isfinite(getattr(accepted(**{name: values}), name)).all()


class TestShortSeries:
    @pytest.mark.parametrize("size", range(6))
    def test_an_empty_answer_states_its_reason(self, size: int) -> None:
        for method in METHODS:
            result = analyze(walk(size), method)
            assert result.warnings == ("insufficient_bars",)
            assert not result.facts
            json.dumps(dict(result.state), allow_nan=False)

    @pytest.mark.parametrize("price", [1e-8, 1e6, 1e15])
    def test_prices_of_any_size_give_the_same_kinds(self, price: float) -> None:
        base, names = walk(400, timeframe="15m"), ("open", "high", "low", "close")
        prices = {name: getattr(base, name) / 4000 * price for name in names}
        scaled = Candles.from_arrays(base.ts_ms, volume=base.volume, timeframe="15m", **prices)
        kinds = set(detect(scaled, Params()).events["kind"].tolist())
        assert kinds >= {"swing", "bos", "choch", "fvg", "ob", "pool", "sweep", "range"}
