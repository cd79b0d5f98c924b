"""Prices and bars as pixels, and the round prices of the axis."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_posts.chart.boxes import Box
from maxsignal_posts.chart.scales import BarScale, PriceScale, price_steps

PANE = Box(0, 100, 1000, 500)
MARGIN = 40.0


def covering(*prices: float) -> PriceScale:
    return PriceScale.covering(prices, PANE, MARGIN)


def test_prices_fill_the_pane_up_to_its_margin() -> None:
    scale = covering(10, 20)
    assert scale.y(20) == pytest.approx(140)
    assert scale.y(Decimal(10)) == pytest.approx(460)


@pytest.mark.parametrize("price", [1e-8, 100.0, 1e9, 0.0])
def test_flat_series_stands_in_the_middle(price: float) -> None:
    assert covering(price, price).y(price) == pytest.approx(300)


@given(
    low=st.floats(1e-6, 1e6), spread=st.floats(1e-3, 10), ticks=st.sampled_from(["0.01", "0.25", "3", "1e-8"])
)
def test_round_prices_are_whole_in_ticks(low: float, spread: float, ticks: str) -> None:
    tick = Decimal(ticks)
    steps = list(price_steps(covering(low, low * (1 + spread)), tick, 7))
    assert len(steps) <= 8
    assert [price for price in steps if price % tick] == []


def test_round_prices_are_round() -> None:
    assert [*map(str, price_steps(covering(183, 209), Decimal("0.01"), 7))] == [
        "180",
        "185",
        "190",
        "195",
        "200",
        "205",
        "210",
    ]


def test_bar_before_the_picture_is_at_its_left_edge() -> None:
    scale = BarScale.filling((10, 20, 30), 5, 305, 1000)
    assert [scale.middle(ms) for ms in (0, 10, 20, 30)] == [5, 55, 155, 255]


def test_few_bars_are_not_drawn_as_walls() -> None:
    assert BarScale.filling((10, 20), 0, 900, 24).step == 24
