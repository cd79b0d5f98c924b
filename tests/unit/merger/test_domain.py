"""Joined steps become one plan and one post per language, whatever is missing."""

from decimal import Decimal

import pytest

from maxsignal_common.analysis import AnalysisConfig, Language, StepConfig
from maxsignal_common.events import PostMerged, StepsJoined
from maxsignal_common.facts import Method
from maxsignal_common.market import Split
from maxsignal_common.origin import Gap
from maxsignal_merger import domain
from tests.fixtures.recorded import ibm_joined

DAY_MS = 86_400_000


def merge(joined: StepsJoined) -> PostMerged:
    return domain.merge(joined).event


def test_post_is_the_same_for_the_same_steps() -> None:
    assert merge(ibm_joined()).model_dump_json() == merge(ibm_joined()).model_dump_json()


def test_every_language_of_the_analysis_is_written() -> None:
    assert [post.language for post in merge(ibm_joined()).posts] == list(Language)


def test_post_passes_the_gate_with_numbers_to_check() -> None:
    for post in merge(ibm_joined()).posts:
        assert post.grounding.ok
        assert post.grounding.numbers_checked > 10


def test_plan_names_only_levels_it_carries() -> None:
    plan = merge(ibm_joined()).plan
    named = {leg.stop for leg in plan.legs} | {t.level for leg in plan.legs for t in leg.targets}
    named |= {level for scenario in plan.scenarios for level in (scenario.trigger, *scenario.targets)}
    assert named <= set(plan.levels)


@pytest.mark.parametrize("method", Method)
def test_missing_method_is_named_and_the_rest_goes_on(method: Method) -> None:
    merged = merge(ibm_joined(without=(method,)))
    assert merged.missing == (method,)
    assert all(post.grounding.ok for post in merged.posts)


def test_post_comes_even_when_no_method_answered() -> None:
    merged = merge(ibm_joined(without=tuple(Method)))
    assert merged.plan.bias == "wait"
    assert all(len(post.text) > 200 for post in merged.posts)


def test_few_bars_still_make_a_post() -> None:
    assert merge(ibm_joined(12)).posts[0].grounding.ok


def test_post_speaks_as_of_its_last_candle() -> None:
    assert "2013" in merge(ibm_joined()).posts[0].text.splitlines()[-1]


def test_missing_bars_are_counted_and_the_newest_gap_named() -> None:
    joined = ibm_joined()
    last = joined.origin.last_ms
    gaps = (
        Gap(first_ms=last - 5 * DAY_MS, last_ms=last - 4 * DAY_MS, bars=2),
        Gap(first_ms=last, last_ms=last, bars=1),
    )
    origin = joined.origin.model_copy(update={"gaps": gaps, "degraded": True})
    text = merge(joined.model_copy(update={"origin": origin})).posts[0].text
    assert "нет 3\u00a0баров, последний разрыв 01.03" in text


def test_candles_of_a_fallback_are_told() -> None:
    joined = ibm_joined()
    origin = joined.origin.model_copy(update={"fallback_for": "yfinance"})
    assert "запасного источника" in merge(joined.model_copy(update={"origin": origin})).posts[0].text


def test_split_in_the_window_is_told() -> None:
    joined = ibm_joined()
    split = Split(ts_ms=joined.origin.last_ms, ratio=Decimal(4))
    origin = joined.origin.model_copy(update={"splits": (split,)})
    assert "сплита" in merge(joined.model_copy(update={"origin": origin})).posts[0].text


def test_publishing_is_the_analysis_decision() -> None:
    joined = ibm_joined()
    quiet = joined.model_copy(update={"config": AnalysisConfig(auto_publish=False)})
    assert (merge(joined).auto_publish, merge(quiet).auto_publish) == (True, False)


def test_method_that_was_not_asked_is_not_missed() -> None:
    joined = ibm_joined()
    asked = (Method.WYCKOFF, Method.SMC)
    config = AnalysisConfig(steps=tuple(StepConfig(method=method) for method in asked))
    completed = tuple(step for step in joined.completed if step.method in asked)
    post = merge(joined.model_copy(update={"config": config, "completed": completed})).posts[0]
    assert "2️⃣ SMC" in post.text
    assert "ICT" not in post.text.replace("SMC и ICT", "")
    assert "нет ответа" not in post.text
