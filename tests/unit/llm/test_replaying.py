"""What a step asks with when it is asked once more, and whose money it spends."""

from decimal import Decimal
from uuid import UUID

import pytest

from maxsignal_common.analysis import AnalysisConfig, Language, ModelChoice
from maxsignal_common.facts import Method
from maxsignal_common.prompting import PromptStep
from maxsignal_common.store.prompts import UnknownPromptError
from maxsignal_llm.port import Scope
from maxsignal_llm.replaying import ReplayModels, ReplayPrompts, config_of
from tests.fixtures.replays import DRAFTED, REPLAY, ordered
from tests.fixtures.writers import InMemoryModels, ShippedPrompts, modeled, paragraphs
from tests.unit.llm.samples import request

RUN = UUID(int=1)


async def test_calls_of_a_replay_are_its_own() -> None:
    models = InMemoryModels(paragraphs("да"))
    end = await ReplayModels(models, REPLAY).complete(request(), Scope(RUN, "smc", Decimal(1)))
    ((_, scope),) = models.asked
    assert scope == (RUN, "smc", Decimal(1), None, REPLAY)
    assert getattr(end, "paid_by", None) == RUN


def test_replay_draws_on_a_cap_of_its_own() -> None:
    assert Scope(RUN, "smc").budget == f"run:{RUN}"
    assert Scope(RUN, "smc", replay_id=REPLAY).budget == f"replay:{REPLAY}"


def test_same_request_of_a_replay_is_another() -> None:
    asked = request()
    assert len({asked.sha256(), asked.sha256(REPLAY), asked.sha256(UUID(int=78))}) == 3


async def test_draft_takes_the_place_of_a_version() -> None:
    prompts = ReplayPrompts(ShippedPrompts(), DRAFTED)
    assert (await prompts.find(PromptStep.SMC, "draft", Language.RU)).text == DRAFTED


async def test_without_a_draft_the_version_is_read() -> None:
    prompts = ReplayPrompts(ShippedPrompts(), None)
    assert (await prompts.find(PromptStep.SMC, "1", Language.RU)).version == "1"
    with pytest.raises(UnknownPromptError):
        await prompts.find(PromptStep.SMC, "2", Language.RU)


def test_only_the_step_that_is_asked_is_different() -> None:
    config = modeled(Method.SMC, Method.VSA)
    asked = config_of(config, ordered(RUN, "smc", model="b/two", temperature=0.7))
    assert asked.languages == (Language.RU,)
    assert (asked.step(Method.SMC).model, asked.step(Method.SMC).temperature) == ("b/two", 0.7)
    others = [method for method in Method if method is not Method.SMC]
    assert [asked.step(method) for method in others] == [config.step(method) for method in others]
    assert asked.methods == config.methods


def test_merge_is_asked_beside_the_methods() -> None:
    asked = config_of(AnalysisConfig(), ordered(RUN, "merge", language=Language.EN))
    assert asked.merge == ModelChoice(model="a/one", prompt_version="1")
    assert (asked.languages, asked.steps) == ((Language.EN,), AnalysisConfig().steps)
