"""What arrives over the bus becomes an input: shapes, statuses, exact prices."""

from decimal import Decimal

import pytest

from maxsignal_posts import post_input
from maxsignal_posts.wire import plan_view, step_view
from tests.unit.posts.samples import Json, empty_plan, long_plan, rich, smc


def test_prices_are_the_decimals_they_were_printed_as() -> None:
    step = step_view({**smc(), "levels": [{"id": "smc.eq", "price": 0.1 + 0.2, "kind": "eq"}]})
    assert step.levels["smc.eq"] == Decimal("0.30000000000000004")
    assert post_input(rich(tick=0.01)).tick == Decimal("0.01")


@pytest.mark.parametrize(
    ("venue", "shown"),
    [
        ("NYSE", "NYSE"),
        ("Ждём www.evil.example сейчас", "Ждём сейчас"),
        ("https://evil.example/claim", "\u2014"),
    ],
)
def test_venue_brings_no_link_into_a_post(venue: str, shown: str) -> None:
    assert post_input(rich(source=venue)).source == shown


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ({"method": "smc", "facts": [], "levels": []}, "ok"),
        ({"method": "smc", "code": "insufficient_bars", "detail": "12 of 40"}, "insufficient_bars"),
        ({"method": "smc", "warnings": ["insufficient_bars"]}, "insufficient_bars"),
        ({"method": "smc", "code": "model_failed", "detail": ""}, "failed"),
        ({"method": "smc", "status": "missing"}, "missing"),
    ],
)
def test_step_says_whether_it_can_speak(step: Json, status: str) -> None:
    assert step_view(step).status == status


def test_warning_beside_facts_silences_nothing() -> None:
    assert step_view({**smc(), "warnings": ["insufficient_bars"]}).ok


def test_method_that_sent_nothing_is_missing() -> None:
    post = post_input(rich(steps=[smc()]))
    assert post.missing == ("wyckoff", "vsa", "delta", "ict")
    assert post.step("vsa").status == "missing"


def test_plan_keeps_its_legs_and_scenarios() -> None:
    plan = plan_view(long_plan())
    assert plan.legs[0].targets == ("plan.target.1", "smc.pool.1", "plan.target.3")
    assert (plan.bull.trigger, plan.bear.trigger) == ("plan.upper", "plan.lower")
    assert plan_view(empty_plan()).bull.trigger is None


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        post_input(rich(as_of="2026-11-21T08:00:00"))
    assert post_input(rich(as_of="2026-11-21T08:00:00+00:00")) == post_input(rich())


def test_zones_that_print_as_one_price_are_dropped() -> None:
    whole, coarse = (post_input(rich(tick=tick)).step("smc").facts for tick in (1, 1000))
    assert coarse == tuple(fact for fact in whole if "top" not in fact.levels)
    assert 0 < len(coarse) < len(whole)
