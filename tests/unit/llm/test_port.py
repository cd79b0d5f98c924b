"""A request is its text: equal ones have one hash, and anything else another."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from maxsignal_llm import Message
from maxsignal_llm.port import ModelRequest
from tests.unit.llm.samples import request


def test_order_of_a_schema_changes_no_hash() -> None:
    one = request(output_schema={"type": "object", "title": "x"})
    assert one.sha256() == request(output_schema={"title": "x", "type": "object"}).sha256()


@pytest.mark.parametrize(
    "change",
    [
        {"model": "b/two"},
        {"fallbacks": ("b/two",)},
        {"temperature": 0.1},
        {"max_tokens": 501},
        {"prompt_version": "2"},
        {"output_schema": {}},
        {"messages": (Message(role="system", content="x"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_a_request_changes_its_hash(change: dict[str, Any]) -> None:
    assert request(**change).sha256() != request().sha256()


def test_text_holds_the_prompt_to_the_letter() -> None:
    asked = request('Цена "[[smc.fvg.3]]"\n')
    assert ModelRequest.model_validate(json.loads(asked.text)) == asked


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_prompt_that_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        request(text)
