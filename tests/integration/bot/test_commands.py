"""Commands and menus as people use them: every press answered, settings kept, groups sent elsewhere."""

import pytest

from maxsignal_common.preferences import Format, Mode, QuietMode
from maxsignal_publisher.presses import Verb, short
from tests.integration.bot.world import ANNA, BASE, BotWorld, Engine, keyboard, press, turns, update

GROUP = -100500


@pytest.fixture
async def anna(world: BotWorld, engine: Engine) -> BotWorld:
    """Anna has pressed Start and reads English."""
    await turns(engine, update("/start"))
    return world


async def answers(world: BotWorld, update_id: int) -> list[dict[str, object]]:
    rows = await world.ask("SELECT answers FROM bot_updates WHERE update_id = :id", id=BASE + update_id)
    return [dict(call["with"]) for call in rows[0]["answers"]]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/help", "/why"),
        ("/status", "You are subscribed."),
        ("/settings", "Quiet hours: None"),
        ("/subs", "how a topic comes"),
        ("/quiet", "Quiet hours: None (UTC)"),
        ("/quiet 22:30-7", "Quiet hours: 22:30 to 07:00, delivered after"),
        ("/quiet tomorrow", "cannot read"),
        ("/lang", "Language of messages"),
        ("/lang ru", "Язык сообщений"),
        ("/last", "no analysis yet"),
        ("/last NOPE", "no instrument “NOPE”"),
        ("/why", "do not find the analysis"),
        ("/stop", "Send nothing more?"),
        ("hello there", "I understand commands"),
        ("/nonsense", "I understand commands"),
        ("/last \x00nil", "no instrument “nil”"),
    ],
)
async def test_command_is_answered(anna: BotWorld, engine: Engine, command: str, said: str) -> None:
    await turns(engine, update(command, update_id=2))
    assert said in anna.screen()["text"]


async def test_settings_are_pressed_in_one_message(anna: BotWorld, engine: Engine) -> None:
    anna.telegram.say(ANNA, "/settings")
    await engine.polling.look()
    messages = len(anna.telegram.received(ANNA))
    for verb, *arguments in (
        (Verb.FORMATS,),
        (Verb.FORMAT, "short"),
        (Verb.QUIET,),
        (Verb.QUIET_HOURS, "2300-0800"),
        (Verb.QUIET_MODE, "silent"),
        (Verb.SETTINGS,),
        (Verb.TOPICS, "0"),
        (Verb.TOPIC, "0", "s", "instrument:IBM"),
    ):
        anna.pressing(verb, *arguments)
        await engine.polling.look()
    chosen = await anna.preferences()
    assert (chosen.format, chosen.topics) == (Format.SHORT, {"instrument:IBM": Mode.SILENT})
    assert chosen.quiet
    assert chosen.quiet.mode is QuietMode.SILENT
    assert len(anna.telegram.received(ANNA)) == messages
    assert all(query["answered"] for query in anna.telegram.queries())


@pytest.mark.parametrize(
    "data", ["", "9:s", "1:zz:1", "1:z:Nowhere/City", "1:b:FORGED", "1:w:short", "1:t:0:o:x"]
)
async def test_forged_press_gets_a_polite_answer(anna: BotWorld, engine: Engine, data: str) -> None:
    before = await anna.preferences()
    await turns(engine, press(data))
    assert "out of date" in str((await answers(anna, 2))[0]["text"])
    assert await anna.preferences() == before


async def test_stopping_asks_once_and_start_returns(anna: BotWorld, engine: Engine) -> None:
    anna.telegram.say(ANNA, "/stop")
    await engine.polling.look()
    assert (await anna.subscriber()).active
    anna.pressing(Verb.STOP)
    await engine.polling.look()
    assert not (await anna.subscriber()).active
    await turns(engine, update("/start", update_id=9))
    assert (await anna.subscriber()).active


async def test_who_blocks_the_bot_is_left_alone_until_let_in(anna: BotWorld, engine: Engine) -> None:
    anna.telegram.block(ANNA)
    await engine.polling.look()
    assert not (await anna.subscriber()).active
    anna.telegram.block(ANNA, "member")
    await engine.polling.look()
    assert (await anna.subscriber()).active


async def test_who_has_stopped_stays_stopped(anna: BotWorld, engine: Engine) -> None:
    await turns(engine, press("1:x"))
    for standing in ("kicked", "member"):
        anna.telegram.block(ANNA, standing)
        await engine.polling.look()
    assert not (await anna.subscriber()).active


async def test_group_is_sent_to_the_private_chat(anna: BotWorld, engine: Engine) -> None:
    await turns(engine, update("/settings", update_id=2, chat=GROUP, kind="supergroup"))
    assert "t.me/" in anna.screen(GROUP)["text"]
    assert await anna.ask("SELECT 1 FROM subscribers WHERE chat_id = :chat", chat=GROUP) == []


async def test_talk_of_a_group_is_not_answered(anna: BotWorld, engine: Engine) -> None:
    await turns(engine, update("good morning", update_id=2, chat=GROUP, kind="supergroup"))
    assert anna.telegram.received(GROUP) == []


async def test_buttons_in_a_channel_lead_to_the_bot(
    anna: BotWorld, engine: Engine, database_url: str
) -> None:
    post = await anna.record_run(database_url)
    await turns(engine, press(f"1:w:{short(post.run_id)}", chat=GROUP, kind="channel"))
    assert (await answers(anna, 2))[0]["url"] == f"https://t.me/stand_in_bot?start=why-{short(post.run_id)}"


async def test_post_asked_for_again_comes_again(anna: BotWorld, engine: Engine, database_url: str) -> None:
    post = await anna.record_run(database_url)
    await anna.queue(post)
    await turns(
        engine, update("/last", update_id=2), update("/last IBM", update_id=3), update("/last", update_id=2)
    )
    async with anna.sending():
        await anna.drained()
    rows = [row for row in await anna.rows() if row["chat_id"] == ANNA]
    assert len({row["post_id"] for row in rows}) == 3


async def test_summary_is_followed_by_the_rest_on_request(
    anna: BotWorld, engine: Engine, database_url: str
) -> None:
    post = await anna.record_run(database_url)
    await anna.subscribe(7)
    await anna.queue(post)
    await turns(engine, update("/settings", update_id=2), press("1:f:on_demand", update_id=3))
    more = press(f"1:m:{short(post.run_id)}", update_id=4)
    await turns(engine, more, more, press(f"1:m:{short(post.run_id)}", update_id=5))
    parts = [row["part"] for row in await anna.rows() if row["chat_id"] == ANNA]
    assert len(parts) == len(set(parts)) > 0
    assert "above" in str((await answers(anna, 5))[0]["text"])
    assert keyboard({}) == []
