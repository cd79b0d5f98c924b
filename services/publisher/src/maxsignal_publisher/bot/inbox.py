"""An update has its effect once: its changes, that it was seen and its answers are one transaction.

Whatever may go wrong with one update (also a bug of ours) is told to its sender with a code, and no other
update waits for it.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from aiogram.types import Update
from pydantic import ValidationError

from maxsignal_common.errors import OutageError
from maxsignal_common.store.bot_updates import forget_updates, keep_answers, see
from maxsignal_common.store.database import Database
from maxsignal_publisher.bot.calls import Call, Screen, dump, notice, say
from maxsignal_publisher.bot.conversation import Conversation
from maxsignal_publisher.bot.metrics import BotMetrics
from maxsignal_publisher.bot.turn import guess_language
from maxsignal_publisher.texts import texts

# Telegram repeats an update for a day.
REMEMBER_HOURS = 48
log = structlog.get_logger(__name__)


class Inbox:
    def __init__(
        self, database: Database, bot_id: int, conversation: Conversation, metrics: BotMetrics
    ) -> None:
        self._database = database
        self._bot_id = bot_id
        self._conversation = conversation
        self._metrics = metrics

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Give the update its effect, unless it had it before; raises only while the database is away."""
        update = read(raw)
        if update is None:
            log.error("update_unreadable", update_id=raw.get("update_id"))
            self._metrics.updates.labels("unreadable").inc()
            return
        # As a task: what it may fail with is anything, and none of it may end this process.
        work = asyncio.create_task(self._effect(update))
        try:
            await asyncio.wait({work})
        finally:
            work.cancel()
        bug = work.exception()
        if isinstance(bug, OutageError):
            raise bug
        if bug:
            await self._give_up(update, bug)

    async def forget(self) -> None:
        async with self._database.begin() as connection:
            await forget_updates(connection, self._bot_id, hours=REMEMBER_HOURS)

    async def _effect(self, update: Update) -> None:
        async with self._database.begin() as connection:
            if not await see(connection, self._bot_id, update.update_id):
                self._metrics.updates.labels("repeated").inc()
                return
            calls = await self._conversation.answer(connection, update)
            await keep_answers(connection, self._bot_id, update.update_id, [dump(call) for call in calls])
        self._metrics.updates.labels(kind_of(update)).inc()

    async def _give_up(self, update: Update, bug: BaseException) -> None:
        code = f"B-{update.update_id:X}"
        log.error("update_failed", code=code, update_id=update.update_id, exc_info=bug)
        self._metrics.updates.labels("failed").inc()
        async with self._database.begin() as connection:
            if await see(connection, self._bot_id, update.update_id):
                calls = [dump(call) for call in apology(update, code)]
                await keep_answers(connection, self._bot_id, update.update_id, calls)


def read(raw: Mapping[str, Any]) -> Update | None:
    try:
        return Update.model_validate(raw)
    except ValidationError:
        return None


def kind_of(update: Update) -> str:
    kinds = ("message", "callback_query", "my_chat_member")
    return next((kind for kind in kinds if getattr(update, kind)), "other")


def apology(update: Update, code: str) -> list[Call]:
    """The code stands in the log: whoever is told it can find what went wrong."""
    if query := update.callback_query:
        said = texts(guess_language(query.from_user.language_code))("failed", code=code)
        return [notice(query.id, said, alert=True)]
    if update.message and update.message.from_user:
        said = texts(guess_language(update.message.from_user.language_code))("failed", code=code)
        return [say(update.message.chat.id, Screen(said))]
    return []
