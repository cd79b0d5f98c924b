"""Which model is asked next, for how much, and after which pause."""

from decimal import Decimal
from random import Random

import pytest

from maxsignal_llm.faults import Failed, Fault
from maxsignal_llm.ladder import Ladder
from maxsignal_llm.port import GiveUpReason
from tests.unit.llm.samples import CHEAP, KNOWN, request


def ladder(*fallbacks: str, cheaper: tuple[str, ...] = (), routes: int = 1, model: str = "a/one") -> Ladder:
    return Ladder(request(model=model, fallbacks=fallbacks), KNOWN, cheaper, routes)


def models(of: Ladder) -> tuple[str, ...]:
    rung = of.rung()
    return rung.models if rung else ()


def test_models_that_are_off_or_without_price_are_left_out() -> None:
    assert models(ladder("c/off", "d/auto", "e/none", "b/two", routes=9)) == ("a/one", "b/two")


def test_no_usable_model_is_said() -> None:
    empty = ladder(model="c/off")
    assert empty.rung() is None
    assert empty.why.reason is GiveUpReason.NO_MODEL


@pytest.mark.parametrize(
    ("model", "advice"),
    [
        ("e/none", "not in the catalogue: `maxsignal models sync`, then `maxsignal models enable e/none`"),
        ("c/off", "switched off: `maxsignal models enable c/off`"),
        ("d/auto", "no price: `maxsignal models enable d/auto --prompt-price"),
    ],
)
def test_unusable_model_brings_its_remedy(model: str, advice: str) -> None:
    assert advice in ladder(model=model).why.detail


def test_rung_costs_what_its_dearest_model_may() -> None:
    both, dear = ladder("b/two", routes=3).rung(), ladder("b/two", routes=1).rung()
    assert both
    assert dear
    assert both.worst == dear.worst


def test_budget_leaves_only_cheaper_models() -> None:
    climbing = ladder("b/two", routes=3)
    rung = climbing.rung()
    assert rung
    climbing.too_dear(rung, "day:2026-11-21")
    assert models(climbing) == ("b/two",)
    assert climbing.why.reason is GiveUpReason.BUDGET


def test_budget_that_pays_nothing_ends_the_ladder() -> None:
    climbing = ladder(cheaper=(CHEAP.id,))
    while rung := climbing.rung():
        climbing.too_dear(rung, "run")
    assert climbing.why.detail.startswith("run cannot pay 0.00")


@pytest.mark.parametrize("fault", Fault)
def test_ladder_ends_whatever_fails(fault: Fault) -> None:
    climbing, rng, calls = ladder("b/two"), Random(1), 0
    while climbing.rung():
        climbing.failed(Failed(fault, ""), rng)
        calls += 1
    assert calls in {1, 2, 6}
    assert climbing.why.detail.startswith(fault)


def test_pauses_are_jittered_and_bounded() -> None:
    waits = [ladder().failed(Failed(Fault.PROVIDER_DOWN, ""), Random(seed)) for seed in range(50)]
    assert 0 <= min(waits) < 0.2
    assert 0.8 < max(waits) <= 1


def test_retry_after_is_kept() -> None:
    assert ladder().failed(Failed(Fault.RATE_LIMITED, "", retry_after_s=5), Random(1)) >= 5


def test_price_of_a_stranger_is_not_known() -> None:
    assert ladder().price_of("x/none") is None
    assert ladder().price_of(None) is None


def test_worst_case_of_nothing_is_nothing() -> None:
    free = CHEAP._replace(prompt_price=Decimal(0), completion_price=Decimal(0))
    rung = Ladder(request(model=free.id), {free.id: free}, (), 1).rung()
    assert rung
    assert rung.worst == 0
