"""What a run is going to cost, from prices, past calls and the length of prompts."""

from decimal import Decimal
from typing import Any

from maxsignal_api.analyses.estimating import CALLS_AT_MOST, REPEATED_BYTES, Known, estimate_steps
from maxsignal_api.analyses.schemas import StepEstimate
from maxsignal_api.analyses.views import total, within
from maxsignal_common.analysis import AnalysisSpec
from maxsignal_common.store.llm_models import CatalogueModel
from maxsignal_common.store.llm_usage import StepUsage

MICRO = Decimal("0.000001")
DEAR = CatalogueModel("a/one", "One", "a", None, MICRO, 2 * MICRO, enabled=True)
CHEAP = CatalogueModel("b/two", "Two", "b", None, MICRO / 10, MICRO / 5, enabled=True)
AUTO = CatalogueModel("d/auto", "Auto", "d", enabled=True)
MODELS = {one.id: one for one in (DEAR, CHEAP, AUTO)}
PAST = Known(MODELS, {"smc": StepUsage(7, 3000, 250, 12_000)}, {"smc": 5_000})
NOTHING_PAST = Known(MODELS, {}, {"smc": 5_000})


def estimated(known: Known = PAST, languages: tuple[str, ...] = ("en",), **step: Any) -> StepEstimate:
    told = {"steps": [{"method": "smc", "model": DEAR.id, **step}], "languages": languages}
    (found,) = estimate_steps(AnalysisSpec.model_validate(told), known)
    return found


def test_past_calls_price_the_next_one() -> None:
    found = estimated()
    assert (found.basis, found.expected_usd) == ("past_calls", 3000 * MICRO + 250 * 2 * MICRO)


def test_every_language_is_asked_on_its_own() -> None:
    both, one = estimated(languages=("en", "ru")), estimated()
    assert both.expected_usd == 2 * (one.expected_usd or 0)
    assert both.worst_usd == 2 * (one.worst_usd or 0)


def test_step_without_a_past_is_priced_by_its_prompt() -> None:
    found = estimated(NOTHING_PAST)
    assert (found.basis, found.prompt_tokens, found.answer_tokens) == ("prompt_length", 5_000, 400)
    assert found.expected_usd == 5_000 * MICRO + 400 * 2 * MICRO


def test_worst_case_is_the_dearest_model_and_a_repair() -> None:
    cheap = estimated(model=CHEAP.id, fallback_models=[DEAR.id], max_tokens=1000)
    prompt = CALLS_AT_MOST * 15_000 + REPEATED_BYTES
    assert cheap.worst_usd == prompt * MICRO + CALLS_AT_MOST * 1000 * 2 * MICRO
    assert cheap.expected_usd == 3000 * MICRO / 10 + 250 * MICRO / 5


def test_answer_is_not_expected_above_its_limit() -> None:
    assert estimated(max_tokens=100).answer_tokens == 100


def test_model_without_a_price_has_no_cost() -> None:
    found = estimated(model=AUTO.id)
    assert (found.expected_usd, found.worst_usd, found.enabled) == (None, None, False)


def test_fallback_with_a_price_is_who_will_be_paid() -> None:
    assert (
        estimated(model=AUTO.id, fallback_models=[CHEAP.id]).expected_usd
        == estimated(model=CHEAP.id).expected_usd
    )


def test_unknown_model_has_no_cost_and_is_not_asked() -> None:
    found = estimated(model="x/unknown")
    assert (found.expected_usd, found.enabled) == (None, False)


def test_merge_step_is_priced_and_twins_are_not() -> None:
    told = {"merge": {"model": CHEAP.id}, "languages": ["en"]}
    found = estimate_steps(AnalysisSpec.model_validate(told), PAST)
    assert [one.step for one in found] == ["merge"]


def test_one_unknown_amount_makes_the_total_unknown() -> None:
    assert total([MICRO, None]) is None
    assert total([]) == 0


def test_budget_bounds_what_a_run_costs() -> None:
    assert within(MICRO, 2 * MICRO) == MICRO
    assert within(None, 2 * MICRO) == 2 * MICRO
    assert within(MICRO, None) is None
