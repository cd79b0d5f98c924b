"""A merger as its own process: a model connects the findings, the plan stays code, and the twin is kept."""

import asyncio
import signal
from decimal import Decimal

from maxsignal_common.analysis import Language
from maxsignal_common.bus.topology import MERGER
from maxsignal_common.events import PostMerged, StepsJoined
from tests.fakes.openai_server import COST, HARMLESS, HARMLESS_EN
from tests.fixtures.recorded import ibm_joined
from tests.fixtures.writers import modeled
from tests.integration.writing.stage import Stage, Workers

PAID = Decimal(COST)


def joined(*languages: Language, merge: bool = True) -> StepsJoined:
    config = modeled(merge=merge, languages=languages or tuple(Language))
    return ibm_joined().model_copy(update={"config": config})


async def test_post_of_a_model_is_told_beside_its_twin(stage: Stage, workers: Workers) -> None:
    workers.start("maxsignal_merger")
    await stage.publish(joined())
    merged = await stage.first(PostMerged)
    assert [post.made_by for post in (*merged.posts, *merged.twins)] == ["model"] * 2 + ["twin"] * 2
    said = [f"{line} → {line}" for line in (HARMLESS, HARMLESS_EN)]
    assert all(words in post.text for words, post in zip(said, merged.posts, strict=True))
    assert (merged.cost_usd, len(merged.writings)) == (2 * PAID, 2)
    assert await stage.budgets() == {(Decimal(0), 2 * PAID)}


async def test_section_that_stays_faulty_is_the_twins(stage: Stage, workers: Workers) -> None:
    stage.fake.script("text", "text", texts=["к 203,57", HARMLESS, "к 204,86"])
    workers.start("maxsignal_merger")
    await stage.publish(joined(Language.RU))
    merged = await stage.first(PostMerged)
    text, twin = merged.posts[0].text, merged.twins[0].text
    assert "к 20" not in text
    assert text.partition("🔗")[2].partition("🪤")[0] == twin.partition("🔗")[2].partition("🪤")[0]
    assert f"• {HARMLESS}" in text.partition("🪤")[2]
    assert merged.writings[0].reason == "offences"


async def test_stopped_merger_finishes_the_post_it_writes(stage: Stage, workers: Workers) -> None:
    stage.fake.script("text", delay=1)
    worker = workers.start("maxsignal_merger")
    await stage.publish(joined(Language.RU))
    await stage.asked(1)
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 60) == 0
    assert (await stage.first(PostMerged)).posts[0].made_by == "model"
    assert len(stage.fake.seen()) == 1


async def test_redelivered_post_is_paid_once(stage: Stage, workers: Workers) -> None:
    workers.start("maxsignal_merger")
    event = joined()
    await stage.publish(event)
    first = await stage.first(PostMerged)
    await stage.redeliver(event, MERGER)
    await stage.handled(MERGER, 2)
    assert len(stage.fake.seen()) == 2
    assert await stage.first(PostMerged) == first
