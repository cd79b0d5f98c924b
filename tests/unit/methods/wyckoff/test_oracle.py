"""The state machine against the schematic told from the definitions, on markets that reach every state."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from maxsignal_methods import Candles, Params
from maxsignal_methods.methods.wyckoff.detect import KINDS
from tests.unit.methods.build import EXAMPLES, QUICK, grids, market, plain, recorded, table, walk
from tests.unit.methods.ref.wyckoff import schematics
from tests.unit.methods.wyckoff import markets

# Ranges of a dozen bars with lows that compare bar by bar.
SHORT = replace(
    QUICK,
    measures=replace(QUICK.measures, atr=5, average=5),
    wyckoff=replace(QUICK.wyckoff, low_of=6, fall_atr=1.5, reaction_atr=1.0, phase_b=5),
)
SAMPLE = [markets.market(random.Random(seed), upside_down=seed % 2 == 1) for seed in range(120)]


@EXAMPLES
@given(grids(("1h",)))
def test_whole_prices_equal_the_definition(series: Candles) -> None:
    assert table(series, QUICK, "wyckoff") == plain(schematics(market(series, QUICK)))


@EXAMPLES
@given(markets.markets())
def test_schematic_markets_equal_the_definition(series: Candles) -> None:
    assert table(series, SHORT, "wyckoff") == plain(schematics(market(series, SHORT)))


def test_the_sample_reaches_every_event_twice() -> None:
    seen = Counter((row.kind, row.direction) for series in SAMPLE for row in table(series, SHORT, "wyckoff"))
    assert {key for key, count in seen.items() if count > 1} == {(k, side) for k in KINDS for side in (1, -1)}


@pytest.mark.parametrize("part", range(4))
def test_a_fixed_sample_equals_the_definition(part: int) -> None:
    for series in SAMPLE[part::4]:
        assert table(series, SHORT, "wyckoff") == plain(schematics(market(series, SHORT)))


@pytest.mark.parametrize("name", ["IBM", "GOOG"])
def test_recorded_stocks_equal_the_definition(name: str) -> None:
    series = recorded(name)[:700]
    told = table(series, Params(), "wyckoff")
    assert told == plain(schematics(market(series, Params())))
    assert len(told) > 5


def test_a_walk_equals_the_definition() -> None:
    series = walk(700, seed=3)
    assert table(series, Params(), "wyckoff") == plain(schematics(market(series, Params())))
