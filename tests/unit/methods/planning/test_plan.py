from dataclasses import asdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_methods import METHODS, MethodResult, Plan, Zone, analyze, plan
from tests.unit.methods.build import EXAMPLES, recorded, walk
from tests.unit.methods.planning.build import (
    MAGNETS,
    RESISTANCE,
    SUPPORT,
    TICK,
    Zones,
    planned,
    smc,
    voting,
)

LONG = planned(smc(1, SUPPORT, MAGNETS))
SHORT = planned(smc(-1, RESISTANCE, MAGNETS))


class TestLeg:
    def test_a_long_buys_the_zone_below(self) -> None:
        (leg,) = LONG.legs
        assert (LONG.bias, LONG.reasons) == ("long", ())
        assert (leg.side, leg.entry_type, leg.entry_zone) == (
            "long",
            "limit",
            Zone("smc.fvg.1.top", "smc.fvg.1.bottom"),
        )
        assert LONG.levels[leg.stop] == Decimal("96.0")

    def test_a_short_sells_the_zone_above(self) -> None:
        (leg,) = SHORT.legs
        assert (leg.side, SHORT.levels[leg.stop]) == ("short", Decimal("104.0"))
        assert [SHORT.levels[target.level] for target in leg.targets] == [Decimal(94), Decimal(90)]

    def test_targets_are_worth_the_risk_nearest_first(self) -> None:
        (leg,) = LONG.legs
        assert [target.level for target in leg.targets] == ["smc.high.1", "smc.high.2", "smc.high.3"]
        assert [target.share for target in leg.targets] == [Decimal("0.5"), Decimal("0.3"), Decimal("0.2")]

    def test_reward_is_measured_from_the_worst_entry(self) -> None:
        # 104 - 98 over 98 - 96
        assert LONG.legs[0].reward_risk == Decimal("3.00")

    def test_the_entry_waits_for_a_close_beyond_the_zone(self) -> None:
        confirmation = LONG.legs[0].confirmation
        assert (confirmation.rule, confirmation.level) == ("close_beyond", "smc.fvg.1.top")
        assert confirmation.timeframes == ("M15", "H1")
        assert SHORT.legs[0].confirmation.level == "smc.fvg.1.bottom"

    @pytest.mark.parametrize(
        ("zone", "magnets", "targets"),
        [
            ((1, 95.0, 94.0), {"high.1": 99.0, "high.2": 104.0, "high.3": 108.0}, ["high.2", "high.3"]),
            ((-1, 106.0, 105.0), {"low.1": 101.0, "low.2": 97.0, "low.3": 93.0}, ["low.2", "low.3"]),
        ],
    )
    def test_no_target_lies_between_price_and_entry(
        self, zone: tuple[int, float, float], magnets: dict[str, float], targets: list[str]
    ) -> None:
        (leg,) = planned(smc(zone[0], {"fvg.1": zone}, magnets)).legs
        assert [target.level for target in leg.targets] == [f"smc.{name}" for name in targets]

    def test_one_target_takes_it_all(self) -> None:
        (leg,) = planned(smc(1, SUPPORT, {"high.1": 108.0})).legs
        assert [target.share for target in leg.targets] == [Decimal(1)]


class TestReasons:
    @pytest.mark.parametrize(
        ("result", "atr", "reasons"),
        [
            (smc(0, SUPPORT, MAGNETS), 2.0, ("no_bias",)),
            (smc(1, SUPPORT, MAGNETS), None, ("no_atr",)),
            (smc(1, SUPPORT, MAGNETS), 0.0, ("no_atr",)),
            (smc(1, {}, MAGNETS), 2.0, ("no_zone",)),
            (smc(1, RESISTANCE, MAGNETS), 2.0, ("no_zone",)),
            (smc(1, SUPPORT, {}), 2.0, ("no_target",)),
            (smc(1, SUPPORT, {"high.1": 99.0}), 2.0, ("no_target",)),
            (smc(1, {"fvg.1": (1, 99.9, 97.0)}, {"high.1": 101.0}), 2.0, ("reward_risk_low",)),
            (smc(1, {"fvg.1": (1, 88.0, 87.0)}, MAGNETS), 2.0, ("zone_too_far",)),
            (smc(1, {"fvg.1": (1, 2.0, 0.5)}, {"high.1": 30.0}), 2.0, ("zone_too_far", "stop_order")),
        ],
    )
    def test_a_plan_that_fails_a_gate_waits(
        self, result: MethodResult, atr: float | None, reasons: tuple[str, ...]
    ) -> None:
        outcome = planned(result, atr=atr)
        assert (outcome.legs, outcome.reasons) == ((), reasons)

    def test_with_nothing_known_every_reason_is_named(self) -> None:
        outcome = plan({}, 100.0, None, TICK)
        assert outcome.reasons == ("no_bias", "no_atr", "no_zone")
        assert (outcome.bias, outcome.key_zone) == ("wait", None)


class TestKeyZone:
    def test_the_nearer_zone_is_the_key(self) -> None:
        zones: Zones = {"fvg.1": (1, 95.0, 94.0), "fvg.2": (1, 98.0, 97.0)}
        assert planned(smc(1, zones, MAGNETS)).key_zone == Zone("smc.fvg.2.top", "smc.fvg.2.bottom")

    def test_of_two_at_price_the_narrow_one_is_the_key(self) -> None:
        zones: Zones = {"fvg.1": (1, 101.0, 90.0), "fvg.2": (1, 100.5, 99.0)}
        assert planned(smc(1, zones, MAGNETS)).key_zone == Zone("smc.fvg.2.top", "smc.fvg.2.bottom")

    def test_a_waiting_plan_still_names_the_nearest(self) -> None:
        assert planned(smc(0, SUPPORT, MAGNETS)).key_zone == Zone("smc.fvg.1.top", "smc.fvg.1.bottom")

    def test_price_inside_a_zone_can_trade_it(self) -> None:
        assert planned(smc(1, {"fvg.1": (1, 101.0, 99.0)}, MAGNETS)).legs


class TestScenarios:
    def test_they_stand_at_the_nearest_levels(self) -> None:
        bull, bear, neutral = LONG.scenarios
        prices = [LONG.levels[scenario.trigger] for scenario in (bull, bear, neutral)]
        assert [s.side for s in (bull, bear, neutral)] == ["bull", "bear", "neutral"]
        assert prices == [Decimal(104), Decimal(94), Decimal(99)]

    def test_each_aims_beyond_its_trigger_and_dies_at_the_other(self) -> None:
        bull, bear, neutral = LONG.scenarios
        assert (bull.targets, bull.invalidation) == (("smc.high.2", "smc.high.3"), "plan.lower")
        assert (bear.targets, bear.invalidation) == (("smc.low.2",), "plan.upper")
        assert (neutral.targets, neutral.invalidation) == (("plan.lower", "plan.upper"), None)

    def test_without_levels_the_triggers_stand_an_atr_away(self) -> None:
        outcome = planned(smc(0, {}, {}))
        assert [outcome.levels[f"plan.{name}"] for name in ("upper", "lower")] == [Decimal(102), Decimal(98)]

    def test_without_atr_they_stand_a_percent_away(self) -> None:
        outcome = planned(smc(0, {}, {}), atr=None)
        assert [outcome.levels[f"plan.{name}"] for name in ("upper", "lower")] == [Decimal(101), Decimal(99)]

    def test_levels_a_quarter_atr_apart_are_one(self) -> None:
        outcome = planned(smc(0, {}, {"high.1": 104.0, "high.2": 104.4, "high.3": 104.5}))
        assert outcome.scenarios[0].targets == ("smc.high.3",)

    def test_a_swept_pool_is_no_target(self) -> None:
        result = analyze(walk(400, seed=2), "smc")
        spent = {f.levels["level"] for f in result.facts if f.kind == "pool" and f.values["swept"]}
        assert not spent & set(planned(result, last=1000.0).levels)


def cited(outcome: Plan) -> set[str]:
    """Every level id the plan mentions anywhere."""
    found: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key != "levels":
                    collect(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                collect(inner)
        elif isinstance(value, str) and "." in value:
            found.add(value)

    collect(asdict(outcome))
    return found


def test_a_tick_is_positive() -> None:
    with pytest.raises(ValueError, match="tick"):
        plan((), 1.0, None, "0")


def test_every_cited_level_has_a_price_on_the_tick() -> None:
    for seed in range(5):
        series = walk(400, seed=seed)
        results = [analyze(series, method) for method in METHODS]
        outcome = plan(results, float(series.close[-1]), 2.0, TICK)
        assert cited(outcome) <= set(outcome.levels)
        assert all(price % TICK == 0 for price in outcome.levels.values())


def test_a_mapping_and_a_sequence_give_the_same_plan() -> None:
    results = {method: analyze(recorded("IBM")[-300:], method) for method in METHODS}
    assert plan(results, 202.91, 2.5, "0.01") == plan(list(results.values()), 202.91, 2.5, "0.01")


def test_events_are_never_read() -> None:
    results = [analyze(recorded("GOOG")[-300:], method) for method in METHODS]
    rebuilt = [MethodResult(r.method, r.state, r.levels, r.facts, r.warnings) for r in results]
    assert plan(rebuilt, 800.0, 10.0, "0.01") == plan(results, 800.0, 10.0, "0.01")


PRICES = st.floats(1, 200, allow_nan=False).map(lambda price: round(price, 3))
ZONES = st.dictionaries(
    st.sampled_from(["fvg.1", "fvg.2", "fvg.3", "fvg.4"]),
    st.tuples(st.sampled_from([1, -1]), PRICES, PRICES).map(lambda z: (z[0], max(z[1:]), min(z[1:]))),
)


@settings(EXAMPLES, max_examples=300)
@given(
    st.sampled_from([1, -1]),
    ZONES,
    st.dictionaries(st.sampled_from([f"high.{n}" for n in range(8)]), PRICES),
    st.sampled_from([Decimal("0.001"), Decimal("0.05"), Decimal(5)]),
    st.floats(0.01, 30),
)
def test_every_leg_passes_every_gate(
    trend: int, zones: Zones, magnets: dict[str, float], tick: Decimal, atr: float
) -> None:
    outcome = plan([smc(trend, zones, magnets)], 100.0, atr, tick)
    assert bool(outcome.legs) != bool(outcome.reasons)
    for leg in outcome.legs:
        price, sign = outcome.levels, 1 if leg.side == "long" else -1
        near, far = (leg.entry_zone.top, leg.entry_zone.bottom)[::sign]
        goals = [sign * price[target.level] for target in leg.targets]
        risk = sign * (price[near] - price[leg.stop])
        assert sign * price[leg.stop] < sign * price[far] <= sign * price[near] < goals[0]
        assert goals == sorted(set(goals))
        assert goals[0] - sign * price[near] >= risk
        assert goals[-1] - sign * price[near] >= Decimal("1.5") * risk
        assert sign * (price[far] - price[leg.stop]) >= max(tick, Decimal(str(atr)) / 2)
        assert sum(target.share for target in leg.targets) == 1


@pytest.mark.parametrize(("trend", "top", "bottom"), [(1, 102.0, 100.0), (-1, 100.0, 98.0)])
def test_a_close_on_a_zones_far_edge_is_inside(trend: int, top: float, bottom: float) -> None:
    outcome = planned(smc(trend, {"fvg.1": (trend, top, bottom)}, MAGNETS), last=100.0)
    assert outcome.key_zone == Zone("smc.fvg.1.top", "smc.fvg.1.bottom")


@pytest.mark.parametrize(
    ("votes", "bias"),
    [
        ([voting("smc", trend=1)], "long"),
        ([voting("smc", trend=-1)], "short"),
        ([voting("smc", trend=1), voting("ict", bias=-1)], "wait"),
        ([voting("smc", trend=1), voting("delta", side=-1, estimated=True)], "wait"),
        ([voting("ict", bias=1), voting("delta", side=1, estimated=False)], "long"),
        ([voting("ict", bias=1), voting("delta", side=1, estimated=True)], "wait"),
        ([voting("vsa", background=-1), voting("wyckoff", phase="C", side="distribution")], "short"),
        ([voting("vsa", background=1), voting("wyckoff", phase="C", side="accumulation")], "long"),
        ([voting("vsa", background=1), voting("wyckoff", phase="B", side="accumulation")], "wait"),
        ([voting("vsa", background=1), voting("wyckoff", phase="E", side="none")], "wait"),
        ([], "wait"),
    ],
)
def test_bias_is_a_vote_in_which_structure_counts_double(votes: list[MethodResult], bias: str) -> None:
    assert planned(*votes).bias == bias
