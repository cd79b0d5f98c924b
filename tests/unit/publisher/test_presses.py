"""Data of buttons: within Telegram's limit, and nothing that was not written by us is read."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_publisher.presses import ARGUMENTS, Press, Verb, read_press, read_short, short

RUN = UUID("019a9b3c-7d00-8abc-9def-0123456789ab")


@pytest.mark.parametrize("verb", list(Verb))
def test_what_is_written_is_read(verb: Verb) -> None:
    press = Press.of(verb, *(f"a{number}" for number in range(ARGUMENTS[verb])))
    assert read_press(press.data) == press


def test_last_argument_may_hold_colons() -> None:
    press = Press.of(Verb.TOPIC, "0", "s", "instrument:A:B")
    assert read_press(press.data) == press


@pytest.mark.parametrize(
    "data", ["", "1", "1:", "2:s", "1:nonsense", "1:s:more", "1:t:0:s", "1:l:", "s", ":::::"]
)
def test_forged_data_is_nothing(data: str) -> None:
    assert read_press(data) is None


@given(st.text(max_size=80))
def test_no_text_is_too_strange_to_read(data: str) -> None:
    press = read_press(data)
    assert press is None or press.data == data


@given(st.uuids())
def test_short_id_is_the_same_run(run: UUID) -> None:
    assert read_short(short(run)) == run


@pytest.mark.parametrize("written", ["", "?", "AAAA", "я" * 22, "A" * 23, "A" * 44])
def test_other_text_is_no_run(written: str) -> None:
    assert read_short(written) is None


def test_longest_level_of_a_run_fits_a_button() -> None:
    assert Press.of(Verb.WHY_LEVEL, short(RUN), "wyckoff.last_point_of_support.1").fits
    assert Press.of(Verb.TOPIC, "99", "o", "instrument:" + "A" * 32).fits
