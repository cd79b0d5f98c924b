"""Which markets of an exchange become instruments, and with which steps."""

from decimal import Decimal
from typing import Any

import pytest
from ccxt.base.decimal_to_precision import DECIMAL_PLACES, SIGNIFICANT_DIGITS, TICK_SIZE

from maxsignal_common.market import Instrument
from maxsignal_ingest.sources.ccxt_catalogue import instruments_of


def market(**changed: Any) -> dict[str, Any]:
    precision = {"price": 0.01, "amount": 1e-05}
    spot = {"symbol": "BTC/USDT", "base": "BTC", "quote": "USDT", "type": "spot", "active": True}
    return {**spot, "precision": precision, **changed}


def listed(*markets: dict[str, Any], mode: int = TICK_SIZE) -> list[Instrument]:
    return instruments_of(markets, "kraken", mode)


def test_market_becomes_a_disabled_instrument() -> None:
    (btc,) = listed(market())
    assert (btc.id, btc.name, btc.source) == ("BTC/USDT", "BTC/USDT spot", "ccxt:kraken")
    assert (btc.exchange, btc.currency, btc.time_zone, btc.enabled) == ("KRAKEN", "USDT", "UTC", False)
    assert (btc.tick, btc.lot) == (Decimal("0.01"), Decimal("0.00001"))


def test_perpetual_is_named_as_one() -> None:
    (btc,) = listed(market(symbol="BTC/USDT:USDT", type="swap"))
    assert btc.name == "BTC/USDT perpetual"


@pytest.mark.parametrize(
    ("precision", "mode", "tick"),
    [
        (1e-08, TICK_SIZE, "1E-8"),
        (0.1, TICK_SIZE, "0.1"),
        (0.5, TICK_SIZE, "0.5"),
        (2, DECIMAL_PLACES, "0.01"),
    ],
)
def test_tick_is_the_exchanges_decimal_exactly(precision: float, mode: int, tick: str) -> None:
    (found,) = listed(market(precision={"price": precision, "amount": None}), mode=mode)
    assert (found.tick, found.lot) == (Decimal(tick), Decimal(1))


@pytest.mark.parametrize(
    "changed",
    [
        {"active": False},
        {"type": "option"},
        {"precision": {"price": None, "amount": 1}},
        {"precision": {"price": 0, "amount": 1}},
        {"symbol": "a pair of no id"},
        {"symbol": f"BTC/USD:BTC-261225-{'9' * 20}-C"},
    ],
    ids=str,
)
def test_what_cannot_be_traded_is_left_out(changed: dict[str, Any]) -> None:
    assert listed(market(**changed)) == []


def test_steps_in_significant_digits_are_no_ticks() -> None:
    assert listed(market(), mode=SIGNIFICANT_DIGITS) == []


def test_instruments_come_by_their_ids() -> None:
    assert [found.id for found in listed(market(), market(symbol="ADA/USDT"))] == ["ADA/USDT", "BTC/USDT"]
