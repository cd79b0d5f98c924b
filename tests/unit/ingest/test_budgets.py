"""What a request costs at each venue."""

from datetime import UTC, datetime, timedelta

import pytest

from maxsignal_common.market import Timeframe
from maxsignal_ingest.budgets import BUDGETS, Budgets
from tests.unit.ingest.samples import request

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


def seconds(source: str, count: int = 300, **per_minute: float) -> float | None:
    price = Budgets(per_minute).price(source, request(NOW, count))
    return None if price is None else price.total_seconds()


@pytest.mark.parametrize(
    ("source", "count", "price"),
    [
        ("ccxt:binance", 300, 0.3),
        ("ccxt:binance", 1000, 0.5),
        ("ccxt:kraken", 300, 10.0),
        ("yfinance", 300, 4.0),
        ("replay", 300, None),
        ("import", 300, None),
    ],
)
def test_price_is_the_time_to_forgive_a_request(source: str, count: int, price: float | None) -> None:
    assert seconds(source, count) == price


def test_built_candles_cost_their_parts() -> None:
    quarters = request(NOW, 999, Timeframe.M15)
    assert BUDGETS["moex"].points(quarters) == 1 + 30
    assert BUDGETS["moex"].points(request(NOW, 999)) == 1 + 2


def test_operator_may_set_another_budget() -> None:
    assert seconds("yfinance", yfinance=240) == 1.0
    assert Budgets({"ccxt:kraken": 600}).price("ccxt:kraken", request(NOW, 300)) == timedelta(seconds=1)


def test_request_dearer_than_a_minute_is_still_possible() -> None:
    assert seconds("ccxt:slow", 1000, **{"ccxt:slow": 1}) == 60.0


def test_documented_limits_are_kept_with_room() -> None:
    assert BUDGETS["ccxt:binance"].per_minute <= 6000 / 2
    assert BUDGETS["ccxt:binanceusdm"].per_minute <= 2400 / 2
    assert BUDGETS["tinvest"].per_minute <= 600 / 2
