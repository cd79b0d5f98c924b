"""Why a level is there: told from the run's events, in the reader's language and time."""

import pytest

from maxsignal_common.events import PostMerged
from maxsignal_common.store.evidence import evidence_of
from maxsignal_publisher.bot.naming import references
from maxsignal_publisher.presses import short
from tests.integration.bot.world import ANNA, BASE, BotWorld, Engine, keyboard, press, turns, update


@pytest.fixture
async def post(world: BotWorld, engine: Engine, database_url: str) -> PostMerged:
    """Anna has the post of a real run."""
    post = await world.record_run(database_url)
    await turns(engine, update("/start", language="ru"))
    await world.queue(post)
    async with world.sending():
        await world.drained()
    return post


async def asked(world: BotWorld, engine: Engine, question: str) -> str:
    await turns(engine, update(question, update_id=100))
    return str(world.screen()["text"])


async def test_without_a_level_the_plans_levels_are_offered(
    world: BotWorld, engine: Engine, post: PostMerged
) -> None:
    said = await asked(world, engine, "/why")
    offered = [button["callback_data"] for button in keyboard(world.screen())]
    assert "IBM D1" in said
    assert offered
    assert all(f":{short(post.run_id)}:" in data for data in offered)


async def test_every_level_of_the_run_is_explained(world: BotWorld, engine: Engine, post: PostMerged) -> None:
    names = references(post.ledger)
    for number, name in enumerate(names, start=200):
        await engine.inbox.take(update(f"/why {name}", update_id=number))
    await engine.answering.drain()
    said = [message["text"] for message in world.telegram.received(ANNA)[-len(names) :]]
    assert [text.partition(":")[0] for text in said] == names
    assert not [text for text in said if len(text.split("\n")) < 2]


async def test_zone_is_told_with_its_bars_and_values(
    world: BotWorld, engine: Engine, post: PostMerged
) -> None:
    zone = next(
        name.removesuffix(".top")
        for name in post.ledger
        if name.startswith("smc.") and name.endswith("1.top")
    )
    said = await asked(world, engine, f"/why {zone}")
    assert said.startswith(f"{zone}: ")
    assert "Свеча" in said
    assert "Стало известно с закрытием" in said
    assert "максимум" in said


async def test_price_finds_its_level(world: BotWorld, engine: Engine, post: PostMerged) -> None:
    level = next(name for name in post.ledger if name == "plan.upper" or name.endswith("swing_high.1"))
    said = await asked(world, engine, f"/why {post.ledger[level]}")
    assert level in said or level in str(keyboard(world.screen()))


async def test_unclear_level_offers_what_fits(world: BotWorld, engine: Engine, post: PostMerged) -> None:
    await asked(world, engine, "/why smc")
    assert all(":smc." in button["callback_data"] for button in keyboard(world.screen()))


async def test_unknown_level_offers_those_there_are(
    world: BotWorld, engine: Engine, post: PostMerged
) -> None:
    assert "нет" in await asked(world, engine, "/why nonsense.9")
    assert keyboard(world.screen())


async def test_button_turns_the_list_into_the_answer(
    world: BotWorld, engine: Engine, post: PostMerged
) -> None:
    await asked(world, engine, "/why")
    messages = len(world.telegram.received(ANNA))
    data = keyboard(world.screen())[0]["callback_data"]
    world.telegram.press(ANNA, world.screen()["message_id"], data)
    await engine.polling.look()
    assert len(world.telegram.received(ANNA)) == messages
    assert world.screen()["text"].startswith(data.split(":")[-1])


async def test_forged_level_gets_a_polite_answer(world: BotWorld, engine: Engine, post: PostMerged) -> None:
    await turns(engine, press(f"1:w:{short(post.run_id)[:-1]}", update_id=300))
    answers = await world.ask("SELECT answers FROM bot_updates WHERE update_id = :id", id=BASE + 300)
    assert "устарела" in answers[0]["answers"][0]["with"]["text"]


async def test_prose_of_no_model_is_part_of_an_answer(world: BotWorld, post: PostMerged) -> None:
    async with world.database.begin() as connection:
        evidence = await evidence_of(connection, post.run_id)
    assert evidence
    assert {step.method for step in evidence.steps} == set(evidence.candles.config.methods)
