"""Sends what updates are answered with: in order per chat, each call at most once.

Only a call that Telegram throttled is tried again: it surely did nothing.
"""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.methods import TelegramMethod

from maxsignal_common.clock import Clock
from maxsignal_common.store.bot_updates import Answers, take_answers
from maxsignal_common.store.database import Database
from maxsignal_publisher.bot.calls import Call, load
from maxsignal_publisher.bot.metrics import BotMetrics

AT_ONCE = 30
MAX_PATIENCE_S = 30.0
# What a press on the button that is already chosen comes to.
UNCHANGED = "message is not modified"
log = structlog.get_logger(__name__)


class Answering:
    def __init__(self, database: Database, bot: Bot, metrics: BotMetrics, clock: Clock) -> None:
        self._database = database
        self._bot = bot
        self._metrics = metrics
        self._clock = clock

    async def drain(self) -> None:
        """Send everything that waits; chats do not wait for each other."""
        while answers := await self._take():
            async with asyncio.TaskGroup() as group:
                for calls in by_chat(answers):
                    group.create_task(self._send_all(calls))

    async def _take(self) -> list[Answers]:
        async with self._database.begin() as connection:
            return await take_answers(connection, self._bot.id, AT_ONCE)

    async def _send_all(self, calls: Sequence[Call]) -> None:
        for call in calls:
            self._metrics.answers.labels(await self._send(call)).inc()

    async def _send(self, call: Call, *, again: bool = True) -> str:
        try:
            method: TelegramMethod[Any] = call
            await self._bot(method)
        except TelegramRetryAfter as throttled:
            if again:
                await self._clock.sleep(min(throttled.retry_after, MAX_PATIENCE_S))
                return await self._send(call, again=False)
            return "lost"
        except (AiogramError, ValueError) as error:
            if UNCHANGED in str(error):
                return "sent"
            # Only the name: an error of the connection may have the URL, and so the token, in its words.
            log.warning("answer_not_sent", call=type(call).__name__, error=type(error).__name__)
            return "refused"
        return "sent"


def by_chat(answers: Sequence[Answers]) -> list[list[Call]]:
    """The calls of each chat in the order of its updates."""
    calls = [(_chat(calls), calls) for one in answers if (calls := [load(call) for call in one.calls])]
    grouped = groupby(sorted(calls, key=itemgetter(0)), key=itemgetter(0))
    return [[call for _, several in group for call in several] for _, group in grouped]


def _chat(calls: Sequence[Call]) -> str:
    """Where they go; an answer to a press that shows nothing belongs to no chat."""
    return next((str(chat) for call in calls if (chat := getattr(call, "chat_id", None))), "")
