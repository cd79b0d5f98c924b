"""What publisher tests arrange and ask: subscribers, posts, the ledger, and what users really received."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy import text

from maxsignal_common.analysis import Language
from maxsignal_common.clock import SystemClock
from maxsignal_common.errors import OutageError
from maxsignal_common.events import PostMerged, PublishPost
from maxsignal_common.rendered import PostPart
from maxsignal_common.store.database import Database
from maxsignal_common.store.queueing import Recipient, messages_of
from maxsignal_common.store.rounds import open_round
from maxsignal_common.store.subscribers import active_subscribers, subscribe
from maxsignal_publisher.ledger import Ledger, Limits
from maxsignal_publisher.metrics import DeliveryMetrics
from maxsignal_publisher.sending import Sender, Sending, Signals
from maxsignal_publisher.telegram import TelegramSender
from tests.fixtures.samples import TICK, merged, requested
from tests.fixtures.servers import Telegram

TOKEN = "42:abc_DEF-123"
BOT = 42
FAST = Limits(rate=500, chat_rate=500, lease_s=30)
WAIT_S = 60.0


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(WAIT_S):
        while True:
            with suppress(OutageError):
                if await holds():
                    return
            await asyncio.sleep(0.02)


def post(number: int = 0, *, parts: int = 1, auto_publish: bool = True) -> PostMerged:
    """A post whose every part says which it is."""
    event = merged(requested(number), auto_publish=auto_publish)
    posts = tuple(
        rendered.model_copy(
            update={
                "parts": tuple(
                    PostPart(text=f"{rendered.language} {number}.{part}") for part in range(1, parts + 1)
                )
            }
        )
        for rendered in event.posts
    )
    return event.model_copy(update={"posts": posts})


def command(number: int = 0, *, parts: int = 1) -> PublishPost:
    said = post(number, parts=parts)
    return PublishPost(run_id=said.run_id, requested_at=TICK, posts=said.posts)


@dataclass(frozen=True)
class World:
    owner: Database
    database: Database
    telegram: Telegram

    async def ask(self, sql: str, **values: object) -> list[Mapping[str, Any]]:
        async with self.owner.begin() as connection:
            result = await connection.execute(text(sql), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else []

    async def rows(self) -> list[Mapping[str, Any]]:
        return await self.ask(
            """SELECT d.*, p.text FROM deliveries d JOIN post_parts p USING (post_id, language, part)
               ORDER BY d.chat_id, d.post_id, d.part"""
        )

    async def states(self) -> list[str]:
        return [row["state"] for row in await self.rows()]

    async def subscribe(self, *chats: int, language: Language = Language.EN) -> None:
        async with self.owner.begin() as connection:
            for chat in chats:
                await subscribe(connection, chat, language)

    async def queue(self, event: PostMerged | PublishPost) -> int:
        """What the handler does with it."""
        async with self.database.begin() as connection:
            active = await active_subscribers(connection)
            return await open_round(
                connection,
                run_id=event.run_id,
                request_id=event.event_id(),
                messages=messages_of(event.posts),
                recipients=[Recipient(one.chat_id, one.language) for one in active],
            )

    async def until(self, condition: str) -> None:
        """Wait until the SQL condition holds."""

        async def holds() -> bool:
            return bool((await self.ask(f"SELECT {condition} AS holds"))[0]["holds"])

        await eventually(holds)

    async def drained(self) -> None:
        """Wait until every message is final."""
        await self.until(
            "NOT EXISTS (SELECT 1 FROM deliveries WHERE state IN ('queued', 'claimed', 'sending'))"
        )

    async def received_any(self) -> None:
        async def arrived() -> bool:
            return bool(self.telegram.received())

        await eventually(arrived)

    async def ledger(self, kind: type[Ledger] = Ledger, limits: Limits = FAST) -> Ledger:
        ledger = kind(self.database, BOT, limits)
        await ledger.register()
        return ledger

    def loop(self, sender: Sender, ledger: Ledger, concurrency: int = 8) -> Sending:
        metrics = DeliveryMetrics(CollectorRegistry())
        signals = Signals()
        return Sending(
            ledger, sender, metrics, SystemClock(), signals=signals, concurrency=concurrency, poll_s=0.02
        )

    @asynccontextmanager
    async def sending(
        self,
        kind: type[Ledger] = Ledger,
        *,
        limits: Limits = FAST,
        concurrency: int = 8,
        timeout_s: float = 10,
    ) -> AsyncIterator[Sending]:
        """A sending loop at work."""
        sender = TelegramSender(TOKEN, self.telegram.url, timeout_s=timeout_s, connect_timeout_s=5)
        loop = self.loop(sender, await self.ledger(kind, limits), concurrency)
        task = asyncio.create_task(loop.run())
        try:
            yield loop
        finally:
            task.cancel()
            await loop.finish(10)
            await sender.close()

    async def offences(self) -> list[str]:
        """Where the ledger and the users disagree: duplicates, false `sent`, parts out of order."""
        return audit(await self.rows(), self.telegram.received())


def audit(rows: Sequence[Mapping[str, Any]], messages: Sequence[Mapping[str, Any]]) -> list[str]:
    received = Counter((message["chat_id"], message["text"]) for message in messages)
    places = {(row["chat_id"], row["text"]): (row["post_id"], row["part"]) for row in rows}
    sent = {(row["chat_id"], row["text"]) for row in rows if row["state"] == "sent"}
    by_chat = sorted(received, key=itemgetter(0))  # stable: each chat in the order of arrival
    return [
        *(f"{key} received {times} times" for key, times in received.items() if times > 1),
        *(f"{key} sent but not received" for key in sent - received.keys()),
        *(
            f"{late} came after {early}"
            for early, late in pairwise(by_chat)
            if early[0] == late[0] and places[late] < places[early]
        ),
    ]
