"""Whatever the market does: what was told stays, comes once, and a short leg mirrors a long one."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from maxsignal_common.market import Timeframe
from maxsignal_common.progress import FINAL, progress
from tests.unit.common.legs import Prices, bars, plan, run


@st.composite
def candles(draw: st.DrawFn) -> Prices:
    """Whole prices around the plan, so that levels are met exactly and often."""
    o, c = draw(st.integers(93, 112)), draw(st.integers(93, 112))
    return (o, max(o, c) + draw(st.integers(0, 4)), min(o, c) - draw(st.integers(0, 4)), c)


stories = st.lists(candles(), max_size=12)
lives = st.integers(1, 14)


@given(stories, lives, st.integers(0, 12))
def test_more_bars_change_nothing_that_was_told(story: Sequence[Prices], life: int, cut: int) -> None:
    of, all_bars = plan(valid_bars=life), bars(story)
    early, course = run(of, all_bars[:cut])
    late, end = progress(of, 0, Timeframe.H1, all_bars, course)
    assert ([*early, *late], end) == run(of, all_bars)


@given(stories, lives)
def test_short_leg_is_the_mirror_of_the_long_one(story: Sequence[Prices], life: int) -> None:
    long, short = (run(plan(short=side, valid_bars=life), bars(story, short=side)) for side in (False, True))
    assert [one[:1] + one[2:] for one in long[0]] == [one[:1] + one[2:] for one in short[0]]
    assert long[1] == short[1]


@given(stories, lives)
def test_each_thing_is_told_once_and_nothing_after_the_end(story: Sequence[Prices], life: int) -> None:
    moments, course = run(plan(valid_bars=life), bars(story))
    kinds = [(moment.kind, moment.number) for moment in moments]
    assert len(kinds) == len(set(kinds))
    ends = [number for number, (kind, _) in enumerate(kinds) if kind in FINAL]
    assert ends in ([], [len(kinds) - 1])
    assert not ends or course.phase == "ended"


@given(stories, lives)
def test_targets_follow_a_confirmation_in_their_order(story: Sequence[Prices], life: int) -> None:
    moments, course = run(plan(valid_bars=life), bars(story))
    numbers = [moment.number for moment in moments if moment.kind == "target"]
    assert numbers == list(range(1, course.reached + 1))
    assert not numbers or moments[0].kind == "confirmed"


@given(stories, lives)
def test_leg_outlives_its_bars_by_none(story: Sequence[Prices], life: int) -> None:
    moments, course = run(plan(valid_bars=life), bars(story))
    assert course.bars <= life
    assert course.phase == "ended" or course.bars < life
    assert {moment.bar for moment in moments} <= set(bars(story)[:life])
