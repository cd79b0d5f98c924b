"""What the chat page asks and does, over HTTP: a user is made, writes, presses, blocks; the bot hears it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from tests.fixtures.servers import Telegram
from tests.integration.cli.test_telegram import PNG, connect

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="yes")]])


class Browser:
    """The page's side of the conversation."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def get(self, path: str, **query: str) -> Any:
        return (await self._client.get(f"/_control/{path}", params=query)).raise_for_status().json()

    async def post(self, path: str, **body: Any) -> Any:
        return (await self._client.post(f"/_control/{path}", json=body)).raise_for_status().json()

    async def join(self, name: str = "Ann", language: str = "en") -> int:
        return int((await self.post("chats", name=name, language=language))["chat_id"])

    async def chat(self, chat_id: int) -> dict[str, Any]:
        return dict(await self.get(f"chats/{chat_id}"))


@pytest.fixture
async def stage(telegram: Telegram) -> AsyncIterator[tuple[Bot, Browser]]:
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(connect(telegram.url))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=telegram.url))
        yield bot, Browser(client)


async def test_new_user_starts_the_bot(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    user = await page.join(language="de")
    await page.post(f"chats/{user}/say", text="/start deep-link")
    [update] = await bot.get_updates()
    assert update.message
    assert update.message.from_user
    assert (update.message.chat.id, update.message.from_user.language_code) == (user, "de")
    assert [one.extract_from(update.message.text or "") for one in update.message.entities or ()] == [
        "/start"
    ]


async def test_pressed_button_reaches_the_bot_and_back(
    stage: tuple[Bot, Browser], telegram: Telegram
) -> None:
    bot, page = stage
    sent = await bot.send_message(user := await page.join(), "Sure?", reply_markup=BUTTONS)
    await page.post(f"chats/{user}/press", message_id=sent.message_id, data="yes")
    [update] = await bot.get_updates()
    query = update.callback_query
    assert query
    assert query.message
    assert (query.data, query.message.message_id) == ("yes", sent.message_id)
    await bot.answer_callback_query(query.id, text="Done")
    await bot.edit_message_text("Sure.", chat_id=user, message_id=sent.message_id)
    chat = await page.chat(user)
    assert (chat["notice"], chat["messages"][0]["text"], chat["messages"][0]["keyboard"]) == (
        "Done",
        "Sure.",
        [],
    )
    assert [query["answered"] for query in telegram.queries()] == [True]


async def test_button_that_is_gone_cannot_be_pressed(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    sent = await bot.send_message(user := await page.join(), "plain")
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        await page.post(f"chats/{user}/press", message_id=sent.message_id, data="yes")


async def test_query_is_answered_only_once(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    sent = await bot.send_message(user := await page.join(), "Sure?", reply_markup=BUTTONS)
    await page.post(f"chats/{user}/press", message_id=sent.message_id, data="yes")
    [update] = await bot.get_updates()
    assert update.callback_query
    await bot.answer_callback_query(update.callback_query.id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(update.callback_query.id)


async def test_blocked_bot_is_told_and_refused(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    user = await page.join()
    await page.post(f"chats/{user}/standing", standing="kicked")
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(user, "text")
    await page.post(f"chats/{user}/say", text="/start")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]
    await bot.send_message(user, "text")


async def test_deleted_account_is_refused_silently(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    user = await page.join()
    await page.post(f"chats/{user}/standing", standing="deactivated")
    assert await bot.get_updates() == []
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(user, "text")


async def test_list_tells_what_is_new(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    first, second = await page.join("Ann"), await page.join("Bob")
    await bot.send_message(second, "older")
    await bot.send_message(first, "newer")
    chats = (await page.get("chats"))["chats"]
    assert [(chat["name"], chat["sent"], chat["last"]["text"]) for chat in chats] == [
        ("Ann", 1, "newer"),
        ("Bob", 1, "older"),
    ]


async def test_change_wakes_the_waiting_page(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    version = (await page.get("changes", since=""))["version"]
    waiting = asyncio.create_task(page.get("changes", since=version))
    await bot.send_message(1001, "text")
    assert (await asyncio.wait_for(waiting, 10))["version"] != version


async def test_photo_is_shown_as_it_was_sent(stage: tuple[Bot, Browser], telegram: Telegram) -> None:
    bot, _ = stage
    await bot.send_photo(1001, BufferedInputFile(PNG, "chart.png"))
    [message] = telegram.received()
    async with httpx.AsyncClient() as client:
        shown = await client.get(f"{telegram.url}/_control/photos/{message['photo']}")
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")


async def test_commands_are_offered_in_the_language(stage: tuple[Bot, Browser]) -> None:
    bot, page = stage
    await bot.set_my_commands([BotCommand(command="start", description="Start")])
    await bot.set_my_commands([BotCommand(command="start", description="Начать")], language_code="ru")
    users = [await page.join(language="ru"), await page.join(language="de")]
    chats = [await page.chat(user) for user in users]
    assert [chat["commands"][0]["description"] for chat in chats] == ["Начать", "Start"]


async def test_form_of_a_foreign_page_is_refused(telegram: Telegram) -> None:
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        answer = await client.post("/_control/chats/1001/say", data={"text": "x"})
    assert answer.status_code == 415


@pytest.mark.parametrize("path", ["chats/abc", "photos/stand-in-42-0"])
async def test_unknown_address_is_not_found(telegram: Telegram, path: str) -> None:
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        assert (await client.get(f"/_control/{path}")).status_code == 404
