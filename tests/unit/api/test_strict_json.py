"""Only JSON that can be stored and answered passes."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_api.problems import ProblemError
from maxsignal_api.strict_json import MAX_DEPTH, check_json

storable = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | storable,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(storable, inner, max_size=4),
    max_leaves=20,
)


def code_of(body: bytes) -> str:
    with pytest.raises(ProblemError) as refused:
        check_json(body)
    assert refused.value.status == 400
    return refused.value.code


@given(values)
def test_every_storable_value_passes(value: object) -> None:
    check_json(json.dumps(value).encode())
    check_json(json.dumps(value, ensure_ascii=False).encode())


@given(st.binary(max_size=200))
def test_what_passes_can_be_parsed(body: bytes) -> None:
    with suppress(ProblemError):
        check_json(body)
        json.loads(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json_malformed"),
        (b"{", "json_malformed"),
        (b"\xff", "json_encoding"),
        (b"NaN", "json_number"),
        (b"[-Infinity]", "json_number"),
        (b"[1e999]", "json_number"),
        (b"9" * 5000, "json_malformed"),
        (b'"\\ud800"', "json_text"),
        (b'{"\\udfff": 1}', "json_text"),
        (b'["a\\u0000"]', "json_text"),
        (b'{"a": 1, "a": 2}', "json_repeated_key"),
        (b"[" * 100_000, "json_too_deep"),
    ],
)
def test_refused_body_has_a_code(body: bytes, code: str) -> None:
    assert code_of(body) == code


def test_depth_is_limited_exactly() -> None:
    check_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert code_of(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)) == "json_too_deep"


def test_brackets_in_text_are_no_depth() -> None:
    check_json(json.dumps("[" * 100 + '\\"{' + "\\" * 3).encode())


def test_whole_surrogate_pair_is_a_letter() -> None:
    check_json(b'"\\ud83d\\ude80"')
