"""The reader of bodies is total, and believes nothing unseen."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_llm.answers import MOST_DETAIL, parse_json, read_body, readable
from maxsignal_llm.faults import Answer, Failed, Fault, Usage
from maxsignal_llm.port import is_storable

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ANY_JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
FIELDS = ("choices", "error", "usage", "id", "model", "provider")
MESSAGES = st.fixed_dictionaries({"content": ANY_JSON, "refusal": ANY_JSON})
CHOICES = st.fixed_dictionaries({"message": MESSAGES | ANY_JSON, "finish_reason": ANY_JSON})
NEAR_BODIES = st.dictionaries(st.sampled_from(FIELDS), ANY_JSON | st.lists(CHOICES, min_size=1))


@given(st.binary())
def test_any_bytes_are_read(body: bytes) -> None:
    assert isinstance(read_body(body), Failed)


@given(NEAR_BODIES | ANY_JSON)
def test_any_json_is_read(told: object) -> None:
    outcome = read_body(json.dumps(told).encode())
    text = outcome.content if isinstance(outcome, Answer) else outcome.detail
    assert is_storable(text)
    assert all(is_storable(word or "") for word in outcome.served)


@pytest.mark.parametrize("cost", ["true", '"0.1"', "-0.1", "1e9", "[]", "null"])
def test_unbelievable_cost_is_not_told(cost: str) -> None:
    outcome = read_body(b'{"choices": [], "usage": {"prompt_tokens": true, "cost": %s}}' % cost.encode())
    assert outcome.usage == Usage()


@pytest.mark.parametrize(
    ("told", "booked"), [("0.1", "0.1"), ("3", "3"), ("1e-7", "1e-7"), ("1e-90", "1e-12")]
)
def test_cost_is_exact_or_rounded_up(told: str, booked: str) -> None:
    outcome = read_body(b'{"choices": [], "usage": {"cost": %s}}' % told.encode())
    assert outcome.usage.cost == Decimal(booked)


@pytest.mark.parametrize("code", [429, "429"], ids=["number", "text"])
def test_status_inside_a_200_is_read(code: object) -> None:
    outcome = read_body(json.dumps({"error": {"code": code, "message": "slow\x00 down"}}).encode())
    assert outcome == Failed(Fault.RATE_LIMITED, "slow down", 429)


@pytest.mark.parametrize("code", [None, True, "٤٢٩", 42, "rate_limit", 1e300, [429]])
def test_odd_code_inside_a_200_is_the_providers_trouble(code: object) -> None:
    outcome = read_body(json.dumps({"error": {"code": code}}).encode())
    assert outcome == Failed(Fault.PROVIDER_DOWN, "", 502)


def test_strangers_words_are_short_and_on_one_line() -> None:
    assert readable("a\n\r\tb\x1b[31m \ud800c") == "a b [31m c"
    assert len(readable("word " * 1000)) <= MOST_DETAIL


def test_what_no_reader_should_follow_is_no_json() -> None:
    assert [parse_json(text) for text in ("[" * 100_000, "NaN", "9" * 5000, "1e9999999999999999999")] == [
        None
    ] * 4
