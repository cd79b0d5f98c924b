"""A bot at work in the test: real aiogram on the local Bot API, the database with a publisher's rights."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import asyncpg
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from prometheus_client import CollectorRegistry

from maxsignal_common.clock import Clock, SystemClock
from maxsignal_common.events import Event, PostMerged, PostPublished
from maxsignal_common.market import Instrument
from maxsignal_common.preferences import Preferences
from maxsignal_common.store.record import record
from maxsignal_common.store.runs import request_run
from maxsignal_common.store.subscribers import Subscriber, find_subscriber
from maxsignal_merger.domain import merge
from maxsignal_publisher.bot.answering import Answering
from maxsignal_publisher.bot.conversation import Conversation
from maxsignal_publisher.bot.inbox import Inbox
from maxsignal_publisher.bot.metrics import BotMetrics
from maxsignal_publisher.bot.polling import Polling
from maxsignal_publisher.presses import Press, Verb
from tests.fixtures.recorded import ibm_joined, ibm_ready
from tests.fixtures.samples import requested
from tests.integration.publisher.world import TOKEN, World

USERNAME = "stand_in_bot"
NOW = SystemClock().now()
ANNA = 1001
# Above the ids that the local Bot API gives.
BASE = 0x10000


class Engine(NamedTuple):
    """One bot process' parts; `polling.look()` is one poll with everything it brings."""

    bot: Bot
    inbox: Inbox
    answering: Answering
    polling: Polling
    registry: CollectorRegistry
    clock: Clock


@dataclass(frozen=True)
class BotWorld(World):
    @asynccontextmanager
    async def engine(self, *, poll_s: int = 0, lease_s: float = 30) -> AsyncIterator[Engine]:
        session = AiohttpSession(api=TelegramAPIServer.from_base(self.telegram.url), timeout=10)
        bot = Bot(TOKEN, session=session)
        registry, clock = CollectorRegistry(), SystemClock()
        metrics = BotMetrics(registry)
        inbox = Inbox(self.database, bot.id, Conversation(clock, USERNAME), metrics)
        answering = Answering(self.database, bot, metrics, clock)
        polling = Polling(
            self.database, bot, inbox, answering, metrics=metrics, clock=clock, poll_s=poll_s, lease_s=lease_s
        )
        await bot.get_me()
        try:
            yield Engine(bot, inbox, answering, polling, registry, clock)
        finally:
            await session.close()

    async def subscriber(self, chat: int = ANNA) -> Subscriber:
        async with self.database.begin() as connection:
            found = await find_subscriber(connection, chat)
        assert found
        return found

    async def preferences(self, chat: int = ANNA) -> Preferences:
        return (await self.subscriber(chat)).preferences

    async def trade(self, *instruments: Instrument) -> None:
        """Make these the catalogue."""
        await self.ask("UPDATE instruments SET enabled = false")
        for one in instruments:
            await self.ask(
                """INSERT INTO instruments (id, name, source, exchange, currency, tick, time_zone, enabled)
                   VALUES (:id, :id, 'replay', 'X', 'USD', 0.01, 'UTC', true)
                   ON CONFLICT (id) DO UPDATE SET enabled = true""",
                id=one.id,
            )

    async def record_run(self, database_url: str) -> PostMerged:
        """A published run on recorded candles, with every event that led to its post."""
        joined = ibm_joined()
        post = merge(joined).event
        async with self.owner.begin() as connection:
            await request_run(connection, requested(), at=NOW, announce=False)
        events: list[Event] = [ibm_ready(), *joined.completed, post]
        published = PostPublished(run_id=post.run_id, sent=1, failed=0, blocked=0, unknown=0)
        connection = await asyncpg.connect(database_url)
        for event in [*events, published]:
            body = event.model_dump_json()
            await record(connection, event, body, occurred_at=NOW, causation_id=None)
        await connection.close()
        return post

    def screen(self, chat: int = ANNA) -> dict[str, Any]:
        """The newest message of a chat."""
        return self.telegram.received(chat)[-1]

    def pressing(self, verb: Verb, *arguments: str, chat: int = ANNA) -> None:
        """Press that button of the newest message."""
        self.telegram.press(chat, int(self.screen(chat)["message_id"]), Press.of(verb, *arguments).data)


def update(
    text: str, *, update_id: int = 1, chat: int = ANNA, language: str = "en", kind: str = "private"
) -> dict[str, Any]:
    """A message as Telegram tells it."""
    return {
        "update_id": BASE + update_id,
        "message": {
            "message_id": update_id,
            "date": 1_795_000_000,
            "chat": {"id": chat, "type": kind, "first_name": "Anna", "title": "Room"},
            "from": {"id": ANNA, "is_bot": False, "first_name": "Anna", "language_code": language},
            "text": text,
        },
    }


def press(
    data: str, *, update_id: int = 2, chat: int = ANNA, kind: str = "private", user: int = ANNA
) -> dict[str, Any]:
    """A pressed button as Telegram tells it; the data may be anything."""
    return {
        "update_id": BASE + update_id,
        "callback_query": {
            "id": f"q{update_id}",
            "from": {"id": user, "is_bot": False, "first_name": "Anna", "language_code": "en"},
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": 5,
                "date": 1_795_000_000,
                "chat": {"id": chat, "type": kind, "first_name": "Anna", "title": "Channel"},
                "text": "a post",
            },
        },
    }


def keyboard(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [button for row in message.get("keyboard") or () for button in row]


async def turns(engine: Engine, *updates: dict[str, Any]) -> None:
    """Give the bot these updates one after another, as a webhook would."""
    for one in updates:
        await engine.inbox.take(one)
        await engine.answering.drain()
