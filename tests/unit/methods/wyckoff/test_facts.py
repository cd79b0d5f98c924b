import pytest

from maxsignal_methods import MethodResult, analyze
from tests.unit.methods.build import candles, closes
from tests.unit.methods.wyckoff import schematic
from tests.unit.methods.wyckoff.schematic import Chart

SPRUNG: MethodResult = analyze(schematic.sprung().candles(), "wyckoff")


def test_the_range_and_its_extremes_are_levels() -> None:
    prices = {level.id: level.price for level in SPRUNG.levels}
    assert prices["wyckoff.range.top"] == 112.5
    assert prices["wyckoff.range.bottom"] == 99.5
    assert prices["wyckoff.climax"] == 99.5
    assert prices["wyckoff.spring"] == 98.5


def test_facts_are_the_steps_newest_first() -> None:
    steps = [fact.kind for fact in SPRUNG.facts]
    assert steps == ["spring", "secondary_test", "automatic_reaction", "climax"]


def test_only_a_spring_has_a_depth() -> None:
    depth = {fact.kind: fact.values["depth_atr"] for fact in SPRUNG.facts}
    assert isinstance(depth.pop("spring"), float)
    assert set(depth.values()) == {None}


def test_state_measures_the_range() -> None:
    state = SPRUNG.state
    assert isinstance(state["atr"], float)
    assert state["width_atr"] == pytest.approx(13 / state["atr"])
    assert state["range_age"] == len(schematic.sprung().rows) - 1 - 45


def test_confidence_grows_with_each_agreeing_step() -> None:
    charts = (schematic.tested(), schematic.sprung(), schematic.strong())
    told = []
    for chart in charts:
        padded = Chart().go(*[150.0] * 20)
        padded.rows += chart.rows
        padded.volume += chart.volume
        confidence = analyze(padded.candles(), "wyckoff").state["confidence"]
        assert isinstance(confidence, float)
        told.append(confidence)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1


def test_a_market_without_a_range_says_so() -> None:
    result = analyze(candles(closes(*[10.0, 11.0] * 40)), "wyckoff")
    assert (result.state["phase"], result.state["side"], result.state["next"]) == ("none",) * 3
    assert result.facts == ()


def test_a_range_that_just_failed_is_still_told() -> None:
    chart = schematic.built().go(103, 95)
    result = analyze(chart.candles(), "wyckoff")
    assert result.state["phase"] == "none"
    assert result.facts[0].kind == "breakdown"


def test_only_the_open_range_is_told() -> None:
    chart = schematic.built().go(103, 95, *(95 - n for n in range(1, 30)))
    chart.bar((66, 66.5, 58, 60), volume=60).go(63, 66, 69, 71, 69, 67, 65)
    steps = [fact.kind for fact in analyze(chart.candles(), "wyckoff").facts]
    assert steps == ["automatic_reaction", "climax"]


def test_missing_volume_is_warned_of() -> None:
    assert analyze(candles(closes(*range(1, 81)), volume=0), "wyckoff").warnings == ("no_volume",)
