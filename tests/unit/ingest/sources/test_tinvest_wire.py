"""T-Invest's messages are read exactly or not at all."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from maxsignal_ingest.sources.tinvest_wire import CandlesReply, Quotation

INT64 = st.integers(-(2**63), 2**63 - 1)
NANO = st.integers(-(10**9) + 1, 10**9 - 1)


@given(units=INT64, nano=NANO)
def test_quotation_is_exact_to_the_last_nano(units: int, nano: int) -> None:
    nano = abs(nano) if units > 0 else -abs(nano) if units < 0 else nano
    read = Quotation.model_validate_json(json.dumps({"units": str(units), "nano": nano}))
    assert read.exact() * 10**9 == units * 10**9 + nano


@given(kopecks=st.integers(1, 10**9))
def test_price_is_the_float_of_its_decimal_text(kopecks: int) -> None:
    units, rest = divmod(kopecks, 100)
    read = Quotation(units=units, nano=rest * 10**7)
    assert float(read.exact()) == float(f"{units}.{rest:02d}")


@given(units=INT64.filter(bool), nano=NANO.filter(bool))
def test_parts_of_opposite_sign_are_refused(units: int, nano: int) -> None:
    nano = -abs(nano) if units > 0 else abs(nano)
    with pytest.raises(ValidationError, match="differ in sign"):
        Quotation(units=units, nano=nano)


@pytest.mark.parametrize("part", [{"nano": 10**9}, {"units": 2**63}, {"units": "1.5"}, {"units": None}])
def test_impossible_part_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Quotation.model_validate(part)


def test_omitted_parts_are_zero() -> None:
    assert Quotation.model_validate_json('{"nano": 50000000}').exact() == Decimal("0.05")
    assert Quotation.model_validate_json("{}").exact() == 0


def test_unknown_fields_of_the_venue_are_ignored() -> None:
    price = '{"units": "1", "nano": 0, "currency": "rub"}'
    prices = ", ".join(f'"{name}": {price}' for name in ("open", "high", "low", "close"))
    row = f'{{{prices}, "time": "2026-11-20T07:00:00.123456789Z", "weather": "snow"}}'
    (candle,) = CandlesReply.model_validate_json(f'{{"candles": [{row}], "new": []}}').candles
    assert (candle.volume, candle.is_complete, candle.time.hour) == (0, False, 7)
