"""A recorded merge asked once more: who wrote which section, and the run's own beside it."""

from maxsignal_common.analysis import Language
from maxsignal_common.events import StepReplayed, StepsJoined
from maxsignal_common.replays import StepTold
from maxsignal_merger.replays import replay_merge
from maxsignal_merger.writing import write_post
from tests.fixtures.recorded import ibm_joined
from tests.fixtures.replays import ordered, recorded
from tests.fixtures.writers import InMemoryModels, ShippedPrompts, modeled, sections

RU = Language.RU
UNION, TRAP = ["Контекст: распределение"], ["Сбор: над [[smc.swing_high.3]]"]
SAID = sections(UNION, TRAP)


def joined(*, merge: bool = True) -> StepsJoined:
    config = modeled(merge=merge, languages=(RU,))
    return ibm_joined().model_copy(update={"config": config})


async def replayed(*answers: str, merge: bool = True, language: Language = RU) -> StepReplayed:
    event = joined(merge=merge)
    post = (await write_post(event, InMemoryModels(SAID), ShippedPrompts())).event
    command = ordered(event.run_id, "merge", language=language)
    return await replay_merge(command, recorded(event, post), InMemoryModels(*answers), ShippedPrompts())


def makers(told: StepTold | None) -> dict[str, str]:
    return {block.name: block.made_by for block in told.blocks} if told else {}


async def test_unchanged_question_and_answer_tell_the_same_post() -> None:
    replay = await replayed(SAID)
    assert replay.told == replay.original
    assert makers(replay.told) == {"union": "model", "trap": "model"}
    assert replay.told
    assert "• Сбор: над 2" in replay.told.blocks[1].text


async def test_section_with_faults_is_told_apart() -> None:
    replay = await replayed(*[sections(["к 1234,5"], TRAP)] * 2)
    assert makers(replay.told) == {"union": "twin", "trap": "model"}
    assert makers(replay.original) == {"union": "model", "trap": "model"}
    assert replay.told
    assert replay.told.writing
    assert replay.told.writing.reason == "offences"


async def test_run_without_a_model_can_be_asked_with_one() -> None:
    replay = await replayed(SAID, merge=False)
    assert makers(replay.told) == {"union": "model", "trap": "model"}
    assert makers(replay.original) == {"union": "twin", "trap": "twin"}


async def test_language_without_a_post_has_no_original() -> None:
    replay = await replayed(
        sections(["Context: distribution"], ["Raid: above [[smc.swing_high.3]]"]), language=Language.EN
    )
    assert replay.told
    assert replay.original is None


async def test_run_without_results_has_nothing_to_connect() -> None:
    event = joined().model_copy(update={"completed": ()})
    command = ordered(event.run_id, "merge")
    replay = await replay_merge(command, recorded(event), InMemoryModels(), ShippedPrompts())
    assert (replay.told, replay.code) == (None, "nothing_to_connect")
