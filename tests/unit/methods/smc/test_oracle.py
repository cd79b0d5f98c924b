"""Every event of the method against a reference, under every option it has."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods import Candles, Params
from maxsignal_methods.params import Measures, SmcParams
from tests.unit.methods.build import EXAMPLES, grids, market, plain, recorded, table, walk
from tests.unit.methods.ref.blocks import blocks
from tests.unit.methods.ref.gaps import gaps
from tests.unit.methods.ref.liquidity import liquidity
from tests.unit.methods.ref.ranges import ranges
from tests.unit.methods.ref.skeleton import skeleton
from tests.unit.methods.ref.told import Told

WICKS = Params(smc=SmcParams(break_on="wick", block_zone="body", block_fails_on="wick", gap_atr=0.0))

# Thresholds that whole prices meet exactly, on either side and not at all.
rules = st.builds(
    SmcParams,
    internal=st.integers(1, 3),
    major=st.integers(1, 5),
    break_on=st.sampled_from(["close", "wick"]),
    displacement_atr=st.sampled_from([0.5, 1.0, 1.5]),
    displacement_body=st.sampled_from([0.5, 0.6]),
    gap_atr=st.sampled_from([0.0, 0.25, 1.0]),
    block_skip_atr=st.sampled_from([1.0, 2.0]),
    block_zone=st.sampled_from(["full", "body"]),
    block_fails_on=st.sampled_from(["close", "wick"]),
    pool_tolerance_atr=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    pool_age=st.sampled_from([2, 8, 500]),
    sweep_bars=st.integers(0, 4),
    broken_atr=st.sampled_from([0.0, 0.25, 1.0]),
)
options = st.builds(
    lambda rule, atr: Params(measures=Measures(atr=atr), smc=rule), rules, st.sampled_from([1, 2, 14])
)


def defined(series: Candles, params: Params) -> list[Told]:
    seen = market(series, params)
    found = [row for tell in (skeleton, gaps, blocks, liquidity, ranges) for row in tell(seen)]
    return plain(found)


@EXAMPLES
@given(grids(("1h",)), options)
def test_every_event_equals_its_definition(series: Candles, params: Params) -> None:
    assert table(series, params, "smc") == defined(series, params)


@pytest.mark.parametrize("params", [Params(), WICKS], ids=["closes", "wicks"])
@pytest.mark.parametrize("part", [slice(0, 400), slice(1500, 1900)], ids=str)
def test_events_of_ibm_equal_their_definition(part: slice, params: Params) -> None:
    series = recorded("IBM")[part]
    assert table(series, params, "smc") == defined(series, params)


@pytest.mark.parametrize("seed", [1, 7])
def test_events_of_a_walk_equal_their_definition(seed: int) -> None:
    series, params = walk(400, seed=seed), replace(Params(), smc=SmcParams(pool_age=60, major=10))
    assert table(series, params, "smc") == defined(series, params)
