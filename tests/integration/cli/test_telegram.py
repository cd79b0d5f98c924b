"""The local Bot API answers a real client as Telegram does, and knows what every chat received."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand, BufferedInputFile, MessageEntity, ReplyParameters

from maxsignal_cli.servers import TelegramServer
from tests.fixtures.servers import Telegram

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\4\x38\0\0\4\x38"  # of a picture only its size is read
    b"\x08\x02\0\0\0"
)
TOKEN = "42:abc_DEF-123"
CHAT = 1001


def connect(url: str, token: str = TOKEN) -> Bot:
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with connect(telegram.url) as one:
        yield one


def entity(type_: str, offset: int, length: int) -> MessageEntity:
    return MessageEntity(type=type_, offset=offset, length=length)


class TestMethods:
    async def test_bot_learns_who_it_is(self, bot: Bot) -> None:
        me = await bot.get_me()
        assert (me.id, me.is_bot) == (42, True)

    async def test_message_arrives_as_it_was_sent(self, bot: Bot, telegram: Telegram) -> None:
        bold = entity("bold", 2, 5)
        sent = await bot.send_message(CHAT, "📈 IBM: рост\n\n", entities=[bold])
        assert sent.text == "📈 IBM: рост\n\n"
        [received] = telegram.received(CHAT)
        assert (received["message_id"], received["text"]) == (sent.message_id, sent.text)
        assert received["entities"] == [{"type": "bold", "offset": 2, "length": 5, "url": None}]

    async def test_chats_are_kept_apart_in_order(self, bot: Bot, telegram: Telegram) -> None:
        for chat, text in ((1, "a"), (2, "b"), (1, "c")):
            await bot.send_message(chat, text)
        assert [one["text"] for one in telegram.received(1)] == ["a", "c"]
        assert [one["chat_id"] for one in telegram.received()] == [1, 2, 1]

    async def test_photo_is_uploaded_with_its_caption(self, bot: Bot, telegram: Telegram) -> None:
        sent = await bot.send_photo(CHAT, BufferedInputFile(PNG, "chart.png"), caption="chart")
        assert sent.photo
        assert sent.caption == "chart"
        assert telegram.received(CHAT)[0]["photo_bytes"] == len(PNG)

    async def test_channel_is_reached_by_name(self, bot: Bot, telegram: Telegram) -> None:
        sent = await bot.send_message("@signals", "text")
        assert (sent.chat.type, sent.chat.username) == ("channel", "signals")
        assert len(telegram.received("@signals")) == 1

    async def test_reply_points_to_a_message_of_the_chat(self, bot: Bot, telegram: Telegram) -> None:
        first = await bot.send_message(CHAT, "first")
        await bot.send_message(CHAT, "second", reply_parameters=ReplyParameters(message_id=first.message_id))
        assert telegram.received(CHAT)[1]["reply_to"] == first.message_id

    async def test_reply_to_nothing_is_refused(self, bot: Bot) -> None:
        with pytest.raises(TelegramBadRequest, match="replied not found"):
            await bot.send_message(CHAT, "text", reply_parameters=ReplyParameters(message_id=999))

    async def test_settings_are_acknowledged(self, bot: Bot) -> None:
        assert await bot.delete_webhook()
        assert await bot.set_my_commands([BotCommand(command="start", description="Start")])

    def test_unknown_method_is_not_found(self, telegram: Telegram) -> None:
        answer = httpx.get(f"{telegram.url}/bot{TOKEN}/makeCoffee")
        assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}

    def test_json_body_is_understood(self, telegram: Telegram) -> None:
        body = {"chat_id": CHAT, "text": "text", "entities": [{"type": "bold", "offset": 0, "length": 4}]}
        answer = httpx.post(f"{telegram.url}/bot{TOKEN}/sendMessage", json=body)
        assert answer.json()["result"]["entities"] == body["entities"]

    @pytest.mark.parametrize("body", [b"{", b"[]", b'{"chat_id":1,"text":"\\ud83d"}', b'{"text":"no chat"}'])
    def test_malformed_json_body_is_a_bad_request(self, telegram: Telegram, body: bytes) -> None:
        headers = {"content-type": "application/json"}
        answer = httpx.post(f"{telegram.url}/bot{TOKEN}/sendMessage", content=body, headers=headers)
        assert (answer.status_code, answer.json()["ok"]) == (400, False)


class TestTokens:
    @pytest.mark.parametrize("token", ["abc", "42", "42:", ":abc", "42:a b"])
    def test_malformed_token_is_unauthorized(self, telegram: Telegram, token: str) -> None:
        assert httpx.get(f"{telegram.url}/bot{token}/getMe").status_code == 401

    async def test_revoked_token_is_unauthorized(self, bot: Bot, telegram: Telegram) -> None:
        telegram.revoke(TOKEN)
        with pytest.raises(TelegramUnauthorizedError):
            await bot.send_message(CHAT, "text")
        assert telegram.received() == []


class TestLimits:
    @pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048])
    async def test_longest_text_is_accepted(self, bot: Bot, text: str) -> None:
        assert (await bot.send_message(CHAT, text)).text == text

    @pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2048 + "x"])
    async def test_longer_text_is_refused(self, bot: Bot, telegram: Telegram, text: str) -> None:
        with pytest.raises(TelegramBadRequest, match="message is too long"):
            await bot.send_message(CHAT, text)
        assert telegram.received() == []

    async def test_caption_has_its_own_limit(self, bot: Bot) -> None:
        photo = BufferedInputFile(PNG, "chart.png")
        await bot.send_photo(CHAT, photo, caption="x" * 1024)
        with pytest.raises(TelegramBadRequest, match="caption is too long"):
            await bot.send_photo(CHAT, photo, caption="x" * 1025)

    @pytest.mark.parametrize("text", ["", " \n"])
    async def test_empty_text_is_refused(self, bot: Bot, text: str) -> None:
        with pytest.raises(TelegramBadRequest, match="text is empty"):
            await bot.send_message(CHAT, text)

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            (entity("bold", 0, 7), "after the end"),
            (entity("bold", 1, 2), "in a middle of a UTF-16 symbol"),
            (entity("bold", 0, 1), "in a middle of a UTF-16 symbol"),
            (entity("bold", -1, 2), "negative offset"),
            (entity("bold", 2, 0), "no length"),
            (entity("text_link", 2, 1), "without url"),
        ],
    )
    async def test_wrong_entity_is_refused(self, bot: Bot, wrong: MessageEntity, reason: str) -> None:
        with pytest.raises(TelegramBadRequest, match=reason):
            await bot.send_message(CHAT, "😀text", entities=[wrong])

    async def test_hundred_entities_are_the_most(self, bot: Bot) -> None:
        entities = [entity("bold", n, 1) for n in range(101)]
        await bot.send_message(CHAT, "x" * 101, entities=entities[:100])
        with pytest.raises(TelegramBadRequest, match="more than 100"):
            await bot.send_message(CHAT, "x" * 101, entities=entities)


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ({"status": 403}, TelegramForbiddenError),
            ({"status": 400}, TelegramBadRequest),
            ({"status": 502}, TelegramServerError),
            ({"status": 429, "retry_after": 7}, TelegramRetryAfter),
            ({"status": 400, "migrate_to_chat_id": -100500}, TelegramMigrateToChat),
        ],
    )
    async def test_scripted_status_reaches_the_client(
        self, bot: Bot, telegram: Telegram, fault: dict[str, int], error: type[Exception]
    ) -> None:
        telegram.fail(fault)
        with pytest.raises(error):
            await bot.send_message(CHAT, "text")
        assert telegram.received() == []

    async def test_flood_tells_how_long_to_wait(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"status": 429, "retry_after": 7})
        with pytest.raises(TelegramRetryAfter) as flood:
            await bot.send_message(CHAT, "text")
        assert flood.value.retry_after == 7

    async def test_fault_ends_after_its_times(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"status": 500, "times": 2})
        for _ in range(2):
            with pytest.raises(TelegramServerError):
                await bot.send_message(CHAT, "text")
        await bot.send_message(CHAT, "text")
        assert len(telegram.received()) == 1

    async def test_endless_fault_ends_when_healed(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"status": 500, "times": None})
        with pytest.raises(TelegramServerError):
            await bot.get_me()
        telegram.heal()
        assert (await bot.get_me()).is_bot

    async def test_fault_hits_only_its_chat_and_method(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"chat_id": 7, "method": "sendMessage", "status": 403})
        await bot.get_me()
        await bot.send_message(8, "text")
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(7, "text")

    async def test_dropped_answer_leaves_the_message_delivered(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"drop": True})
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(CHAT, "text")
        assert [one["text"] for one in telegram.received(CHAT)] == ["text"]

    async def test_late_answer_leaves_the_message_delivered(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"delay_s": 30})
        with pytest.raises(TelegramNetworkError, match="timeout"):
            await bot.send_message(CHAT, "text", request_timeout=1)
        assert len(telegram.received(CHAT)) == 1

    async def test_misspelt_fault_is_refused(self, telegram: Telegram) -> None:
        with pytest.raises(httpx.HTTPStatusError, match="400"):
            telegram.fail({"statsu": 500})


class TestUpdates:
    async def test_injected_updates_are_polled_until_confirmed(self, bot: Bot, telegram: Telegram) -> None:
        first, second = telegram.inject({}, {})
        assert [update.update_id for update in await bot.get_updates()] == [first, second]
        assert [update.update_id for update in await bot.get_updates(offset=second)] == [second]
        assert await bot.get_updates(offset=second + 1) == []

    async def test_repeated_update_keeps_its_id(self, bot: Bot, telegram: Telegram) -> None:
        telegram.inject({"update_id": 5}, {"update_id": 5}, {})
        assert [update.update_id for update in await bot.get_updates()] == [5, 5, 6]

    async def test_long_poll_ends_when_an_update_comes(self, bot: Bot, telegram: Telegram) -> None:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await bot.get_me()
        telegram.inject({})
        assert len(await asyncio.wait_for(poll, 10)) == 1


class TestMemory:
    async def test_received_messages_survive_a_kill(
        self, bot: Bot, telegram: Telegram, telegram_server: TelegramServer
    ) -> None:
        before = await bot.send_message(CHAT, "before", entities=[entity("bold", 0, 6)])
        kept = telegram.received()
        telegram_server.kill()
        telegram_server.start()
        async with connect(telegram.url) as again:
            after = await again.send_message(CHAT, "after")
        assert telegram.received()[:1] == kept
        assert after.message_id > before.message_id

    async def test_page_shows_chats_and_runs_nothing(self, bot: Bot, telegram: Telegram) -> None:
        await bot.send_message(CHAT, "<script>alert(1)</script>", entities=[entity("bold", 0, 8)])
        async with httpx.AsyncClient() as client:
            page = await client.get(telegram.url)
        assert "alert" not in page.text
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
