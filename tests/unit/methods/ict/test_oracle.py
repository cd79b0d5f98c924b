"""Time levels, shifts, entries and false moves against their definitions."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods import Candles, Params
from tests.unit.methods.build import EXAMPLES, QUICK, grids, market, plain, recorded, table, walk
from tests.unit.methods.ict.days import Day, days, series
from tests.unit.methods.ref.ict import story
from tests.unit.methods.ref.periods import SESSIONS, Clock
from tests.unit.methods.ref.told import Told

LEVELS = ("day", "week", *SESSIONS, "sweep")
OPENS = ("day_open", "week_open", "midnight_open")
STEPS = ("mss", "ote", "judas")
SAMPLE = [series(random.Random(seed), ("15m", "1h")[seed % 2], 160) for seed in range(40)]


def defined(candles: Candles, params: Params) -> list[Told]:
    clock = Clock(candles.ts_ms.tolist(), candles.tf_ms, params.ict.day)
    return plain(story(market(candles, params), clock))


def of_day(day: Day, params: Params = QUICK) -> Params:
    return replace(params, ict=replace(params.ict, day=day))


@EXAMPLES
@given(grids())
def test_whole_prices_equal_the_definition(candles: Candles) -> None:
    assert table(candles, QUICK, "ict") == defined(candles, QUICK)


@EXAMPLES
@given(days(), st.sampled_from(("utc", "fx", "exchange")))
def test_days_of_every_market_equal_the_definition(candles: Candles, day: Day) -> None:
    params = of_day(day)
    assert table(candles, params, "ict") == defined(candles, params)


@pytest.mark.parametrize("part", range(4))
def test_a_fixed_sample_equals_the_definition(part: int) -> None:
    for candles in SAMPLE[part::4]:
        assert table(candles, QUICK, "ict") == defined(candles, QUICK)


def test_the_sample_reaches_every_event() -> None:
    seen = Counter((row.kind, row.direction) for candles in SAMPLE for row in table(candles, QUICK, "ict"))
    both = {(kind, side) for kind in (*LEVELS, *STEPS) for side in (1, -1)}
    assert set(seen) == both | {(kind, 0) for kind in OPENS}


@pytest.mark.parametrize("timeframe", ["15m", "1h"])
def test_a_walk_equals_the_definition(timeframe: str) -> None:
    candles = walk(400, seed=5, timeframe=timeframe)
    assert table(candles, Params(), "ict") == defined(candles, Params())


def test_ibm_equals_the_definition() -> None:
    candles = recorded("IBM")[:400]
    assert table(candles, Params(), "ict") == defined(candles, Params())
