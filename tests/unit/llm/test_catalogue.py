"""What is believed of a provider's list of models."""

from decimal import Decimal

import pytest

from maxsignal_llm.catalogue import read_model


def test_entry_of_the_router_is_read() -> None:
    pricing = {"prompt": "0.00000015", "completion": "0.0000006", "request": "0"}
    model = read_model({"id": "v/m:free", "name": "M", "context_length": 8192, "pricing": pricing})
    assert model
    assert (model.provider, model.context, model.enabled) == ("v", 8192, False)
    assert model.price == (Decimal("0.00000015"), Decimal("0.0000006"), Decimal(0))


def test_entry_of_a_local_server_has_no_price() -> None:
    model = read_model({"id": "llama3.2", "object": "model", "owned_by": "library"})
    assert model
    assert (model.provider, model.price, model.context) == ("library", None, None)


@pytest.mark.parametrize("price", ["-1", "NaN", "1e400", "", None, True, [], "0x1", "5"])
def test_odd_price_is_not_known(price: object) -> None:
    model = read_model({"id": "v/m", "pricing": {"prompt": price, "completion": price}})
    assert model
    assert model.price is None


@pytest.mark.parametrize("entry", [None, [], {}, {"id": 5}, {"id": ""}, {"id": "a b"}, {"id": "x" * 200}])
def test_entry_without_a_usable_id_is_left_out(entry: object) -> None:
    assert read_model(entry) is None
