from dataclasses import replace

import pytest

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.events import Event
from tests.unit.methods.build import SMALL, Row, candles, closes, found

# Up to 5 at bar 2, back to 3, and on: a 2/2 swing high at bar 2, known at bar 4, its high 5.5.
RISE_AND_DIP = (3, 4, 5, 4, 3)
# The mirror at price 10: a swing low at bar 2 whose low is 4.5.
FALL_AND_LIFT = (7, 6, 5, 6, 7)


def told(series: Candles, *kinds: str, params: Params = SMALL, direction: int | None = None) -> list[Event]:
    return found(detect(series, params).events, *kinds, direction=direction)


class TestSwings:
    def test_a_swing_is_known_two_bars_later(self) -> None:
        (swing,) = told(candles(closes(*RISE_AND_DIP)), "swing")
        assert (swing.bar, swing.known, swing.direction, swing.level) == (2, 4, 1, 5.5)

    def test_a_plateau_counts_once_at_its_first_bar(self) -> None:
        swings = told(candles(closes(3, 4, 5, 5, 4, 3, 2)), "swing", direction=1)
        assert [swing.bar for swing in swings] == [2]

    @pytest.mark.parametrize(
        "prices",
        [(3, 4, 5, 4), (5, 4, 5, 4, 3), (3, 4, 5, 4, 6)],
        ids=["one bar short", "equalled on the left", "exceeded on the right"],
    )
    def test_a_near_swing_is_none(self, prices: tuple[float, ...]) -> None:
        assert not [e for e in told(candles(closes(*prices)), "swing", direction=1) if e.bar == 2]

    def test_a_flat_series_has_no_swings(self) -> None:
        assert not told(candles([(5, 5, 5, 5)] * 50), "swing", "swing_major")

    def test_a_higher_high_supersedes_without_a_low_between(self) -> None:
        # no bar of the dip is a 2/2 low: the fall from bar 2 is one bar long at a time
        bars = [(1, 2, 1, 2), (2, 3, 1, 3), (3, 6, 1, 4), (4, 5, 1, 4), (4, 5, 1, 4), (4, 7, 1, 6)]
        bars += [(6, 6, 1, 5), (5, 5, 1, 4)]
        first, second = told(candles(bars), "swing", direction=1)
        assert (first.bar, first.invalid) == (2, second.known)

    def test_labels_compare_with_the_previous_swing(self) -> None:
        prices = (3, 4, 5, 4, 3, 4, 5, 6, 5, 4, 3, 4, 5, 4, 3)
        swings = told(candles(closes(*prices)), "swing", direction=1)
        assert [swing.strength for swing in swings] == [0, 1, -1]


class TestBreaks:
    def test_a_close_above_the_swing_high_breaks_it(self) -> None:
        (event,) = told(candles(closes(*RISE_AND_DIP, 6)), "bos", "choch")
        assert (event.kind, event.direction, event.bar, event.known, event.level) == ("bos", 1, 5, 5, 5.5)

    def test_a_break_names_the_swing_it_broke(self) -> None:
        events = detect(candles(closes(*RISE_AND_DIP, 6)), SMALL).events
        (swing,), (event,) = found(events, "swing", direction=1), found(events, "bos")
        assert (event.ref, swing.filled) == (swing.id, 5)

    def test_a_break_against_the_trend_changes_character(self) -> None:
        events = told(candles(closes(*RISE_AND_DIP, 6, 7, 6, 5, 4, 3, 2)), "bos", "choch")
        assert [(e.kind, e.direction) for e in events] == [("bos", 1), ("choch", -1)]

    @pytest.mark.parametrize(
        "prices",
        [(*RISE_AND_DIP, 5.5), (*RISE_AND_DIP[:4], 6), (*RISE_AND_DIP, 5, 5.4)],
        ids=["a close at the level", "a swing not yet known", "closes below it"],
    )
    def test_a_near_break_is_none(self, prices: tuple[float, ...]) -> None:
        assert not told(candles(closes(*prices)), "bos", "choch", direction=1)

    def test_a_level_breaks_once(self) -> None:
        assert len(told(candles(closes(*RISE_AND_DIP, 6, 5, 6)), "bos", "choch")) == 1

    def test_a_wick_breaks_only_where_wicks_count(self) -> None:
        bars = [*closes(*RISE_AND_DIP), (3, 6, 3, 4)]
        wick = replace(SMALL, smc=replace(SMALL.smc, break_on="wick"))
        assert not told(candles(bars), "bos")
        assert [e.bar for e in told(candles(bars), "bos", params=wick)] == [5]

    @pytest.mark.parametrize(("close", "expected"), [(6, [1]), (4, [-1]), (5, [])])
    def test_a_bar_beyond_both_sides_follows_its_body(self, close: float, expected: list[int]) -> None:
        wick = replace(SMALL, smc=replace(SMALL.smc, internal=1, break_on="wick"))
        bars: list[Row] = [(5, 6, 4, 5), (5, 7, 4, 5), (5, 6, 3, 5), (5, 6, 4, 5), (5, 6, 4, 5)]
        events = told(candles([*bars, (5, 9, 1, close)]), "bos", params=wick)
        assert [event.direction for event in events] == expected


class TestDisplacement:
    QUIET = [(10.0, 10.5, 9.5, 10.0)] * 20

    def told(self, bar: Row) -> list[Event]:
        return told(candles([*self.QUIET, bar]), "displacement", params=Params())

    @pytest.mark.parametrize(("bar", "direction"), [((10, 12, 10, 12), 1), ((10, 10, 8, 8.2), -1)])
    def test_a_wide_full_body_is_displacement(self, bar: Row, direction: int) -> None:
        (event,) = self.told(bar)
        assert (event.direction, event.bar, event.known) == (direction, 20, 20)
        assert event.strength == pytest.approx(abs(bar[3] - bar[0]))

    @pytest.mark.parametrize(
        "bar",
        [(10, 11.4, 10, 11.4), (10, 13, 10, 11.6), (10, 13, 7, 10)],
        ids=["under 1.5 ATR", "mostly wick", "no body"],
    )
    def test_a_near_displacement_is_none(self, bar: Row) -> None:
        assert not self.told(bar)

    def test_nothing_is_displaced_before_atr_is_known(self) -> None:
        assert not told(candles([*self.QUIET[:13], (10, 20, 10, 20)]), "displacement", params=Params())
