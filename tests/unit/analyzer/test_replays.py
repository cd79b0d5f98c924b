"""A recorded step asked once more: the same words by the same answer, a twin where none fits."""

from maxsignal_analyzer.domain import analyse
from maxsignal_analyzer.replays import replay_step
from maxsignal_analyzer.writing import write_step
from maxsignal_common.analysis import Language
from maxsignal_common.events import CandlesReady, StepCompleted, StepReplayed
from maxsignal_common.facts import Method
from maxsignal_llm import GiveUp, GiveUpReason
from tests.fixtures.recorded import ibm_ready
from tests.fixtures.replays import DRAFTED, REPLAY, ordered, recorded
from tests.fixtures.writers import InMemoryModels, ShippedPrompts, modeled, paragraphs

RU, EN = Language.RU, Language.EN
LINES = paragraphs("Структура: слом у [[smc.break.1]]", "Цена [[last]]")


def ready() -> CandlesReady:
    config = modeled(Method.SMC, languages=(RU,))
    return ibm_ready().model_copy(update={"config": config})


async def original(event: CandlesReady) -> StepCompleted:
    result = analyse(event, Method.SMC)
    assert isinstance(result, StepCompleted)
    return await write_step(event, result, InMemoryModels(LINES), ShippedPrompts())


async def replayed(
    models: InMemoryModels, *, draft: str | None = None, language: Language = RU
) -> StepReplayed:
    event = ready()
    command = ordered(event.run_id, "smc", draft=draft, language=language)
    return await replay_step(command, recorded(event, await original(event)), models, ShippedPrompts())


async def test_unchanged_question_and_answer_tell_the_same() -> None:
    replay = await replayed(InMemoryModels(LINES))
    assert replay.told == replay.original
    assert replay.told
    assert replay.told.text.startswith("2️⃣ SMC\n• Структура: слом у 198,68\n")
    assert [block.made_by for block in replay.told.blocks] == ["model"]


async def test_draft_is_what_the_model_is_told() -> None:
    models = InMemoryModels(LINES)
    replay = await replayed(models, draft=DRAFTED)
    ((request, scope),) = models.asked
    assert request.messages[0].content == "Ты пишешь кратко."
    assert (request.prompt_version, scope.replay_id) == ("draft", REPLAY)
    assert replay.told
    assert replay.original
    assert replay.told.writing != replay.original.writing


async def test_answer_that_breaks_the_rules_leaves_the_twin() -> None:
    replay = await replayed(InMemoryModels(*[paragraphs("к 1234,5 на t.me/evil")] * 2))
    assert replay.told
    assert replay.told.writing
    assert [block.made_by for block in replay.told.blocks] == ["twin"]
    assert (replay.told.writing.reason, "evil" in replay.told.text) == ("offences", False)
    assert replay.original
    assert replay.original.blocks[0].made_by == "model"


async def test_model_that_gives_up_says_why() -> None:
    replay = await replayed(InMemoryModels(GiveUp(GiveUpReason.BUDGET, "replay:7")))
    assert replay.told
    assert replay.told.writing
    assert (replay.told.writing.reason, replay.told.writing.detail) == ("budget", "replay:7")


async def test_language_the_run_did_not_tell_is_its_twins() -> None:
    replay = await replayed(InMemoryModels(paragraphs("Price [[last]]")), language=EN)
    assert replay.told
    assert replay.original
    assert (replay.told.blocks[0].made_by, replay.original.blocks[0].made_by) == ("model", "twin")
    assert replay.original.writing is None


async def test_candles_the_method_refuses_are_an_answer() -> None:
    event = ibm_ready(5).model_copy(update={"config": modeled(Method.SMC)})
    command = ordered(event.run_id, "smc")
    replay = await replay_step(command, recorded(event), InMemoryModels(), ShippedPrompts())
    assert (replay.told, replay.code) == (None, "insufficient_bars")


async def test_step_that_has_not_answered_yet_has_no_original() -> None:
    event = ready()
    replay = await replay_step(
        ordered(event.run_id, "smc"), recorded(event), InMemoryModels(LINES), ShippedPrompts()
    )
    assert replay.told
    assert replay.original is None
