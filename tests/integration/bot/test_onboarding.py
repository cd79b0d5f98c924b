"""From Start to the first post: registered once, three presses, nothing asked twice."""

from maxsignal_common.analysis import Language
from maxsignal_common.preferences import Format, Mode
from maxsignal_publisher.presses import Verb
from tests.integration.bot.world import ANNA, BotWorld, Engine, turns, update


async def test_start_registers_in_the_language_of_the_user(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start", language="ru-RU"))
    subscriber = await world.subscriber()
    assert (subscriber.language, subscriber.active) == (Language.RU, True)
    assert subscriber.preferences.zone == "Europe/Moscow"
    assert "На каком языке" in world.screen()["text"]


async def test_subscriber_is_known_by_the_name_of_today(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start"))
    assert await world.ask("SELECT name FROM subscribers") == [{"name": "Anna"}]
    renamed = update("/help", update_id=2)
    renamed["message"]["from"]["first_name"] = "Anna\u202e \u0000B"
    await turns(engine, renamed)
    assert await world.ask("SELECT name FROM subscribers") == [{"name": "Anna B"}]


async def test_three_presses_end_with_the_newest_post(
    world: BotWorld, engine: Engine, database_url: str
) -> None:
    post = await world.record_run(database_url)
    await world.subscribe(7)
    await world.queue(post)
    world.telegram.say(ANNA, "/start")
    await engine.polling.look()
    for verb, *arguments in ((Verb.HELLO_LANGUAGE, "en"), (Verb.HELLO_ALL,), (Verb.HELLO_DONE, "full")):
        world.pressing(verb, *arguments)
        await engine.polling.look()
    assert [row["post_id"] for row in await world.rows() if row["chat_id"] == ANNA][:1] == [post.post_id]
    assert len(world.telegram.received(ANNA)) == 1, "the menu stays one message"
    assert "latest analysis" in world.screen()["text"]


async def test_pressing_start_again_changes_no_choice(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start"), update("/quiet 23-7", update_id=2), update("/lang ru", update_id=3))
    await turns(engine, update("/start", update_id=4))
    subscriber = await world.subscriber()
    assert subscriber.language is Language.RU
    assert subscriber.preferences.quiet


async def test_picked_instruments_are_all_that_comes(world: BotWorld, engine: Engine) -> None:
    world.telegram.say(ANNA, "/start")
    await engine.polling.look()
    for verb, *arguments in (
        (Verb.HELLO_LANGUAGE, "en"),
        (Verb.HELLO_TOPIC, "o", "IBM"),
        (Verb.HELLO_FORMAT,),
        (Verb.HELLO_DONE, "on_demand"),
    ):
        world.pressing(verb, *arguments)
        await engine.polling.look()
    preferences = await world.preferences()
    assert preferences.topics == {"instrument:IBM": Mode.ON}
    assert (preferences.otherwise, preferences.format) == (Mode.OFF, Format.ON_DEMAND)


async def test_link_to_an_instrument_is_the_choice(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start goog"))
    preferences = await world.preferences()
    assert preferences.topics == {"instrument:GOOG": Mode.ON}
    assert preferences.otherwise is Mode.OFF


async def test_referral_is_kept_once(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/start ref-alice"), update("/start ref-bob", update_id=2))
    assert [row["code"] for row in await world.ask("SELECT code FROM referrals")] == ["alice"]


async def test_other_commands_ask_for_start_first(world: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/settings"))
    assert "/start" in world.screen()["text"]
    assert await world.ask("SELECT 1 FROM subscribers") == []
