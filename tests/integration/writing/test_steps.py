"""An analyzer as its own process: told, mended, left to the twin, killed, and never paid twice."""

import asyncio
from decimal import Decimal

from maxsignal_cli.servers import PostgresServer
from maxsignal_cli.servers.ports import free_port
from maxsignal_common.analysis import Language
from maxsignal_common.bus.topology import ANALYZERS
from maxsignal_common.events import CandlesReady, StepCompleted
from maxsignal_common.facts import Method
from tests.fakes.openai_server import COST, HARMLESS, HARMLESS_EN
from tests.fixtures.recorded import ibm_ready
from tests.fixtures.writers import modeled
from tests.integration.writing.stage import Stage, Workers

RU, EN = Language.RU, Language.EN
SMC = ANALYZERS[Method.SMC]
ANALYZER = ("maxsignal_analyzer", "--method", "smc")
PAID = Decimal(COST)


def ready(*languages: Language, methods: tuple[Method, ...] = (Method.SMC,)) -> CandlesReady:
    return ibm_ready().model_copy(update={"config": modeled(*methods, languages=languages or (RU, EN))})


async def step(stage: Stage) -> StepCompleted:
    return await stage.first(StepCompleted, subject="ms.evt.step.completed.smc")


async def test_model_tells_a_step_in_both_languages(stage: Stage, workers: Workers) -> None:
    workers.start(*ANALYZER)
    await stage.publish(ready())
    told = await step(stage)
    assert told.prose == {RU: "\n".join([HARMLESS] * 2), EN: "\n".join([HARMLESS_EN] * 2)}
    assert [(one.made_by, one.reason, len(one.calls)) for one in told.writings] == [("model", None, 1)] * 2
    assert told.cost_usd == 2 * PAID
    assert await stage.budgets() == {(Decimal(0), 2 * PAID)}


async def test_faulty_answer_is_mended_once(stage: Stage, workers: Workers) -> None:
    stage.fake.script("text", "text", texts=["к 203,57 у [[nobody.1]]"])
    workers.start(*ANALYZER)
    await stage.publish(ready(RU))
    (writing,) = (await step(stage)).writings
    first, second = writing.calls
    assert first.offences == ("paragraphs[0]: unknown_reference nobody.1", "paragraphs[0]: number 203,57")
    assert (writing.made_by, second.offences, writing.cost_usd) == ("model", (), 2 * PAID)
    said = stage.fake.seen()[1]["asked"]["messages"]
    assert [one["role"] for one in said] == ["system", "user", "assistant", "user"]


async def test_faults_after_the_repair_leave_the_twin(stage: Stage, workers: Workers) -> None:
    stage.fake.script(*["text"] * 4, texts=["к 203,57"] * 50)
    workers.start(*ANALYZER)
    await stage.publish(ready(RU))
    told = await step(stage)
    assert (told.prose, told.writings[0].reason, told.cost_usd) == ({}, "offences", 2 * PAID)
    assert len(stage.fake.seen()) == 2


async def test_hanging_provider_ends_within_patience(stage: Stage, workers: Workers) -> None:
    stage.fake.script(*["hang"] * 20)
    workers.start(*ANALYZER, LLM_TIMEOUT_S="1", LLM_PATIENCE_S="2")
    await stage.publish(ready())
    told = await step(stage)
    assert told.prose == {}
    assert [one.reason for one in told.writings] == ["out_of_time"] * 2
    # Far below one provider's silence; the first step of a process also loads what asks.
    assert 1_000 < told.duration_ms < 60_000


async def test_redelivered_step_is_paid_once(stage: Stage, workers: Workers) -> None:
    workers.start(*ANALYZER)
    event = ready()
    await stage.publish(event)
    first = await step(stage)
    await stage.redeliver(event, SMC)
    await stage.handled(SMC, 2)
    assert len(stage.fake.seen()) == 2
    assert (await step(stage)).writings == first.writings
    assert await stage.budgets() == {(Decimal(0), 2 * PAID)}


async def test_step_of_a_killed_worker_is_told_again(stage: Stage, workers: Workers) -> None:
    stage.fake.script("hang", "text", "text")
    killed = workers.start(*ANALYZER, LLM_TIMEOUT_S="60")
    event = ready(RU)
    await stage.publish(event)
    await stage.asked(1)
    killed.kill()
    killed.wait()
    await stage.lose_open_calls()
    workers.start(*ANALYZER)
    await stage.redeliver(event, SMC)
    assert (await step(stage)).writings[0].made_by == "model"
    (lost, worst), (answered, cost) = await stage.calls()
    assert (lost, answered, cost) == ("unknown", "answered", PAID)
    assert worst
    assert await stage.budgets() == {(Decimal(0), worst + PAID)}


async def test_step_without_a_model_needs_no_database(stage: Stage, workers: Workers) -> None:
    workers.start(*ANALYZER, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    await stage.publish(ready(methods=(Method.ICT,)))
    told = await step(stage)
    assert (told.prose, told.writings, stage.fake.seen()) == (None, (), [])


async def test_step_waits_for_a_database_that_is_away(
    stage: Stage, workers: Workers, postgres_server: PostgresServer
) -> None:
    postgres_server.stop()
    workers.start(*ANALYZER)
    await stage.publish(ready(RU))
    await stage.in_hand(SMC)
    await asyncio.to_thread(postgres_server.start)
    assert (await step(stage)).writings[0].made_by == "model"
