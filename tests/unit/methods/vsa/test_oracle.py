from hypothesis import given

from maxsignal_methods import Candles, Params
from tests.unit.methods.build import EXAMPLES, QUICK, grids, market, plain, recorded, table
from tests.unit.methods.ref import vsa as ref


@EXAMPLES
@given(grids(("1h",)))
def test_patterns_equal_the_definition(series: Candles) -> None:
    assert table(series, QUICK, "vsa") == plain(ref.patterns(market(series, QUICK)))


def test_patterns_of_ibm_equal_the_definition() -> None:
    series = recorded("IBM")[:400]
    assert table(series, Params(), "vsa") == plain(ref.patterns(market(series, Params())))
