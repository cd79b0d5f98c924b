from dataclasses import replace

import pytest

from maxsignal_methods import Params, detect
from maxsignal_methods.events import Event
from tests.unit.methods.build import SMALL, Row, candles, closes, found

# A 2/2 swing high of 5.5 at bar 2; bar 4 is the last and lowest down close; bar 5 breaks the swing.
BREAK: list[Row] = [*closes(3, 4, 5, 4, 3), (3, 6.5, 2.8, 6)]


def told(bars: list[Row], *kinds: str, params: Params = SMALL) -> list[Event]:
    return found(detect(candles(bars), params).events, *kinds)


def test_the_lowest_down_close_before_the_break_is_the_block() -> None:
    (block,) = told(BREAK, "ob")
    assert (block.bar, block.known, block.direction) == (4, 5, 1)
    assert (block.top, block.bottom) == (4.5, 2.5)


def test_a_block_names_its_break() -> None:
    (block,), (broken,) = told(BREAK, "ob"), told(BREAK, "bos")
    assert block.ref == broken.id


def test_the_later_of_two_equal_lows_is_the_block() -> None:
    bars = [*BREAK[:4], (4, 4.5, 2.5, 3), (3.5, 4.5, 2.5, 3), BREAK[5]]
    assert [block.bar for block in told(bars, "ob")] == [5]


def test_without_a_down_close_the_lowest_bar_is_the_block() -> None:
    bars: list[Row] = [(2, 3, 1.8, 3), (3, 4, 2.8, 4), (4, 5.5, 3.8, 5), (4, 4.6, 2.6, 4.2)]
    bars += [(4, 4.8, 2.7, 4.4), (4, 6.5, 3.9, 6)]
    assert [block.bar for block in told(bars, "ob")] == [3]


def test_a_bar_of_two_atr_is_no_block() -> None:
    quiet = closes(*[3.0] * 15, wick=0.5)
    bars = [*quiet, *closes(3, 4, 5, 4), (4, 4.2, 0.5, 3), (3, 3.5, 2.9, 3.1), (3.1, 6.5, 3, 6)]
    assert [block.bar for block in told(bars, "ob")] == [18]


@pytest.mark.parametrize(("low", "block"), [(0.5, 3), (0.6, 4)])
def test_exactly_two_atr_is_too_wide(low: float, block: int) -> None:
    # an ATR of one bar is the range of the bar before, which is 2
    params = replace(SMALL, measures=replace(SMALL.measures, atr=1))
    bars = [*BREAK[:4], (4, 4.5, low, 3), BREAK[5]]
    assert [event.bar for event in told(bars, "ob", params=params)] == [block]


def test_no_break_leaves_no_block() -> None:
    assert not told([*BREAK[:5], (3, 5.4, 2.8, 5.3)], "ob")


@pytest.mark.parametrize(
    ("bar", "life"),
    [
        ((6, 7, 4.6, 6), (-1, -1, -1)),
        ((6, 7, 4.5, 6), (6, -1, -1)),
        ((6, 7, 3, 3.4), (6, 6, -1)),
        ((6, 7, 2, 2.4), (6, 6, 6)),
    ],
)
def test_a_return_is_touch_middle_or_failure(bar: Row, life: tuple[int, ...]) -> None:
    (block,) = told([*BREAK, bar], "ob")
    assert (block.touched, block.ce, block.invalid) == life


def test_a_failed_block_after_a_new_high_is_a_breaker() -> None:
    bars = [*BREAK, (6, 7, 5.8, 6.8), (6.8, 6.9, 2, 2.2)]
    block, (breaker,) = told(bars, "ob")[0], told(bars, "breaker", "mitigation")
    assert (breaker.kind, breaker.direction, breaker.known, breaker.ref) == ("breaker", -1, 7, block.id)
    assert (breaker.top, breaker.bottom) == (block.top, block.bottom)


def test_a_failed_block_after_a_lower_high_is_mitigation() -> None:
    bars = [*BREAK, (6, 6.4, 5.8, 6.2), (6.2, 6.3, 2, 2.2)]
    assert [event.kind for event in told(bars, "breaker", "mitigation")] == ["mitigation"]


def test_a_breaker_dies_when_price_closes_back_through_it() -> None:
    bars = [*BREAK, (6, 7, 5.8, 6.8), (6.8, 6.9, 2, 2.2), (2.2, 4, 2, 3.9), (3.9, 5, 3.8, 4.8)]
    (breaker,) = told(bars, "breaker")
    assert (breaker.touched, breaker.invalid) == (8, 9)


def test_a_block_may_be_its_body_and_fail_on_a_wick() -> None:
    rule = replace(SMALL.smc, block_zone="body", block_fails_on="wick")
    (block,) = told([*BREAK, (6, 7, 2.9, 6)], "ob", params=replace(SMALL, smc=rule))
    assert (block.top, block.bottom, block.invalid) == (4, 3, 6)
