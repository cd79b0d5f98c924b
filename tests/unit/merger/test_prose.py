"""How much of models' words stands in a post: section by section, block by block, or none of it."""

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import PostMerged, StepsJoined
from maxsignal_common.facts import Method
from maxsignal_llm import GiveUp, GiveUpReason
from maxsignal_llm.asking import Verdict
from maxsignal_merger.domain import input_of, merge, plan_of
from maxsignal_merger.prose import in_place, judge_for
from maxsignal_merger.writing import write_post
from maxsignal_posts import PostInput
from tests.fixtures.recorded import ibm_joined
from tests.fixtures.writers import COST, InMemoryModels, ShippedPrompts, modeled, sections

RU, EN = Language.RU, Language.EN
UNION, TRAP = ["Контекст: распределение"], ["Сбор: над [[smc.swing_high.3]]"]
GOOD = sections(UNION, TRAP)
IN_ENGLISH = sections(["Context: distribution"], ["Raid: above [[smc.swing_high.3]]"])


def joined(*methods: Method, merged: bool = True, told: dict[Language, str] | None = None) -> StepsJoined:
    """The recorded run; these methods were told by a model."""
    run = ibm_joined()
    steps = tuple(
        step.model_copy(update={"prose": told}) if step.method in methods else step for step in run.completed
    )
    config = modeled(*methods, merge=merged)
    return run.model_copy(update={"config": config, "completed": steps, "bars": None})


def data() -> PostInput:
    run = joined()
    return input_of(run, plan_of(run))


def verdict(union: list[str], manipulation: list[str]) -> Verdict[dict[str, str]]:
    return judge_for(data(), RU, ())({"union": tuple(union), "manipulation": tuple(manipulation)})


async def write(event: StepsJoined, models: InMemoryModels) -> PostMerged:
    return (await write_post(event, models, ShippedPrompts())).event


def test_sections_may_cite_every_level_of_the_run() -> None:
    told = verdict(UNION, [*TRAP, "Диапазон [[wyckoff.range]], у [[plan.upper]]"])
    assert told.objections == ()
    assert told.value is not None
    assert set(told.value) == {"union", "trap"}


def test_section_without_faults_can_be_used_alone() -> None:
    told = verdict(UNION, ["к 203,57"])
    assert told.value == {"union": UNION[0]}
    assert [(one.where, one.code) for one in told.objections] == [("manipulation[0]", "number")]


@pytest.mark.parametrize(
    ("union", "code"),
    [
        (["слово"] * 5, "too_many_paragraphs"),
        (["слово " * 20] * 4, "too_much"),
        (["слово и " * 26], "too_long"),
    ],
)
def test_section_keeps_to_its_room(union: list[str], code: str) -> None:
    told = verdict(union, TRAP)
    assert [one.code for one in told.objections] == [code]
    assert told.value is not None
    assert set(told.value) == {"trap"}


def test_section_is_judged_where_it_will_stand() -> None:
    found = in_place(data(), RU, "union", "Контекст у 203,57")
    assert [(one.where, one.code, one.text) for one in found] == [("union", "number", "203,57")]
    assert in_place(data(), RU, "union", UNION[0]) == []


def test_words_taken_out_are_counted_over_both() -> None:
    told = verdict(["Контекст @one"], ["Сбор @two и @three"])
    assert dict(told.removed) == {"mention": 3}


async def test_post_of_a_model_stands_beside_its_twin() -> None:
    event = joined()
    told = await write(event, InMemoryModels(GOOD, IN_ENGLISH))
    assert [post.made_by for post in told.posts] == ["model", "model"]
    assert [post.made_by for post in told.twins] == ["twin", "twin"]
    plain = merge(event).event
    assert [twin.text for twin in told.twins] == [post.text for post in plain.posts]
    assert (told.cost_usd, told.tokens_in, len(told.writings)) == (2 * COST, 2400, 2)


async def test_plan_is_the_same_whoever_writes() -> None:
    event = joined()
    told, plain = await write(event, InMemoryModels(GOOD, IN_ENGLISH)), merge(event).event
    assert (told.plan, told.ledger) == (plain.plan, plain.ledger)
    ending = told.posts[0].text.partition("🗓")[2].rpartition("\n\n")[0]
    assert ending == told.twins[0].text.partition("🗓")[2].rpartition("\n\n")[0]


async def test_model_that_gives_up_leaves_the_twin() -> None:
    none = GiveUp(GiveUpReason.PROVIDER, "provider_down")
    told = await write(joined(), InMemoryModels(none, none))
    assert [post.made_by for post in told.posts] == ["twin", "twin"]
    assert told.twins == ()
    assert [one.reason for one in told.writings] == ["provider", "provider"]


async def test_run_without_results_asks_nobody() -> None:
    empty = ibm_joined(without=tuple(Method)).model_copy(update={"config": modeled(merge=True), "bars": None})
    models = InMemoryModels()
    assert (await write(empty, models)).posts[0].made_by == "twin"
    assert models.asked == []


def test_language_a_model_told_is_its_post_alone() -> None:
    told = merge(joined(Method.SMC, told={RU: "Рост к [[smc.swing_high.3]]"})).event
    assert [post.made_by for post in told.posts] == ["model", "twin"]
    assert [twin.language for twin in told.twins] == [RU]


def test_block_that_fails_the_gate_is_the_twins() -> None:
    """A step's event may say what its own ledger let pass, or what somebody else wrote into it."""
    event = joined(Method.SMC, Method.ICT, told={RU: "цель 203,57"})
    event = event.model_copy(
        update={"completed": tuple(
            step.model_copy(update={"prose": {RU: "Рост"}}) if step.method is Method.ICT else step
            for step in event.completed
        )}
    )  # fmt: skip
    post = merge(event).event.posts[0]
    assert (post.made_by, post.grounding.refused) == ("model", ("smc: 203,57",))
    assert "203,57\n" not in post.text.partition("2️⃣")[2].partition("3️⃣")[0]


def test_text_that_cannot_be_rendered_ends_in_the_twin() -> None:
    event = joined(Method.SMC, told={RU: "к [[nobody.knows.1]]"})
    told = merge(event).event
    assert told.posts[0].made_by == "twin"
    assert told.posts[0].grounding.refused == ("post: unknown_reference",)
    assert told.posts[0].text == merge(joined()).event.posts[0].text


def test_twin_that_fails_its_gate_is_never_published() -> None:
    run = joined()
    steps = tuple(x.model_copy(update={"state": x.state | {"phase": "к 203.57"}}) for x in run.completed)
    with pytest.raises(PermanentError, match=r"ru: 203\.57"):
        merge(run.model_copy(update={"completed": steps}))
