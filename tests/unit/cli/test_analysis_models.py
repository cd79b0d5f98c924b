"""Which models an analysis names, and what is said about their cost."""

import pytest

from maxsignal_cli.analysis_models import cost_lines, with_model
from maxsignal_cli.client import Json
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import AnalysisSpec

PLAIN: Json = AnalysisSpec().model_dump(mode="json")
STEP = {"step": "smc", "model": "a/one", "enabled": True}


def models(spec: AnalysisSpec) -> dict[str, str | None]:
    return {**{step.method.value: step.model for step in spec.steps}, "merge": spec.merge.model}


def estimate(**changes: object) -> Json:
    told = {"steps": [STEP], "cost_usd": "0.02", "worst_usd": "0.1", "budget_usd": None}
    return {**told, **changes}


def test_model_writes_every_step_unless_some_are_named() -> None:
    assert set(models(with_model(PLAIN, (), "a/one", ())).values()) == {"a/one"}
    some = with_model(PLAIN, ("smc", "merge"), "a/one", ("b/two",))
    assert {step for step, model in models(some).items() if model} == {"smc", "merge"}
    assert some.merge.fallback_models == ("b/two",)


def test_twin_takes_a_step_back() -> None:
    told = with_model(PLAIN, (), "a/one", ("b/two",)).model_dump(mode="json")
    assert models(with_model(told, ("ict",), None, ()))["ict"] is None
    assert with_model(told, (), None, ()) == AnalysisSpec()


@pytest.mark.parametrize(
    ("steps", "model", "code"), [(("astrology",), "a/one", "unknown_step"), ((), "a b", "bad_model")]
)
def test_wrong_words_are_refused(steps: tuple[str, ...], model: str, code: str) -> None:
    with pytest.raises(LauncherError) as refused:
        with_model(PLAIN, steps, model, ())
    assert refused.value.code == code


def test_cost_is_told_with_its_bound() -> None:
    assert list(cost_lines(estimate())) == ["a run costs about $0.02, at most $0.1"]
    assert next(cost_lines(estimate(budget_usd="0.05"))).endswith("budget $0.05")


def test_unknown_cost_is_said() -> None:
    assert "not known" in next(cost_lines(estimate(cost_usd=None)))


def test_model_that_is_off_brings_its_remedy() -> None:
    lines = list(cost_lines(estimate(steps=[{**STEP, "enabled": False}] * 2)))
    assert lines[1:] == ["a/one is not asked until it is on and has a price: `maxsignal models enable a/one`"]


def test_analysis_without_models_says_who_writes() -> None:
    assert list(cost_lines(estimate(steps=[]))) == ["no model is asked: the deterministic twin writes"]
