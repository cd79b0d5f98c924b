"""An update has one effect however often it comes, whoever takes it, and whatever one of them breaks."""

import asyncio

from tests.integration.bot.world import ANNA, BASE, BotWorld, Engine, press, turns, update

QUIETER = "1:b:IBM"


async def test_repeated_update_has_one_effect_and_one_answer(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start"), *[press(QUIETER)] * 3, update("/help", update_id=3))
    assert (await world.preferences()).topics == {"instrument:IBM": "silent"}
    assert len(world.telegram.received(ANNA)) == 2


async def test_two_processes_give_one_effect(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start"))
    async with world.engine() as other:
        for number in range(2, 8):
            again = press(QUIETER, update_id=number)
            await asyncio.gather(engine.inbox.take(again), other.inbox.take(again))
            await asyncio.gather(engine.answering.drain(), other.answering.drain())
    seen = await world.ask("SELECT count(*) AS n FROM bot_updates")
    assert seen[0]["n"] == 7
    assert (await world.preferences()).topics == {"instrument:IBM": "off"}


async def test_unconfirmed_update_comes_again_without_effect(world: BotWorld, engine: Engine) -> None:
    world.telegram.say(ANNA, "/start")
    await engine.polling.look()
    async with world.engine() as restarted:
        await restarted.polling.look()
    assert len(world.telegram.received(ANNA)) == 1


async def test_answer_that_was_not_sent_is_sent_by_the_next_process(world: BotWorld, engine: Engine) -> None:
    await engine.inbox.take(update("/start"))
    assert world.telegram.received(ANNA) == []
    async with world.engine() as restarted:
        await restarted.polling.look()
    assert len(world.telegram.received(ANNA)) == 1


async def test_answer_that_may_have_arrived_is_not_sent_again(world: BotWorld, engine: Engine) -> None:
    world.telegram.fail({"drop": True, "method": "sendMessage"})
    await turns(engine, update("/start"))
    world.telegram.heal()
    await engine.answering.drain()
    assert len(world.telegram.received(ANNA)) == 1


async def test_bug_of_ours_is_told_with_a_code_and_stops_nothing(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start"), update("/lang en", update_id=2))
    await world.ask("REVOKE UPDATE ON votes FROM maxsignal_publisher")
    await turns(engine, press("1:v+:" + "A" * 22, update_id=0xBAD), update("/help", update_id=0xBAE))
    assert "/last" in world.screen()["text"]
    told = await world.ask("SELECT answers FROM bot_updates WHERE update_id = :id", id=BASE + 0xBAD)
    assert "B-10BAD" in told[0]["answers"][0]["with"]["text"]


async def test_update_that_nobody_can_read_is_left_out(world: BotWorld, engine: Engine) -> None:
    world.telegram.inject({"message": {"nonsense": True}}, update("/start", update_id=9))
    await engine.polling.look()
    assert (await world.subscriber()).active


async def test_vote_is_one_per_user_and_changes(world: BotWorld, engine: Engine) -> None:
    run = "AZqbPH0Airyb3vASNFZ4kA"
    await turns(engine, update("/start"))
    await turns(
        engine,
        press(f"1:v+:{run}"),
        press(f"1:v-:{run}", update_id=3),
        press(f"1:v+:{run}", update_id=4, user=8),
    )
    votes = await world.ask("SELECT user_id, vote FROM votes ORDER BY user_id")
    assert [(row["user_id"], row["vote"]) for row in votes] == [(8, 1), (ANNA, -1)]
