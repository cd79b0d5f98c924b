from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from maxsignal_methods import MethodResult, analyze
from maxsignal_methods.candles import DAY_MS
from maxsignal_methods.result import Value
from tests.unit.methods.build import candles, closes
from tests.unit.methods.wyckoff.cards import market_at

FAILED = "closes 112 108 105"


def read(stage: str, more: str = "", side: int = 1) -> MethodResult:
    return analyze(market_at(stage, more, side=side), "wyckoff")


def dip(low: float, volume: int) -> str:
    """Below support of 99.5 and back on the next bar."""
    return f"closes 105 103 101\n101 101.5 {low} 99 @{volume}\n99 101 98.8 100.5"


def state(stage: str, more: str = "") -> Mapping[str, Value]:
    return read(stage, more).state


SPRUNG = read("sprung")


@pytest.mark.parametrize(
    ("stage", "phase", "following"),
    [
        ("climax", "A", "automatic_reaction"),
        ("reaction", "A", "secondary_test"),
        ("tested", "B", "spring"),
        ("sprung", "C", "sign_of_strength"),
        ("strong", "D", "last_point_of_support"),
        ("supported", "D", "markup"),
    ],
)
def test_each_step_opens_its_phase(stage: str, phase: str, following: str) -> None:
    now = state(stage)
    assert (now["phase"], now["side"], now["next"]) == (phase, "accumulation", following)


def test_a_trend_out_of_the_range_is_phase_e() -> None:
    now = state("supported", "closes 117 119")
    assert (now["phase"], now["next"]) == ("E", "none")


def test_the_mirror_is_distribution() -> None:
    result = read("sprung", side=-1)
    assert (result.state["phase"], result.state["side"]) == ("C", "distribution")
    assert {fact.direction for fact in result.facts} == {-1}


def test_the_range_and_its_extremes_are_levels() -> None:
    prices = {level.id: level.price for level in SPRUNG.levels}
    assert prices["wyckoff.range.top"] == 112.5
    assert prices["wyckoff.range.bottom"] == 99.5
    assert prices["wyckoff.climax"] == 99.5
    assert prices["wyckoff.spring"] == 98.5


@pytest.mark.parametrize(
    ("stage", "more", "price"),
    [
        ("sprung", "closes 104", None),
        ("strong", "closes 117", 106),
        ("supported", "closes 115", 111.5),
        ("supported", "closes 117 119", 106),
    ],
    ids=["inside", "strength", "support", "trend"],
)
def test_a_range_that_was_left_has_a_price_to_hold(stage: str, more: str, price: float | None) -> None:
    for side, expected in ((1, price), (-1, None if price is None else 300 - price)):
        prices = {level.id: level.price for level in read(stage, more, side).levels}
        assert prices.get("wyckoff.hold") == expected


def test_a_climax_alone_has_no_range() -> None:
    result = read("climax", "closes 100 98")
    assert "wyckoff.range.top" not in {level.id for level in result.levels}
    assert result.state["width_atr"] is None


def test_facts_are_the_steps_newest_first() -> None:
    steps = [fact.kind for fact in SPRUNG.facts]
    assert steps == ["spring", "secondary_test", "automatic_reaction", "climax"]


def test_only_a_spring_has_a_depth_and_a_type() -> None:
    for fact in SPRUNG.facts:
        sprung = fact.kind == "spring"
        assert isinstance(fact.values["depth_atr"], float) == sprung
        assert isinstance(fact.values["type"], str) == sprung


@pytest.mark.parametrize(
    ("low", "volume", "kind"),
    [
        (96, 20, "shakeout"),
        (96, 3, "ordinary"),
        (98.5, 20, "ordinary"),
        (98.5, 3, "quiet"),
        (98.5, 8, "ordinary"),
        (96, 0, None),
    ],
)
def test_depth_and_volume_make_the_type_of_a_spring(low: float, volume: int, kind: str | None) -> None:
    for side in (1, -1):
        spring = next(fact for fact in read("built", dip(low, volume), side).facts if fact.kind == "spring")
        assert spring.values["type"] == kind


def test_state_measures_the_range() -> None:
    now = SPRUNG.state
    assert isinstance(now["atr"], float)
    assert now["width_atr"] == pytest.approx(13 / now["atr"])
    assert now["range_age"] == 29


class TestConfidence:
    def test_it_grows_with_each_step(self) -> None:
        told = [read(stage).state["confidence"] for stage in ("tested", "strong", "supported")]
        assert told == sorted(set(told), key=str)

    def test_it_falls_with_a_step_of_the_wrong_volume(self) -> None:
        loud, quiet = (state("built", dip(96, volume))["confidence"] for volume in (20, 3))
        assert loud == pytest.approx(4 / 7 * 3 / 4, abs=1e-3)
        assert quiet == pytest.approx(4 / 7, abs=1e-3)

    def test_a_quiet_test_stands_for_the_spring(self) -> None:
        assert state("built", "closes 105 103 105 107 109 @5")["confidence"] == pytest.approx(4 / 7, abs=1e-3)

    def test_strength_that_failed_counts_no_more(self) -> None:
        assert state("strong", FAILED)["confidence"] == state("sprung")["confidence"]


def test_after_a_failure_strength_is_what_is_missing() -> None:
    now = state("strong", FAILED)
    assert (now["phase"], now["next"]) == ("B", "sign_of_strength")


def test_a_climax_against_an_open_range_does_not_hide_it() -> None:
    # the bar of strength is a buying climax as well
    result = read("sprung", "closes 104 106 108 110\n110 125 109.5 118 @40")
    assert 1 in {event["direction"] for event in result.events if event["kind"] == "sign_of_strength"}
    assert -1 in result.events["direction"]
    assert (result.state["side"], result.state["phase"]) == ("accumulation", "D")


def test_every_kind_that_happened_is_told() -> None:
    pokes = "\n".join(f"108 {112.5 + n / 10:.1f} 107.5 111" for n in range(1, 12))
    told = [fact.kind for fact in read("built", pokes).facts]
    assert told.count("upper_action") == 8
    assert set(told) == {"upper_action", "secondary_test", "automatic_reaction", "climax"}


def test_a_market_without_a_range_says_so() -> None:
    result = analyze(candles(closes(*[10.0, 11.0] * 40)), "wyckoff")
    assert (result.state["phase"], result.state["side"], result.state["next"]) == ("none",) * 3
    assert result.facts == ()


def test_a_range_that_just_failed_is_still_told() -> None:
    result = read("built", "closes 103 95")
    assert result.state["phase"] == "none"
    assert result.facts[0].kind == "breakdown"


def test_only_the_open_range_is_told() -> None:
    fall = "closes 103 " + " ".join(str(95 - n) for n in range(30))
    result = read("built", f"{fall}\n66 66.5 58 60 @60\ncloses 63 66 69 71 69 67 65")
    assert [fact.kind for fact in result.facts] == ["automatic_reaction", "climax"]


@pytest.mark.parametrize(("back", "warned"), [(1, True), (29, True), (30, False)])
def test_a_hole_in_the_open_range_is_warned_of(back: int, warned: bool) -> None:  # noqa: FBT001 - a case
    series = market_at("sprung")
    late = np.arange(len(series)) >= len(series) - back
    holed = replace(series, ts_ms=series.ts_ms + 10 * DAY_MS * late)
    assert ("gap_in_window" in analyze(holed, "wyckoff").warnings) is warned


def test_missing_volume_is_warned_of() -> None:
    assert analyze(candles(closes(*range(1, 81)), volume=0), "wyckoff").warnings == ("no_volume",)
