"""Every rule of docs/follow-ups.md, on bars in round numbers."""

from datetime import timedelta

import pytest

from maxsignal_common.market import Timeframe
from maxsignal_common.progress import Course, hold_level, progress
from tests.unit.common.legs import HOUR_MS, KNOWN_MS, Prices, bars, fresh, plan, run, told

AWAY = (102, 103, 101, 102)
INTO = (101, 101, 99, 99.5)
CONFIRMS = (99.5, 101, 99, 100.5)
MINUTE_MS = timedelta(minutes=1) // timedelta(milliseconds=1)


def ended(*, bars: int, touched: bool = True) -> Course:
    return Course(phase="ended", touched=touched, bars=bars, seen_ms=KNOWN_MS + bars * HOUR_MS)


def test_close_beyond_the_zone_after_a_touch_confirms() -> None:
    assert told(AWAY, INTO, CONFIRMS).kinds == ["confirmed"]


def test_price_that_never_came_back_confirms_nothing() -> None:
    assert told(AWAY, AWAY, AWAY).kinds == []


@pytest.mark.parametrize("low", [99, 100])
def test_touch_and_confirming_close_may_be_one_bar(low: float) -> None:
    assert told((102, 103, low, 101)).kinds == ["confirmed"]


def test_close_on_the_level_is_not_beyond_it() -> None:
    assert told(INTO, (99.5, 101, 99, 100)).kinds == []


def test_stop_before_the_entry_ends_the_plan() -> None:
    assert told(INTO, (99, 99, 95, 98)) == (["invalidated"], ["stop"], ended(bars=2))


def test_close_beyond_the_invalidation_ends_the_plan() -> None:
    assert told(INTO, (99, 99, 96.5, 96.9)).levels == ["wrong"]
    assert told(INTO, (99, 99, 96.5, 97)).kinds == []


def test_target_before_the_entry_is_missed() -> None:
    assert told(AWAY, (104, 105, 103, 104)) == (["missed"], ["one"], ended(bars=2, touched=False))


def test_targets_are_told_one_by_one() -> None:
    story = told(CONFIRMS, (101, 106, 101, 105), (105, 109, 104, 108), (108, 112, 107, 111))
    assert story.kinds == ["confirmed", "target", "target"]
    assert (story.levels[1:], story.course.phase) == (["one", "two"], "ended")


def test_target_is_reached_where_price_meets_it() -> None:
    assert told(CONFIRMS, (101, 105, 101, 104)).levels == ["top", "one"]


def test_one_bar_may_reach_both_targets() -> None:
    assert told(CONFIRMS, (101, 115, 100, 112)).levels == ["top", "one", "two"]


def test_stop_and_target_in_one_bar_count_as_stop() -> None:
    assert told(CONFIRMS, (101, 106, 94, 100)).kinds == ["confirmed", "stopped"]


def test_open_beyond_a_target_comes_before_the_stop() -> None:
    assert told(CONFIRMS, (106, 107, 94, 96)).kinds == ["confirmed", "target", "stopped"]


def test_open_beyond_every_target_ends_in_the_last() -> None:
    assert told(CONFIRMS, (111, 112, 90, 91)).kinds == ["confirmed", "target", "target"]


def test_gap_through_the_stop_is_a_stop() -> None:
    assert told(CONFIRMS, (90, 91, 89, 90)).kinds == ["confirmed", "stopped"]


def test_close_is_later_than_the_high_of_its_bar() -> None:
    assert told(CONFIRMS, (101, 106, 96, 96.5)).kinds == ["confirmed", "target", "invalidated"]


def test_stop_after_a_target_is_still_told() -> None:
    assert told(CONFIRMS, (101, 106, 101, 105), (105, 105, 94, 95)).kinds[1:] == ["target", "stopped"]


@pytest.mark.parametrize("story", [[AWAY] * 3, [CONFIRMS] * 3])
def test_leg_ends_with_its_bars_whatever_it_stands_at(story: list[Prices]) -> None:
    assert told(*story, valid_bars=3).kinds[-1:] == ["expired"]
    assert told(*story, valid_bars=3).course.phase == "ended"


def test_last_bar_tells_its_target_and_no_expiry_after_the_last() -> None:
    assert told(CONFIRMS, (101, 106, 101, 105), valid_bars=2).kinds[1:] == ["target", "expired"]
    assert told(CONFIRMS, (101, 112, 101, 111), valid_bars=2).kinds[1:] == ["target", "target"]


def test_last_bar_confirms_nothing() -> None:
    assert told(AWAY, CONFIRMS, valid_bars=2).kinds == ["expired"]


def test_nothing_is_told_after_the_end() -> None:
    assert told(INTO, (99, 99, 94, 95), CONFIRMS, (101, 112, 101, 111)).kinds == ["invalidated"]


def test_bars_up_to_the_plan_are_not_looked_at() -> None:
    old = [bar._replace(open_ms=bar.open_ms - HOUR_MS) for bar in bars([(99, 120, 80, 99)])]
    assert progress(plan(), 0, Timeframe.H1, old, fresh()) == ([], fresh())


@pytest.mark.parametrize(("number", "kinds"), [(12, []), (13, ["confirmed"])])
def test_minutes_confirm_where_a_quarter_hour_closes(number: int, kinds: list[str]) -> None:
    story = bars([*[AWAY] * number, (99, 101, 99, 100.5)], step_ms=MINUTE_MS)
    moments, _ = run(plan(valid_bars=50), story, Timeframe.M1)
    assert [moment.kind for moment in moments] == kinds


def test_daily_bars_confirm_with_their_own_close() -> None:
    odd = [bar._replace(close_ms=bar.close_ms + 1) for bar in bars([CONFIRMS])]
    moments, _ = run(plan(), odd, Timeframe.D1)
    assert [moment.kind for moment in moments] == ["confirmed"]


def test_invalidation_beyond_the_stop_gives_way_to_it() -> None:
    far = plan(wrong="one")
    assert hold_level(far, far.legs[0]) == "stop"
    near = plan()
    assert hold_level(near, near.legs[0]) == "wrong"


def test_entry_by_a_break_needs_no_return() -> None:
    breaking = plan()
    leg = breaking.legs[0].model_copy(update={"entry_type": "stop"})
    moments, _ = run(breaking.model_copy(update={"legs": (leg,)}), bars([(100.5, 102, 100.2, 101)]))
    assert [moment.kind for moment in moments] == ["confirmed"]
