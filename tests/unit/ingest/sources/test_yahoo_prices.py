"""What Yahoo tells of a price is turned back into the price, whatever splits came since."""

from ctypes import c_float
from decimal import Decimal
from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_common.market import Split, Timeframe
from maxsignal_ingest.sources.closing import Candle
from maxsignal_ingest.sources.yahoo_prices import as_traded, price_traded

CENTS = st.decimals(Decimal("0.01"), Decimal("9999.99"), places=2)
FINE = st.decimals(Decimal("0.0001"), Decimal("99.9999"), places=4)
RATIOS = st.lists(st.sampled_from(["4", "7", "1.5", "20", "0.125", "3", "1.05"]).map(Decimal), max_size=3)


def told(price: Decimal, ratio: Decimal) -> float:
    return c_float(float(price / ratio)).value


@given(price=CENTS | FINE, ratios=RATIOS)
def test_traded_price_comes_back_exactly(price: Decimal, ratios: list[Decimal]) -> None:
    ratio = Decimal(1)
    for one in ratios:
        ratio *= one
    assert price_traded(told(price, ratio), ratio) == float(price)


@pytest.mark.parametrize(
    ("number", "traded"),
    [
        (102.2300033569336, 102.23),
        (0.12345600128173828, 0.123456),
        (250.0, 250.0),
        (12345.669921875, 12345.67),
    ],
)
def test_noise_of_32_bits_is_taken_off(number: float, traded: float) -> None:
    assert price_traded(number, Decimal(1)) == traded


def test_number_of_64_bits_is_taken_as_it_is() -> None:
    assert price_traded(102.23, Decimal(1)) == 102.23
    assert price_traded(102.23, Decimal(4)) == 408.92


def test_numbers_that_are_none_stay_so() -> None:
    assert isnan(price_traded(nan, Decimal(4)))
    assert price_traded(inf, Decimal(4)) == inf
    assert price_traded(0.0, Decimal(4)) == 0
    assert price_traded(-5.0, Decimal(4)) == -20


def test_volume_is_told_in_whole_shares() -> None:
    split = Split(ts_ms=86_400_000, ratio=Decimal("1.5"))
    row = Candle(0, 1, 66.66999816894531, 68.0, 66.0, 67.33333587646484, 1852.0)
    traded = as_traded(row, Timeframe.D1, [split])
    assert (traded.close, traded.volume) == (101.0, 1235.0)
