"""What a post picks: the newest, the nearest, the telling, and never what is spent or stale."""

from dataclasses import replace

from maxsignal_posts import PostInput, outline, post_input
from maxsignal_posts.inputs import Fact, StepView
from maxsignal_posts.wire import step_view
from tests.unit.posts.samples import (
    Json,
    fact,
    ict,
    levels,
    long_plan,
    ms,
    rich,
    smc,
    step,
    vsa,
    wait_plan,
    wyckoff,
    zone_fact,
)

OLD = ms(19, 0)


def with_step(changed: Json, **others: object) -> PostInput:
    steps = [changed if given["method"] == changed["method"] else given for given in rich()["steps"]]
    return post_input(rich(steps=steps, **others))


def named(sign: outline.Repeated) -> tuple[str, int]:
    return sign.fact.kind, sign.more


def test_headline_agrees_with_the_bias() -> None:
    falling = {**smc(), "facts": [fact("choch", -1, ms(21, 5), {"level": "smc.break.1"})]}
    told = outline.story(with_step(falling, plan={**long_plan(), "bias": "short"}))
    assert (told.code, told.direction) == ("choch", -1)
    assert outline.story(with_step(falling, plan=wait_plan("no_bias"))).code == "spring"


def test_stale_spring_is_no_headline() -> None:
    spring = fact("spring", 1, OLD, {"price": "wyckoff.spring"})
    told = outline.story(with_step({**wyckoff(), "facts": [spring]}))
    assert told.code == "judas"


def test_shift_before_the_sweep_does_not_answer_it() -> None:
    view = step_view({**ict(), "facts": [fact("mss", 1, ms(20, 1)), fact("mss", -1, ms(21, 5))]})
    sweep = step_view({**ict(), "facts": [fact("sweep", 1, ms(20, 9))]}).facts[0]
    assert outline.followed_by(view, sweep, "mss") is None
    assert outline.followed_by(view, replace(sweep, direction=-1), "mss") == view.facts[1]


def test_taken_liquidity_no_longer_rests() -> None:
    raided = fact("sweep", 1, ms(20, 14), {"level": "ict.swept.1"}, source="pdl")
    prices = [*ict()["levels"], *levels(ict__swept__1=63610, ict__pwl=63100)]
    post = with_step({**ict(), "facts": [raided], "levels": prices})
    assert outline.liquidity(post, -1) == outline.Pool("ict.pwl", "pwl")


def test_liquidity_above_is_the_nearest() -> None:
    assert outline.liquidity(post_input(rich()), 1) == outline.Pool("smc.swing_high.1", "swing_high")
    assert outline.liquidity(post_input(rich(steps=[])), 1) is None


def test_far_pools_are_not_nearby() -> None:
    far = fact("pool", 1, ms(20, 1), {"level": "smc.pool.3"}, touches=2, swept=False)
    view = step_view({**smc(), "facts": [far], "levels": levels(smc__pool__3=69000)})
    assert outline.open_pools(view) == ()


def test_holding_level_lies_behind_the_entry() -> None:
    inside = {**long_plan()["levels"], "wyckoff.range.bottom": "64300"}
    plan = post_input(rich(plan={**long_plan(), "levels": inside})).plan
    assert outline.hold(plan) == "wyckoff.spring"
    beyond = {**long_plan()["levels"], "wyckoff.range.bottom": "63000"}
    assert outline.hold(post_input(rich(plan={**long_plan(), "levels": beyond})).plan) == "wyckoff.spring"
    assert outline.hold(post_input(rich()).plan) == "wyckoff.range.bottom"
    assert outline.hold(post_input(rich(plan=wait_plan("no_zone"))).plan) is None


def test_break_beyond_the_first_target_confirms_nothing() -> None:
    post = post_input(rich())
    assert outline.confirming_break(post, post.plan.legs[0]) is None
    further = replace(post.plan.legs[0], targets=("smc.pool.1",))
    assert outline.confirming_break(post, further) == "smc.swing_high.1"


def signs(*facts: Json) -> list[tuple[str, int]]:
    view = step_view(step("vsa", vsa()["state"], list(facts), []))
    return [named(sign) for sign in outline.vsa_signs(view)]


def test_two_names_for_one_bar_are_one_sign() -> None:
    both = [fact("climax", -1, ms(20, 1)), fact("stopping_volume", -1, ms(20, 1))]
    assert signs(*both) == [("climax", 0)]


def test_loud_signs_come_first_and_quiet_ones_are_counted() -> None:
    quiet = [fact("no_demand", -1, ms(20, hour)) for hour in (5, 6, 7)]
    assert signs(*quiet, fact("climax", 1, OLD)) == [("climax", 0), ("no_demand", 2)]


def test_failed_signs_are_told_for_want_of_others() -> None:
    failed = fact("no_supply", 1, ms(21, 1), status="failed")
    assert signs(failed, fact("test", 1, OLD, status="open")) == [("test", 0)]
    assert signs(failed) == [("no_supply", 0)]


def phase(letter: str, side: str = "accumulation", *, spring: bool = True) -> StepView:
    given = wyckoff()
    prices = [level for level in given["levels"] if spring or level["id"] != "wyckoff.spring"]
    return step_view({**given, "state": {**given["state"], "phase": letter, "side": side}, "levels": prices})


def test_wyckoff_scenario_ends_where_the_range_does() -> None:
    assert outline.wyckoff_cancel(phase("C")) == "wyckoff.spring"
    assert outline.wyckoff_cancel(phase("B", spring=False)) == "wyckoff.range.bottom"
    assert outline.wyckoff_cancel(phase("B", "distribution", spring=False)) == "wyckoff.range.top"


def test_a_range_that_was_left_ends_at_the_price_to_hold() -> None:
    given = wyckoff()
    prices = [*given["levels"], *levels(wyckoff__hold=65_075)]
    left = step_view({**given, "state": {**given["state"], "phase": "D"}, "levels": prices})
    assert outline.wyckoff_cancel(left) == "wyckoff.hold"


def test_events_of_an_older_range_are_left_out() -> None:
    given = wyckoff()
    older = fact("markup", -1, ms(20, 20), {"price": "wyckoff.climax"})
    view = step_view({**given, "facts": [older, *given["facts"]]})
    assert [event.kind for event in outline.wyckoff_events(view)] == ["spring", "secondary_test", "climax"]


def falling_gap(top: float, bottom: float, direction: int = -1, **plan: object) -> Fact | None:
    gap = zone_fact("fvg", direction, ms(20, 9), "smc.fvg.9")
    prices = levels(smc__fvg__9__top=top, smc__fvg__9__bottom=bottom)
    post = with_step({**smc(), "facts": [gap], "levels": prices}, plan={**long_plan(), **plan})
    return outline.imbalance_at(post, "plan.lower")


def test_imbalance_of_a_fall_lies_around_the_trigger() -> None:
    assert falling_gap(64100, 63800)
    assert falling_gap(64900, 64700)
    assert not falling_gap(63800, 63700), "price has passed it"
    assert not falling_gap(65100, 64730), "two ATR and more above the trigger"
    assert outline.imbalance_at(post_input(rich()), "plan.nowhere") is None


def test_a_fall_returns_to_no_bullish_imbalance() -> None:
    assert not falling_gap(64100, 63800, direction=1)


def test_a_fall_returns_to_no_zone_of_the_leg() -> None:
    assert not falling_gap(64420, 64180)
    assert falling_gap(64420, 64180, legs=[])


def raided(*facts: Json, plan: Json | None = None) -> Fact | None:
    post = with_step({**smc(), "facts": list(facts)}, plan=plan or long_plan())
    steps = tuple(step for step in post.steps if step.method != "ict")
    return outline.newest_sweep(replace(post, steps=steps))


def test_a_raid_that_agrees_with_the_leg_comes_first() -> None:
    lows, highs = fact("sweep", 1, ms(20, 14)), fact("sweep", -1, ms(21, 5))
    agreeing, newest = raided(highs, lows), raided(highs, lows, plan=wait_plan("no_zone"))
    assert agreeing is not None
    assert newest is not None
    assert (agreeing.direction, newest.direction) == (1, -1)
    assert raided(highs) == newest
    assert raided(fact("sweep", 1, OLD)) is None


def test_a_return_zone_prefers_the_side_of_the_leg() -> None:
    own = zone_fact("pd_array", 1, ms(21, 3), "ict.pd.1", source="fvg", distance_atr=2.0)
    near = zone_fact("pd_array", -1, ms(21, 3), "ict.pd.2", source="fvg", distance_atr=0.1)
    post = with_step({**ict(), "state": {"bias": -1}, "facts": [near, own]})
    found = outline.nearest_array(post.step("ict"), post.plan)
    assert found is not None
    assert found.direction == 1


def test_a_line_of_liquidity_is_no_return_zone() -> None:
    line = zone_fact("pd_array", 1, ms(21, 3), "ict.pd.1", source="pdl", distance_atr=0.1)
    post = with_step({**ict(), "facts": [line]})
    assert outline.nearest_array(post.step("ict"), post.plan) is None


def cause(*facts: Json) -> str | None:
    found = outline.vsa_cause(step_view(step("vsa", vsa()["state"], list(facts), [])))
    return found.id if isinstance(found, Fact) else found


def test_background_comes_from_the_last_standing_climax() -> None:
    failed = fact("climax", 1, ms(21, 1), status="failed")
    standing = fact("climax", -1, ms(20, 1), status="expired")
    assert cause(failed, standing) == standing["id"]
    assert cause(failed) is None
    assert cause({**standing, "age": 50}) is None


def test_a_range_is_forming_until_its_edges_are_drawn() -> None:
    drawn = wyckoff()
    edgeless = {**drawn, "levels": []}
    assert outline.is_forming(step_view(edgeless))
    assert not outline.is_forming(step_view(drawn))
    assert not outline.is_forming(step_view({**edgeless, "facts": []}))


def test_a_depth_that_prints_as_zero_is_left_out() -> None:
    view = step_view({**smc(), "facts": [fact("sweep", 1, OLD, depth_atr=d) for d in (0.004, 0.005)]})
    assert [outline.depth(sweep) for sweep in view.facts] == [None, 0.005]
