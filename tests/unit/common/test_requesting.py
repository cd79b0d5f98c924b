"""A request freezes which prompt a model is given; without a model nobody reads one."""

import pytest

from maxsignal_common.analysis import Analysis, AnalysisSpec, ModelChoice, StepConfig
from maxsignal_common.catalogue import IBM
from maxsignal_common.facts import Method
from maxsignal_common.market import Timeframe
from maxsignal_common.prompting import KnownVersions, PromptStep
from maxsignal_common.requesting import FrozenRun, RunRefusedError, freeze

KNOWN = {PromptStep.VSA: KnownVersions(2, 3), PromptStep.MERGE: KnownVersions(1, 1)}


NOBODY = ModelChoice()


def frozen(version: str | None = None, *, merge: ModelChoice = NOBODY) -> FrozenRun:
    steps = (
        StepConfig(method=Method.VSA, model="vendor/m", prompt_version=version),
        StepConfig(method=Method.SMC),
    )
    spec = AnalysisSpec(steps=steps, merge=merge)
    analysis = Analysis(name="mine", description="x", version=1, config=spec)
    return freeze(analysis, IBM, Timeframe.D1, prompts=KNOWN)


def test_step_of_a_model_names_the_active_version() -> None:
    vsa, smc = frozen().config.steps
    assert (vsa.prompt_version, smc.prompt_version) == ("2", None)


def test_merge_step_of_a_model_names_its_version_too() -> None:
    assert frozen().config.merge.prompt_version is None
    assert frozen(merge=ModelChoice(model="vendor/m")).config.merge.prompt_version == "1"


@pytest.mark.parametrize(("named", "kept"), [("1", "1"), ("3", "3"), ("003", "3")])
def test_version_an_analysis_names_is_kept(named: str, kept: str) -> None:
    assert frozen(named).config.steps[0].prompt_version == kept


@pytest.mark.parametrize("version", ["0", "4", "9" * 60, "v1", "latest"])
def test_version_that_is_not_there_refuses_the_run(version: str) -> None:
    with pytest.raises(RunRefusedError) as caught:
        frozen(version)
    assert caught.value.code == "unknown_prompt"


def test_model_without_an_installed_prompt_refuses_the_run() -> None:
    spec = AnalysisSpec(steps=(StepConfig(method=Method.ICT, model="vendor/m"),))
    analysis = Analysis(name="mine", description="x", version=1, config=spec)
    with pytest.raises(RunRefusedError, match="ict"):
        freeze(analysis, IBM, Timeframe.D1, prompts=KNOWN)
