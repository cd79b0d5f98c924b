"""What T-Invest's candles mean to us."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_ingest.sources.tinvest import taker_lots
from maxsignal_ingest.sources.tinvest_wire import HistoricCandle, Quotation

LOTS = st.integers(0, 10**12)
ONE = Quotation(units=1)


def row(volume: int, buys: int, sells: int) -> HistoricCandle:
    at = datetime(2026, 11, 20, 7, tzinfo=UTC)
    told = {"volume": volume, "volumeBuy": buys, "volumeSell": sells}
    return HistoricCandle.model_validate(
        {"open": ONE, "high": ONE, "low": ONE, "close": ONE, "time": at, **told}
    )


@given(buys=LOTS, sells=LOTS.filter(bool), auction=LOTS)
def test_takers_are_such_that_delta_is_buys_less_sells(buys: int, sells: int, auction: int) -> None:
    volume = buys + sells + auction
    bought = taker_lots(row(volume, buys, sells))
    assert bought is not None
    assert 2 * bought - volume == buys - sells
    assert 0 <= bought <= volume


@pytest.mark.parametrize(
    ("volume", "buys", "sells"), [(10, 0, 0), (10, 8, 8), (10, -1, 5), (10, 5, -1)], ids=str
)
def test_sides_that_cannot_be_are_not_told(volume: int, buys: int, sells: int) -> None:
    assert taker_lots(row(volume, buys, sells)) is None


def test_candle_without_trades_has_no_takers() -> None:
    assert taker_lots(row(0, 0, 0)) == Decimal(0)
