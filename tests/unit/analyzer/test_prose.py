"""What is asked of a model about a method's findings, and which answers may stand in its block."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from maxsignal_analyzer.domain import analyse
from maxsignal_analyzer.prose import LONGEST_BLOCK, askings, judge_by, ledger_of, with_prose
from maxsignal_analyzer.writing import write_step
from maxsignal_common.analysis import Language
from maxsignal_common.events import CandlesReady, StepCompleted
from maxsignal_common.facts import Method
from maxsignal_llm import GiveUp, GiveUpReason
from maxsignal_llm.asking import Verdict
from tests.fixtures.recorded import ibm_ready
from tests.fixtures.writers import COST, InMemoryModels, ShippedPrompts, modeled, paragraphs

RU, EN = Language.RU, Language.EN
LATER = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)


def ready(*methods: Method) -> CandlesReady:
    return ibm_ready().model_copy(update={"config": modeled(*methods)})


def step(event: CandlesReady, method: Method = Method.SMC) -> StepCompleted:
    result = analyse(event, method)
    assert isinstance(result, StepCompleted)
    return result


def verdict(*lines: str, method: Method = Method.SMC) -> Verdict[str]:
    event = ready(method)
    return judge_by(event, step(event, method), RU)({"paragraphs": lines})


def test_every_language_is_asked_at_the_runs_cost() -> None:
    event = ready(Method.SMC)
    asked = askings(event, step(event), LATER)
    assert [one.language for one in asked] == [RU, EN]
    assert asked[0].scope == (event.run_id, "smc", Decimal("0.5"), LATER, None)
    assert asked[0].variables == asked[1].variables


def test_prices_of_the_block_are_levels_and_the_close() -> None:
    event = ready()
    result = step(event)
    assert set(ledger_of(event, result).prices) == {"last", *(level.id for level in result.levels)}
    without = result.model_copy(update={"state": {}})
    assert "last" not in ledger_of(event, without).prices


def test_cited_levels_pass_and_stay_references() -> None:
    told = verdict("Структура: слом у [[smc.break.1]]", "Цена [[last]]")
    assert told == ("Структура: слом у [[smc.break.1]]\nЦена [[last]]", (), {})


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["к 203,57"], "number"),
        (["к [[vsa.bar.1]]"], "unknown_reference"),
        (["слом у [[smc break]]"], "malformed_reference"),
        (["объём 9,9×"], "figure"),
        (["вероятность роста высока"], "word"),
        (["Demand is stronger"], "language"),
        (["слово " * 40], "too_long"),
        (["слово " * 25] * 4, "too_much"),
        (["слово"] * 6, "too_many_paragraphs"),
        (["https://evil.example"], "empty"),
    ],
)
def test_fault_is_named_with_its_paragraph(lines: list[str], code: str) -> None:
    value, objections, _ = verdict(*lines)
    assert value is None
    assert [one.code for one in objections] == [code]
    assert objections[0].where.startswith("paragraphs[")


def test_what_reaches_a_reader_is_taken_out_and_counted() -> None:
    told = verdict("Спрос сильнее, пишите @vip")
    assert (told.value, dict(told.removed)) == ("Спрос сильнее, пишите", {"mention": 1})


def test_block_has_a_length_of_its_own() -> None:
    assert verdict(*["с" * 110] * 4).value is not None
    assert sum(map(len, ["с" * 120] * 4)) > LONGEST_BLOCK


async def test_step_without_a_model_is_left_alone() -> None:
    event = ready(Method.ICT)
    result = step(event)
    assert await write_step(event, result, InMemoryModels(), ShippedPrompts()) is result


async def test_step_carries_prose_and_cost_of_each_language() -> None:
    event = ready(Method.SMC)
    models = InMemoryModels(paragraphs("Рост"), paragraphs("Up"))
    told = await write_step(event, step(event), models, ShippedPrompts())
    assert told.prose == {RU: "Рост", EN: "Up"}
    assert (told.cost_usd, told.tokens_in, told.tokens_out) == (2 * COST, 2400, 680)
    assert [one.language for one in told.writings] == [RU, EN]
    assert told.facts == step(event).facts


async def test_language_no_model_wrote_is_left_out() -> None:
    event = ready(Method.SMC)
    models = InMemoryModels(GiveUp(GiveUpReason.NO_KEY, ""), paragraphs("Up"))
    told = await write_step(event, step(event), models, ShippedPrompts())
    assert told.prose == {EN: "Up"}
    assert [one.reason for one in told.writings] == ["no_key", None]


def test_step_nobody_wrote_has_no_prose_but_a_record() -> None:
    assert with_prose(step(ready()), ()).prose == {}


async def test_equal_steps_ask_equal_requests() -> None:
    event = ready(Method.SMC)
    first, again = (InMemoryModels(paragraphs("Рост"), paragraphs("Up")) for _ in range(2))
    for models in (first, again):
        await write_step(event, step(event), models, ShippedPrompts())
    assert [x.sha256() for x, _ in first.asked] == [x.sha256() for x, _ in again.asked]
