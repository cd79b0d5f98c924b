from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from maxsignal_methods import Candles, Params, analyze
from maxsignal_methods.candles import DAY_MS
from maxsignal_methods.methods.delta.detect import flow, sessions
from maxsignal_methods.study import Study
from tests.unit.methods.build import (
    EXAMPLES,
    QUICK,
    candles,
    closes,
    grids,
    market,
    plain,
    recorded,
    table,
    walk,
)
from tests.unit.methods.ref import bvc
from tests.unit.methods.ref import delta as ref
from tests.unit.methods.ref.told import Told


def expected(series: Candles, params: Params) -> list[Told]:
    return plain(ref.events(market(series, params), deltas(series), (series.ts_ms // DAY_MS).tolist()))


def deltas(series: Candles) -> list[float]:
    assert series.taker_buy is not None
    pairs = zip(series.taker_buy.tolist(), series.volume.tolist(), strict=True)
    return [2 * bought - volume for bought, volume in pairs]


@EXAMPLES
@given(grids(("1m", "1h")).filter(lambda series: series.taker_buy is not None))
def test_delta_events_equal_the_definition(series: Candles) -> None:
    assert table(series, QUICK, "delta") == expected(series, QUICK)


def test_delta_events_of_a_walk_equal_the_definition() -> None:
    series = walk(400)
    assert table(series, Params(), "delta") == expected(series, Params())


@pytest.mark.parametrize("seed", range(5))
def test_dominance_equals_the_definition(seed: int) -> None:
    series = walk(120, seed=seed)
    share = ref.dominance(deltas(series), series.volume.tolist(), 20)
    assert analyze(series, "delta").state["dominance"] == pytest.approx(share)


def guessed(series: Candles, params: Params) -> list[float | None]:
    return bvc.deltas(market(series, params), params.delta.sigma)


def same(series: Candles, params: Params, expected: list[float | None]) -> bool:
    """Delta to twelve digits, and missing where it is missing."""
    stated = flow(Study(series, params)).delta
    return np.allclose(stated, np.array(expected, dtype=np.float64), rtol=1e-12, atol=1e-12, equal_nan=True)


UNSIGNED = grids().filter(lambda series: series.taker_buy is None and bool(series.volume.any()))


@EXAMPLES
@given(UNSIGNED)
def test_estimated_delta_equals_the_definition(series: Candles) -> None:
    assert same(series, QUICK, guessed(series, QUICK))


@EXAMPLES
@given(UNSIGNED)
def test_events_on_an_estimate_equal_the_definition(series: Candles) -> None:
    assert table(series, QUICK, "delta") == plain(
        ref.anomalies(market(series, QUICK), guessed(series, QUICK))
    )


@pytest.mark.parametrize("symbol", ["IBM", "GOOG"])
def test_estimates_of_real_days_equal_the_definition(symbol: str) -> None:
    series = recorded(symbol)[-500:]
    own = guessed(series, Params())
    assert same(series, Params(), own)
    assert table(series, Params(), "delta") == plain(ref.anomalies(market(series, Params()), own))


@pytest.mark.parametrize("size", [70, 71, 200])
def test_dominance_of_an_estimate_equals_the_definition(size: int) -> None:
    series = walk(size, taker=False)
    share = bvc.dominance(guessed(series, Params()), series.volume.tolist(), 20)
    assert analyze(series, "delta").state["dominance"] == (share if size < 71 else pytest.approx(share))
    assert (share is None) == (size < 71)


# both changes of New York's clock
@pytest.mark.parametrize("month", [3, 11])
@pytest.mark.parametrize("boundary", ["utc", "fx", "exchange"])
def test_sessions_are_cut_where_the_market_cuts_its_day(boundary: str, month: int) -> None:
    start = int(datetime(2024, month, 1, 7, tzinfo=UTC).timestamp() * 1000)
    series = candles(closes(*[5.0] * 480), start_ms=start)
    days = [ref.session(ts, boundary) for ts in series.ts_ms.tolist()]
    cut = [one != other for one, other in pairwise(days)]
    assert (np.diff(sessions(series, boundary)) != 0).tolist() == cut
