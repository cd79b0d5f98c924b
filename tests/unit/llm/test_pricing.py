"""What a call may cost at most, and what is booked for it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from maxsignal_common.store.llm_models import Price
from maxsignal_llm.faults import Answer, Failed, Fault, Served, Usage
from maxsignal_llm.pricing import charge, most_prompt_tokens, worst_case
from tests.unit.llm.samples import request

PRICE = Price(Decimal("0.001"), Decimal("0.002"), Decimal("0.5"))
WORST = Decimal(9)


def answer(**usage: object) -> Answer:
    return Answer("{}", Usage(**usage), Served())  # type: ignore[arg-type] # as each test says


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_no_prompt_has_more_tokens_than_bytes(text: str) -> None:
    assert most_prompt_tokens(request(text)) > len(text.encode())


def test_worst_case_counts_prompt_answer_and_request() -> None:
    expected = Decimal("0.5") + most_prompt_tokens(request()) * PRICE.prompt + 500 * PRICE.completion
    assert worst_case(request(), PRICE) == expected


def test_providers_word_comes_first() -> None:
    told = answer(prompt_tokens=10, completion_tokens=1, cost=Decimal("0.07"))
    assert charge(told, PRICE, WORST) == (Decimal("0.07"), "usage")


def test_tokens_are_priced_by_the_catalogue() -> None:
    told = answer(prompt_tokens=10, completion_tokens=1)
    assert charge(told, PRICE, WORST) == (Decimal("0.512"), "catalogue")


def test_failure_with_usage_is_charged() -> None:
    failed = Failed(Fault.TRUNCATED, "", usage=Usage(cost=Decimal(1)))
    assert charge(failed, PRICE, WORST) == (Decimal(1), "usage")


def test_refusal_by_status_is_free() -> None:
    assert charge(Failed(Fault.RATE_LIMITED, ""), PRICE, WORST) == (Decimal(0), "none")


def test_unknown_cost_is_the_worst_case() -> None:
    assert charge(Failed(Fault.TIMED_OUT, ""), PRICE, WORST) == (WORST, "worst_case")
    assert charge(answer(prompt_tokens=10), PRICE, WORST) == (WORST, "worst_case")
    assert charge(answer(prompt_tokens=10, completion_tokens=1), None, WORST) == (WORST, "worst_case")


def test_zeros_for_a_priced_answer_are_not_believed() -> None:
    gateway = answer(prompt_tokens=10, completion_tokens=1, cost=Decimal(0))
    assert charge(gateway, PRICE, WORST) == (Decimal("0.512"), "catalogue")
    assert charge(answer(prompt_tokens=0, completion_tokens=0), PRICE, WORST) == (WORST, "worst_case")


def test_zeros_of_a_free_model_and_of_a_failure_are() -> None:
    free = Price(Decimal(0), Decimal(0))
    assert charge(answer(cost=Decimal(0)), free, WORST) == (Decimal(0), "usage")
    nothing = Failed(Fault.EMPTY_CONTENT, "", usage=Usage(cost=Decimal(0)))
    assert charge(nothing, PRICE, WORST) == (Decimal(0), "usage")
