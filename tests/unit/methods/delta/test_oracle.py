import pytest
from hypothesis import given

from maxsignal_methods import Candles, Params, analyze
from maxsignal_methods.candles import DAY_MS
from tests.unit.methods.build import EXAMPLES, QUICK, grids, market, plain, table, walk
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
