"""Requests and models as the tests of the library know them."""

from decimal import Decimal
from typing import Any

from maxsignal_common.store.llm_models import CatalogueModel
from maxsignal_llm.port import Message, ModelRequest

DEAR = CatalogueModel("a/one", "One", "a", 128_000, Decimal("0.000001"), Decimal("0.000002"), enabled=True)
CHEAP = CatalogueModel("b/two", "Two", "b", 8_192, Decimal("0.0000001"), Decimal("0.0000002"), enabled=True)
OFF = CatalogueModel("c/off", "Off", "c", 8_192, Decimal(0), Decimal(0))
UNPRICED = CatalogueModel("d/auto", "Auto", "d", enabled=True)
KNOWN = {model.id: model for model in (DEAR, CHEAP, OFF, UNPRICED)}


def request(text: str = "Что видно на графике?", **more: Any) -> ModelRequest:
    words = {"model": "a/one", "messages": (Message(role="user", content=text),), "max_tokens": 500}
    return ModelRequest(**{**words, "output_schema": {"type": "object"}, **more})
