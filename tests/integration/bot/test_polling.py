"""One poller per bot: the lease decides, a refusal is waited out, a webhook is taken down first."""

import asyncio
from uuid import uuid4

from maxsignal_common.store.bot_updates import end_lease, hold_lease
from tests.integration.bot.world import ANNA, BotWorld, Engine
from tests.integration.publisher.world import BOT

METRIC = "maxsignal_bot_poll_refusals_total"


async def hold(world: BotWorld, owner: object, seconds: float = 30) -> bool:
    async with world.database.begin() as connection:
        return await hold_lease(connection, BOT, owner, seconds)  # type: ignore[arg-type]


async def test_only_one_holds_the_lease(world: BotWorld) -> None:
    first, second = uuid4(), uuid4()
    assert await hold(world, first)
    assert not await hold(world, second)
    assert await hold(world, first), "it is renewed by who has it"


async def test_lost_pollers_lease_ends(world: BotWorld) -> None:
    await hold(world, uuid4(), seconds=0)
    assert await hold(world, uuid4())


async def test_stopped_poller_gives_the_lease_back(world: BotWorld) -> None:
    first = uuid4()
    await hold(world, first)
    async with world.database.begin() as connection:
        await end_lease(connection, BOT, first)
    assert await hold(world, uuid4())


async def test_conflict_is_no_crash(world: BotWorld, engine: Engine) -> None:
    world.telegram.fail({"status": 409, "description": "Conflict", "method": "getUpdates"})
    await engine.polling.look()
    assert engine.registry.get_sample_value(METRIC, {"reason": "conflict"}) == 1
    world.telegram.heal()
    world.telegram.say(ANNA, "/start")
    await engine.polling.look()
    assert (await world.subscriber()).active


async def test_loser_idles_and_takes_over(world: BotWorld, engine: Engine) -> None:
    winner = uuid4()
    await hold(world, winner)
    loser = asyncio.create_task(engine.polling.run())
    world.telegram.say(ANNA, "/start")
    await asyncio.sleep(0.3)
    assert await world.ask("SELECT 1 FROM bot_updates") == []
    async with world.database.begin() as connection:
        await end_lease(connection, BOT, winner)
    await world.until("EXISTS (SELECT 1 FROM bot_updates)")
    loser.cancel()
    assert engine.registry.get_sample_value("maxsignal_bot_is_poller") == 1
