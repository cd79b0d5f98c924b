from dataclasses import replace

import pytest

from maxsignal_methods import Params, detect
from maxsignal_methods.events import Event
from tests.unit.methods.build import SMALL, Row, candles, found

# Bars 0-2 leave the gap 10..11 open.
GAP: list[Row] = [(9, 10, 9, 9.5), (9.5, 12, 9.5, 11.5), (11.5, 13, 11, 12.5)]


def told(bars: list[Row], kind: str = "fvg", params: Params = SMALL) -> list[Event]:
    return found(detect(candles(bars), params).events, kind)


def test_a_gap_is_drawn_on_the_middle_bar_and_known_a_bar_later() -> None:
    (gap,) = told(GAP)
    assert (gap.bar, gap.known, gap.direction, gap.top, gap.bottom) == (1, 2, 1, 11, 10)


def test_a_falling_gap_is_the_mirror() -> None:
    (gap,) = told([(20 - o, 20 - low, 20 - h, 20 - c) for o, h, low, c in GAP])
    assert (gap.direction, gap.top, gap.bottom) == (-1, 10, 9)


@pytest.mark.parametrize(
    "bars",
    [
        [GAP[0], GAP[1], (11.5, 13, 10, 12.5)],
        [GAP[0], (9.5, 12, 9.5, 10), GAP[2]],
        GAP[1:],
    ],
    ids=["edges meet", "the middle closes inside", "two bars"],
)
def test_a_near_gap_is_none(bars: list[Row]) -> None:
    assert not told(bars)


@pytest.mark.parametrize(
    ("bar", "life"),
    [
        ((12.5, 13, 11.1, 12), (-1, -1, -1, -1)),
        ((12.5, 13, 11, 12), (3, -1, -1, -1)),
        ((12.5, 13, 10.5, 12), (3, 3, -1, -1)),
        ((12.5, 13, 10, 12), (3, 3, 3, -1)),
        ((12.5, 13, 9, 9.5), (3, 3, 3, 3)),
    ],
)
def test_each_depth_of_a_return_is_recorded(bar: Row, life: tuple[int, ...]) -> None:
    (gap,) = told([*GAP, bar])
    assert (gap.touched, gap.ce, gap.filled, gap.invalid) == life


def test_a_gap_closed_through_turns_into_resistance() -> None:
    bars: list[Row] = [*GAP, (12.5, 13, 9, 9.5), (9.5, 10.4, 9, 9.2)]
    gap, (turned,) = told(bars)[0], told(bars, "ifvg")
    assert (turned.direction, turned.bar, turned.known) == (-1, gap.bar, 3)
    assert (turned.top, turned.bottom, turned.ref) == (gap.top, gap.bottom, gap.id)
    assert (turned.touched, turned.ce) == (4, -1)


@pytest.mark.parametrize(("share", "count"), [(0.9, 1), (1.1, 0)])
def test_a_gap_must_be_worth_a_share_of_atr(share: float, count: int) -> None:
    # every true range before the gap is 1, so the gap of 1 is worth exactly one ATR
    params = replace(SMALL, smc=replace(SMALL.smc, gap_atr=share))
    bars: list[Row] = [(9, 10, 9, 9.5)] * 20 + [(9.5, 12, 9.5, 11.5), (11.5, 13, 11, 12.5)]
    atr = 1 + 1.5 / 14
    (raw,) = told(bars)
    assert raw.strength == pytest.approx(1 / atr)
    assert len(told(bars, params=params)) == count


def test_without_atr_only_raw_gaps_are_seen() -> None:
    assert not told(GAP, params=Params())
