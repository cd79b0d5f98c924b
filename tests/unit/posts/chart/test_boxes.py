"""Geometry of labels: rows are pushed apart as little as possible, a word takes the nearest free place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_posts.chart.boxes import Box, nearest_free, push_apart

HEIGHT, TOP, BOTTOM = 10.0, 0.0, 200.0
FRAME = Box(0, 0, 100, 100)
WORD = Box(10, 10, 30, 20)


@given(wishes=st.lists(st.floats(-50, 250), max_size=20).map(sorted))
def test_pushed_rows_keep_order_and_room(wishes: list[float]) -> None:
    tops = push_apart(wishes, HEIGHT, TOP, BOTTOM)
    assert all(after - before >= HEIGHT - 1e-6 for before, after in pairwise(tops))
    assert all(TOP - 1e-6 <= top <= BOTTOM - HEIGHT + 1e-6 for top in tops)
    assert len(tops) == len(wishes)


@pytest.mark.parametrize(
    ("wishes", "tops"),
    [
        ([20, 50], [20, 50]),
        ([50, 50], [45, 55]),
        ([50, 52, 54], [42, 52, 62]),
        ([-30], [0]),
        ([199, 199], [180, 190]),
        ([20, 22, 100], [16, 26, 100]),
        ([], []),
    ],
)
def test_rows_move_no_further_than_they_must(wishes: list[float], tops: list[float]) -> None:
    assert push_apart(wishes, HEIGHT, TOP, BOTTOM) == pytest.approx(tops)


def moved(down: float) -> Box:
    return Box(WORD.left, WORD.top + down, WORD.right, WORD.bottom + down)


def test_first_place_is_taken_where_it_is_free() -> None:
    assert nearest_free([WORD, moved(5)], FRAME, [], []) == WORD


def test_taken_place_is_left_for_the_next() -> None:
    assert nearest_free([WORD, moved(5), moved(10)], FRAME, [WORD], []) == moved(10)


def test_place_off_the_candles_is_worth_a_way() -> None:
    candle = Box(10, 0, 30, 25)
    assert nearest_free([WORD, moved(5), moved(15)], FRAME, [], [candle]) == moved(15)


def test_candles_are_covered_rather_than_going_far() -> None:
    assert nearest_free([WORD, moved(60)], FRAME, [], [Box(19, 0, 21, 25)]) == WORD


def test_no_place_in_the_frame_is_none() -> None:
    assert nearest_free([moved(95), moved(-15)], FRAME, [], []) is None
