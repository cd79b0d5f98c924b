"""One text: asked for, mended once, or left to the twin with the reason; nothing a model does is raised."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from maxsignal_common.analysis import Language, ModelChoice
from maxsignal_common.errors import OutageError
from maxsignal_common.prompting import PromptStep
from maxsignal_llm import GiveUp, GiveUpReason, Scope
from maxsignal_llm.asking import Asking, Objection, Sections, Told, Verdict
from maxsignal_llm.conversation import MOST_OBJECTIONS, MOST_REPEATED, tell, tell_each
from maxsignal_llm.recorded import NotRecordedError
from tests.fixtures.writers import COST, MODELED, InMemoryModels, ShippedPrompts, paragraphs
from tests.unit.llm.prompts import samples

RUN = UUID(int=9)
GOOD, BAD = paragraphs("Demand holds"), paragraphs("bad", "Demand holds")
NO_BUDGET = GiveUp(GiveUpReason.BUDGET, "run cannot pay 0.1")


def judge(found: Sections) -> Verdict[str]:
    """Takes every line but those that say bad."""
    bad = tuple(Objection("paragraphs[0]", "number", x) for x in found["paragraphs"] if "bad" in x)
    kept = [x for x in found["paragraphs"] if "bad" not in x]
    return Verdict("\n".join(kept) or None, bad, {"link": 1})


def asking(language: Language = Language.EN, **choice: Any) -> Asking:
    told = ModelChoice(**{**MODELED, **choice})
    return Asking(PromptStep.SMC, language, told, samples.step(), Scope(RUN, "smc"))


async def ask(models: InMemoryModels, **choice: Any) -> Told[str]:
    return await tell(asking(**choice), judge, models, ShippedPrompts())


async def test_good_answer_is_told_with_its_record() -> None:
    told = await ask(InMemoryModels(GOOD))
    assert (told.value, told.writing.made_by, told.writing.reason) == ("Demand holds", "model", None)
    (call,) = told.writing.calls
    assert (call.cost_usd, call.tokens_in, call.reused, call.removed) == (COST, 1200, False, {"link": 1})
    assert told.writing.prompt_sha256 == samples.shipped(PromptStep.SMC).sha256


async def test_faults_are_named_in_the_same_conversation() -> None:
    models = InMemoryModels(BAD, GOOD)
    told = await ask(models)
    assert (told.value, told.writing.reason) == ("Demand holds", None)
    first, second = (request.messages for request, _ in models.asked)
    assert second[:2] == first
    assert (second[2].role, second[2].content) == ("assistant", BAD)
    assert '{"where": "paragraphs(0)", "fault": "number", "text": "bad"}' in second[3].content


async def test_only_one_repair_is_paid_for() -> None:
    models = InMemoryModels(paragraphs("bad"), paragraphs("bad again"))
    told = await ask(models)
    assert (told.value, told.writing.made_by, told.writing.reason) == (None, "twin", "offences")
    assert len(models.asked) == 2
    assert told.writing.cost_usd == 2 * COST
    assert told.writing.detail == "paragraphs[0]: number bad again"


async def test_what_passed_is_kept_when_repair_fails() -> None:
    told = await ask(InMemoryModels(BAD, NO_BUDGET))
    assert (told.value, told.writing.made_by, told.writing.reason) == ("Demand holds", "model", "budget")


async def test_no_answer_leaves_the_text_to_the_twin() -> None:
    told = await ask(InMemoryModels(NO_BUDGET))
    assert (told.value, told.writing.reason, told.writing.detail) == (None, "budget", "run cannot pay 0.1")
    assert told.writing.calls == ()


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", '{"paragraphs": "x"}', '{"paragraphs": [1]}', '{"paragraphs": [["x"]]}', '{"text": ["x"]}',
     '{"paragraphs": ["x"], "more": ["y"]}', '{"paragraphs": null}', '{"paragraphs": {"0": "x"}}', "no JSON"],
)  # fmt: skip
async def test_answer_of_another_shape_is_mended(content: str) -> None:
    models = InMemoryModels(content, GOOD)
    told = await ask(models)
    assert told.value == "Demand holds"
    assert '"fault": "shape"' in models.asked[1][0].messages[3].content


@pytest.mark.parametrize(("version", "reason"), [(None, "no_prompt"), ("99", "unknown_prompt")])
async def test_prompt_that_lacks_asks_nobody(version: str | None, reason: str) -> None:
    models = InMemoryModels()
    told = await ask(models, prompt_version=version)
    assert (told.value, told.writing.reason, models.asked) == (None, reason, [])


async def test_endless_answer_is_repeated_in_part() -> None:
    models = InMemoryModels(paragraphs(*["bad"] * 50_000), GOOD)
    told = await ask(models)
    repeated, named = models.asked[1][0].messages[2:]
    assert len(repeated.content) == MOST_REPEATED
    assert named.content.count('"fault"') == len(told.writing.calls[0].offences) == MOST_OBJECTIONS


async def test_answer_another_run_paid_for_costs_nothing() -> None:
    told = await ask(InMemoryModels(GOOD, paid_by=UUID(int=8)))
    assert told.writing.calls[0].reused
    assert told.writing.cost_usd == 0


async def test_request_says_all_the_choice_says() -> None:
    models = InMemoryModels(GOOD)
    await ask(models, fallback_models=("b/two",), temperature=0.3, max_tokens=99)
    request, scope = models.asked[0]
    assert (request.model, request.fallbacks, request.max_tokens) == ("a/one", ("b/two",), 99)
    assert (request.temperature, request.prompt_version, scope.run_id) == (0.3, "1", RUN)


LOST = OutageError("database_unavailable", "gone")


@pytest.mark.parametrize("error", [LOST, NotRecordedError("abc")], ids=["outage", "not recorded"])
async def test_error_is_raised_when_all_have_ended(error: Exception) -> None:
    models = InMemoryModels(error, GOOD)
    both = [asking(Language.RU), asking(Language.EN)]
    with pytest.raises(type(error)):
        await tell_each(both, lambda _: judge, models, ShippedPrompts())
    assert len(models.asked) == 2


async def test_each_language_has_its_own_judge_and_record() -> None:
    def judge_of(language: Language) -> Callable[[Sections], Verdict[str]]:
        return lambda _: Verdict(str(language))

    both = [asking(Language.RU), asking(Language.EN)]
    told = await tell_each(both, judge_of, InMemoryModels(GOOD, GOOD), ShippedPrompts())
    assert [one.value for one in told] == [one.writing.language for one in told] == ["ru", "en"]


async def test_step_without_a_model_is_a_mistake_here() -> None:
    with pytest.raises(ValueError, match="asks nobody"):
        await ask(InMemoryModels(GOOD), model=None)
