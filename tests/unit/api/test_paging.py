"""Cursors come back as they were given out, and nothing else is one."""

import base64
from datetime import UTC
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_api.paging import decode_position, encode_position
from maxsignal_api.problems import ProblemError
from maxsignal_common.store.reads import RunPosition

positions = st.builds(RunPosition, st.datetimes(timezones=st.just(UTC)), st.uuids())
START = "2026-11-20T06:00:00+00:00"


@given(positions)
def test_position_survives_its_cursor(position: RunPosition) -> None:
    assert decode_position(encode_position(position)) == position


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        START,
        f"{START} x",
        f" {UUID(int=1)}",
        f"{START} {UUID(int=1)} ",
        f"2026-11-20 {UUID(int=1)}",
        f"2026-11-20T06:00:00 {UUID(int=1)}",
        f"0001-01-01T00:00:00+23:59 {UUID(int=1)}",
    ],
)
def test_composed_cursor_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as refused:
        decode_position(base64.urlsafe_b64encode(text.encode()).decode())
    assert refused.value.code == "invalid_cursor"


@given(st.text(max_size=200))
def test_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(ProblemError):
        decode_position(text)
