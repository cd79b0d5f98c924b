"""What a bot does besides sending: photos again, edits, commands, polling, webhooks."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BotCommand, BufferedInputFile, InputMediaPhoto, Message, ReplyParameters
from aiohttp import web
from aiohttp.test_utils import TestServer

from maxsignal_cli.servers import TelegramServer
from tests.fixtures.servers import Telegram
from tests.integration.cli.test_telegram import CHAT, PNG, connect

PHOTO = BufferedInputFile(PNG, "chart.png")


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with connect(telegram.url) as one:
        yield one


class TestPhotos:
    async def test_photo_is_sent_again_by_its_id(self, bot: Bot, telegram: Telegram) -> None:
        first = await bot.send_photo(CHAT, PHOTO)
        assert first.photo
        assert (first.photo[-1].width, first.photo[-1].height) == (1080, 1080)
        await bot.send_photo(CHAT + 1, first.photo[-1].file_id, caption="again")
        one, other = telegram.received()
        assert (one["photo"], one["photo_bytes"]) == (other["photo"], other["photo_bytes"])

    async def test_file_id_of_another_bot_is_wrong(self, bot: Bot, telegram: Telegram) -> None:
        sent = await bot.send_photo(CHAT, PHOTO)
        assert sent.photo
        async with connect(telegram.url, "43:other") as other:
            with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
                await other.send_photo(CHAT, sent.photo[-1].file_id)

    async def test_sent_file_can_be_fetched(self, bot: Bot) -> None:
        sent = await bot.send_photo(CHAT, PHOTO)
        assert sent.photo
        content = await bot.download(sent.photo[-1].file_id)
        assert content
        assert content.read() == PNG

    async def test_photos_survive_a_kill(
        self, bot: Bot, telegram: Telegram, telegram_server: TelegramServer
    ) -> None:
        sent = await bot.send_photo(CHAT, PHOTO)
        telegram_server.kill()
        telegram_server.start()
        assert sent.photo
        async with connect(telegram.url) as again:
            await again.send_photo(CHAT, sent.photo[-1].file_id)


class TestEdits:
    async def test_text_is_changed_in_place(self, bot: Bot, telegram: Telegram) -> None:
        sent = await bot.send_message(CHAT, "before")
        edited = await bot.edit_message_text("after", chat_id=CHAT, message_id=sent.message_id)
        assert isinstance(edited, Message)
        assert (edited.message_id, edited.text) == (sent.message_id, "after")
        assert [(one["text"], one["edits"]) for one in telegram.received()] == [("after", 1)]

    async def test_unchanged_text_is_told(self, bot: Bot) -> None:
        sent = await bot.send_message(CHAT, "same")
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await bot.edit_message_text("same", chat_id=CHAT, message_id=sent.message_id)

    async def test_missing_message_is_told(self, bot: Bot) -> None:
        with pytest.raises(TelegramBadRequest, match="message to edit not found"):
            await bot.edit_message_text("x", chat_id=CHAT, message_id=9)

    async def test_photo_and_caption_are_changed(self, bot: Bot, telegram: Telegram) -> None:
        sent = await bot.send_photo(CHAT, PHOTO, caption="before")
        await bot.edit_message_caption(caption="after", chat_id=CHAT, message_id=sent.message_id)
        other = BufferedInputFile(PNG + b"!", "other.png")
        media = InputMediaPhoto(media=other, caption="media")
        await bot.edit_message_media(media, chat_id=CHAT, message_id=sent.message_id)
        [message] = telegram.received()
        assert (message["text"], message["photo_bytes"], message["edits"]) == ("media", len(PNG) + 1, 2)

    async def test_words_of_the_other_kind_cannot_change(self, bot: Bot) -> None:
        text, photo = await bot.send_message(CHAT, "text"), await bot.send_photo(CHAT, PHOTO)
        with pytest.raises(TelegramBadRequest, match="there is no caption"):
            await bot.edit_message_caption(caption="x", chat_id=CHAT, message_id=text.message_id)
        with pytest.raises(TelegramBadRequest, match="there is no text"):
            await bot.edit_message_text("x", chat_id=CHAT, message_id=photo.message_id)

    async def test_deleted_message_is_gone(self, bot: Bot, telegram: Telegram) -> None:
        sent = await bot.send_message(CHAT, "text")
        await bot.delete_message(CHAT, sent.message_id)
        with pytest.raises(TelegramBadRequest, match="message to delete not found"):
            await bot.delete_message(CHAT, sent.message_id)
        assert [one["deleted"] for one in telegram.received()] == [True]


class TestSending:
    async def test_silence_and_reply_are_kept(self, bot: Bot, telegram: Telegram) -> None:
        first = await bot.send_message(CHAT, "first")
        reply = ReplyParameters(message_id=first.message_id)
        second = await bot.send_message(CHAT, "second", disable_notification=True, reply_parameters=reply)
        assert second.reply_to_message
        assert second.reply_to_message.text == "first"
        assert [(one["silent"], one["reply_to"]) for one in telegram.received()] == [
            (False, None),
            (True, first.message_id),
        ]

    async def test_missing_original_may_be_forgiven(self, bot: Bot, telegram: Telegram) -> None:
        reply = ReplyParameters(message_id=9, allow_sending_without_reply=True)
        await bot.send_message(CHAT, "text", reply_parameters=reply)
        assert telegram.received()[0]["reply_to"] is None

    async def test_flood_is_refused_and_not_received(self, bot: Bot, telegram: Telegram) -> None:
        telegram.limit(per_second=1, retry_after=2)
        await bot.send_message(1, "one")
        with pytest.raises(TelegramRetryAfter, match="2 seconds"):
            await bot.send_message(2, "two")
        assert telegram.outcomes()["sendMessage"] == {"accepted": 1, "429": 1}

    async def test_lost_request_was_never_received(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"lose": True}, {"drop": True})
        for _ in range(2):
            with pytest.raises(TelegramNetworkError):
                await bot.send_message(CHAT, "text")
        assert telegram.outcomes()["sendMessage"] == {"lost": 1, "dropped": 1}
        assert len(telegram.received()) == 1

    async def test_page_of_a_proxy_is_no_json(self, telegram: Telegram) -> None:
        telegram.fail({"status": 502, "page": True})
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                f"{telegram.url}/bot42:x/sendMessage", json={"chat_id": 1, "text": "x"}
            )
        assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")

    async def test_page_of_a_proxy_reaches_the_client(self, bot: Bot, telegram: Telegram) -> None:
        telegram.fail({"status": 500})
        with pytest.raises(TelegramServerError):
            await bot.send_message(CHAT, "text")


class TestFace:
    async def test_commands_are_kept_by_language(self, bot: Bot) -> None:
        commands = [BotCommand(command="start", description="Начать")]
        await bot.set_my_commands(commands, language_code="ru")
        [kept] = await bot.get_my_commands(language_code="ru")
        assert (kept.command, kept.description) == ("start", "Начать")
        assert await bot.get_my_commands() == []
        await bot.delete_my_commands(language_code="ru")
        assert await bot.get_my_commands(language_code="ru") == []

    async def test_wrong_command_is_refused(self, bot: Bot) -> None:
        with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
            await bot.set_my_commands([BotCommand(command="St art", description="x")])

    async def test_descriptions_are_kept(self, bot: Bot) -> None:
        await bot.set_my_description("long", language_code="ru")
        await bot.set_my_short_description("short")
        assert (await bot.get_my_description(language_code="ru")).description == "long"
        assert (await bot.get_my_short_description()).short_description == "short"

    async def test_members_of_a_chat_are_known(self, bot: Bot) -> None:
        await bot.send_message(CHAT, "text")
        statuses = [(await bot.get_chat_member(CHAT, user)).status for user in (42, CHAT)]
        assert statuses == ["member", "member"]
        assert (await bot.get_chat(CHAT)).type == "private"
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.get_chat(5)


class TestPolling:
    async def test_newer_poll_ends_the_older(self, bot: Bot, telegram: Telegram) -> None:
        older = asyncio.create_task(bot.get_updates(timeout=30))
        await bot.get_me()
        newer = asyncio.create_task(bot.get_updates(timeout=30))
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
            await asyncio.wait_for(older, 10)
        telegram.inject({})
        assert len(await asyncio.wait_for(newer, 10)) == 1

    async def test_bot_hears_only_what_it_asked_for(self, bot: Bot, telegram: Telegram) -> None:
        telegram.say(CHAT, "/start")
        telegram.block(CHAT)
        updates = await bot.get_updates(allowed_updates=["my_chat_member"])
        assert [update.event_type for update in updates] == ["my_chat_member"]

    async def test_webhook_excludes_polling(self, bot: Bot) -> None:
        await bot.set_webhook("https://a.example/hook")
        with pytest.raises(TelegramConflictError, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == []


async def test_webhook_gets_updates_until_it_takes_them(bot: Bot, telegram: Telegram) -> None:
    heard: asyncio.Queue[tuple[str | None, Any]] = asyncio.Queue()
    answers = iter([500, 200, 200])

    async def hook(request: web.Request) -> web.Response:
        heard.put_nowait((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app, host="127.0.0.1") as server, asyncio.timeout(20):
        await bot.set_webhook(str(server.make_url("/hook")), secret_token="s3")
        first, second = telegram.inject({}, {})
        calls = [await heard.get() for _ in range(3)]
        await bot.delete_webhook()
    assert [(secret, update["update_id"]) for secret, update in calls] == [
        ("s3", first), ("s3", first), ("s3", second),
    ]  # fmt: skip
