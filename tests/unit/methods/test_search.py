import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods.search import FirstReach, earliest, unless_after

PRICES = st.lists(st.integers(-5, 5), max_size=40)


def naive(values: list[int], start: int, level: int, *, strict: bool) -> int:
    hits = (t for t in range(start, len(values)) if values[t] < level or (values[t] == level and not strict))
    return next(hits, -1)


@given(PRICES, st.integers(0, 45), st.integers(-6, 6))
def test_first_bar_at_or_below_equals_a_scan(values: list[int], start: int, level: int) -> None:
    search = FirstReach(np.array(values, dtype=np.float64))
    assert search.at_most(start, level).tolist() == [naive(values, start, level, strict=False)]
    assert search.below(start, level).tolist() == [naive(values, start, level, strict=True)]


def test_many_questions_are_answered_at_once() -> None:
    search = FirstReach(np.array([5.0, 3.0, 1.0, 4.0]))
    assert search.at_most(np.array([0, 2, 3]), np.array([3.0, 3.0, 3.0])).tolist() == [1, 2, -1]


def test_earliest_skips_what_never_happened() -> None:
    first = earliest(np.array([3, -1, -1]), np.array([2, 5, -1]))
    assert first.tolist() == [2, 5, -1]


def test_nothing_counts_after_the_end() -> None:
    assert unless_after(np.array([3, 5, 6, -1]), np.array([5, 5, 5, -1])).tolist() == [3, 5, -1, -1]
    assert unless_after(np.array([9]), np.array([-1])).tolist() == [9]
