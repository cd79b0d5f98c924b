"""A plan never tells the reader two opposite things: its scenarios agree with its leg."""

from decimal import Decimal
from functools import cache

import pytest

from maxsignal_methods import METHODS, Plan, analyze, plan
from tests.unit.methods.build import recorded
from tests.unit.methods.planning.build import MAGNETS, RESISTANCE, SUPPORT, Zones, planned, smc

BARS, STEP = 300, 54


@cache
def plans(symbol: str) -> list[tuple[Plan, Decimal]]:
    """The plans of every window of the recorded candles that has a leg, with its ATR."""
    series, found = recorded(symbol), []
    for end in range(BARS, len(series) + 1, STEP):
        window = series[end - BARS : end]
        results = [analyze(window, method) for method in METHODS]
        atr = results[0].state["atr"]
        assert isinstance(atr, float)
        found.append((plan(results, float(window.close[-1]), atr, "0.01"), Decimal(str(atr))))
    return [(decided, atr) for decided, atr in found if decided.legs]


@pytest.mark.parametrize("symbol", ["IBM", "GOOG"])
def test_no_trigger_denies_the_entry_zone(symbol: str) -> None:
    assert len(plans(symbol)) > 10
    for decided, _ in plans(symbol):
        price, (leg,) = decided.levels, decided.legs
        top, bottom = price[leg.entry_zone.top], price[leg.entry_zone.bottom]
        upper, lower = price["plan.upper"], price["plan.lower"]
        assert lower <= bottom < top <= upper


@pytest.mark.parametrize("symbol", ["IBM", "GOOG"])
def test_no_target_lies_in_the_entry_zone(symbol: str) -> None:
    for decided, _ in plans(symbol):
        price, (leg,) = decided.levels, decided.legs
        top, bottom = price[leg.entry_zone.top], price[leg.entry_zone.bottom]
        aimed = [price[target] for scenario in decided.scenarios[:2] for target in scenario.targets]
        assert not [target for target in aimed if bottom <= target <= top]


@pytest.mark.parametrize("symbol", ["IBM", "GOOG"])
def test_no_target_is_out_of_reach(symbol: str) -> None:
    for decided, atr in plans(symbol):
        price, (leg,) = decided.levels, decided.legs
        start = price[leg.confirmation.level]
        assert all(abs(price[target.level] - start) <= 8 * atr for target in leg.targets)
        for scenario in decided.scenarios[:2]:
            reached = (abs(price[target] - price[scenario.trigger]) for target in scenario.targets)
            assert all(away <= 8 * atr for away in reached)


def test_the_stop_of_a_long_is_the_trigger_of_the_bear() -> None:
    decided = planned(smc(1, SUPPORT, {**MAGNETS, "low.0": 99.0}))
    assert decided.levels["plan.lower"] == decided.levels[decided.legs[0].stop] == Decimal("96.0")
    assert decided.scenarios[1].targets == ("smc.low.1", "smc.low.2")


def test_the_stop_of_a_short_is_the_trigger_of_the_bull() -> None:
    decided = planned(smc(-1, RESISTANCE, {**MAGNETS, "high.0": 101.0}))
    assert decided.levels["plan.upper"] == decided.levels[decided.legs[0].stop] == Decimal("104.0")


def test_a_level_beyond_the_stop_stays_the_trigger() -> None:
    assert planned(smc(1, SUPPORT, MAGNETS)).levels["plan.lower"] == Decimal(94)


def test_a_long_in_its_zone_is_triggered_beyond_it() -> None:
    decided = planned(smc(1, {"fvg.1": (1, 101.5, 99.0)}, {**MAGNETS, "high.0": 101.0, "high.4": 116.0}))
    assert decided.legs
    assert decided.levels["plan.upper"] == Decimal("101.5")


def test_a_zone_without_height_on_the_tick_is_none() -> None:
    flat: Zones = {"fvg.1": (1, 98.04, 97.96)}
    assert planned(smc(1, flat, MAGNETS)).reasons == ("no_zone",)


def test_a_level_beyond_reach_is_no_target() -> None:
    decided = planned(smc(1, SUPPORT, {"high.1": 108.0, "high.2": 114.1}))
    assert [target.level for target in decided.legs[0].targets] == ["smc.high.1"]
