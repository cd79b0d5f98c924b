"""Blocks and liquidity against their references; swings, breaks and gaps stand with their own tests."""

from dataclasses import replace

from hypothesis import given

from maxsignal_methods import Candles, Params
from tests.unit.methods.build import EXAMPLES, QUICK, grids, market, plain, recorded, table, walk
from tests.unit.methods.ref.blocks import blocks
from tests.unit.methods.ref.liquidity import liquidity

BLOCKS = ("ob", "breaker", "mitigation")
LIQUIDITY = ("pool", "sweep")
# Touches within half an ATR: whole prices are then equal, near or apart.
NEAR = replace(QUICK, smc=replace(QUICK.smc, pool_tolerance_atr=0.5))


@EXAMPLES
@given(grids(("1h",)))
def test_blocks_equal_the_definition(series: Candles) -> None:
    assert table(series, QUICK, "smc", *BLOCKS) == plain(blocks(market(series, QUICK)))


@EXAMPLES
@given(grids(("1h",)))
def test_pools_and_sweeps_equal_the_definition(series: Candles) -> None:
    assert table(series, NEAR, "smc", *LIQUIDITY) == plain(liquidity(market(series, NEAR)))


def test_blocks_of_ibm_equal_the_definition() -> None:
    series = recorded("IBM")[:400]
    assert table(series, Params(), "smc", *BLOCKS) == plain(blocks(market(series, Params())))


def test_pools_of_a_walk_equal_the_definition() -> None:
    series, params = walk(400), Params()
    assert table(series, params, "smc", *LIQUIDITY) == plain(liquidity(market(series, params)))
