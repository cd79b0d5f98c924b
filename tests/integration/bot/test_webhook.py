"""Updates that Telegram brings: the secret first, and 200 only for what is committed."""

from collections.abc import AsyncIterator

import httpx
import pytest
from aiogram import Bot

from maxsignal_common.store.database import Database, connect
from maxsignal_publisher.bot.conversation import Conversation
from maxsignal_publisher.bot.inbox import Inbox
from maxsignal_publisher.bot.metrics import BotMetrics
from maxsignal_publisher.bot.webhook import HEADER, PATH, Webhook, announce, serve
from tests.integration.bot.world import ANNA, BotWorld, Engine, update

SECRET = "a-secret-of-this-test"
RIGHT = {HEADER: SECRET}


async def called(engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    runner = await serve(Webhook(engine.inbox, engine.answering, SECRET).app(), "127.0.0.1", 0)
    host, port = runner.addresses[0][:2]
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}") as client:
        yield client
    await runner.cleanup()


@pytest.fixture
async def telegrams_side(engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    async for client in called(engine):
        yield client


async def test_update_has_its_effect_and_its_answer(
    world: BotWorld, telegrams_side: httpx.AsyncClient
) -> None:
    answer = await telegrams_side.post(PATH, json=update("/start"), headers=RIGHT)
    assert answer.status_code == 200
    assert (await world.subscriber()).active
    assert len(world.telegram.received(ANNA)) == 1


@pytest.mark.parametrize("headers", [{}, {HEADER: "wrong"}, {HEADER: SECRET + "x"}, {HEADER: ""}])
async def test_wrong_secret_is_forbidden_unread(
    world: BotWorld, telegrams_side: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await telegrams_side.post(PATH, content=b"{not even json", headers=headers)
    assert answer.status_code == 403
    assert await world.ask("SELECT 1 FROM bot_updates") == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"1"])
async def test_body_that_is_no_update_is_refused(telegrams_side: httpx.AsyncClient, body: bytes) -> None:
    answer = await telegrams_side.post(PATH, content=body, headers=RIGHT)
    assert answer.status_code == 400


async def test_database_that_is_away_lets_telegram_try_again(world: BotWorld, engine: Engine) -> None:
    nowhere: Database = connect("postgresql://127.0.0.1:1/none")
    metrics = BotMetrics(engine.registry.__class__())
    lost = Inbox(nowhere, engine.bot.id, Conversation(engine.clock), metrics)
    async for client in called(engine._replace(inbox=lost)):
        answer = await client.post(PATH, json=update("/start"), headers=RIGHT)
        assert answer.status_code == 503
    await nowhere.close()


async def test_telegram_is_told_where_to_call(world: BotWorld, engine: Engine) -> None:
    bot: Bot = engine.bot
    await announce(bot, "https://example.org/", SECRET)
    info = await bot.get_webhook_info()
    assert info.url == f"https://example.org{PATH}"
