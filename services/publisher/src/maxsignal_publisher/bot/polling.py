"""Long polling: one process of a bot asks for updates, under a lease; the others wait to take over.

An update is confirmed by asking for those after it, and that happens only when its effect is committed.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, TelegramMethod

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.store.bot_updates import end_lease, hold_lease
from maxsignal_common.store.database import Database
from maxsignal_publisher.bot.answering import Answering
from maxsignal_publisher.bot.conversation import UPDATES
from maxsignal_publisher.bot.inbox import Inbox
from maxsignal_publisher.bot.metrics import BotMetrics
from maxsignal_publisher.outages import waited_out

CONFLICT_PAUSE_S = 3.0
UNAUTHORIZED_PAUSE_S = 60.0
UNREACHABLE_PAUSE_S = 2.0
# Between two looks whether the lease is free.
IDLE_S = 2.0
ANSWER_MARGIN_S = 10.0
MOST = 100
log = structlog.get_logger(__name__)


class GetUpdatesAsTheyAre(TelegramMethod[list[dict[str, Any]]]):
    """The updates unread: one that our library cannot read must not hide the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = MOST
    timeout: int = 0
    allowed_updates: list[str] = list(UPDATES)


class Polling:
    def __init__(
        self,
        database: Database,
        bot: Bot,
        inbox: Inbox,
        answering: Answering,
        *,
        metrics: BotMetrics,
        clock: Clock,
        poll_s: int,
        lease_s: float,
    ) -> None:
        self._database = database
        self._bot = bot
        self._inbox = inbox
        self._answering = answering
        self._metrics = metrics
        self._clock = clock
        self._poll_s = poll_s
        self._lease_s = lease_s
        self._owner = uuid4()
        self._offset: int | None = None
        self._trouble: OutageError | None = None
        self._polled = False

    async def run(self) -> None:
        while True:
            if await waited_out(self._clock, self._hold):
                await self.look()
            else:
                await self._clock.sleep(IDLE_S)

    async def check(self) -> None:
        """Readiness: red while Telegram refuses us; who only waits for the lease is well."""
        if self._trouble:
            raise self._trouble

    async def release(self) -> None:
        """Stopping in order lets the next poller begin at once; without a database the lease just ends."""
        with suppress(OutageError):
            async with self._database.begin() as connection:
                await end_lease(connection, self._bot.id, self._owner)

    async def _hold(self) -> bool:
        async with self._database.begin() as connection:
            holds = await hold_lease(connection, self._bot.id, self._owner, self._lease_s)
        if not holds:
            # Whoever polls now confirms updates; what was known here is old.
            self._offset, self._polled = None, False
        self._metrics.polls.set(holds)
        return holds

    async def look(self) -> None:
        """One poll: what came gets its effect, then its answers."""
        for raw in await self._fetch():
            await waited_out(self._clock, partial(self._inbox.take, raw))
            self._offset = int(raw["update_id"]) + 1
        await waited_out(self._clock, self._answering.drain)

    async def _fetch(self) -> Sequence[Mapping[str, Any]]:
        """New updates; a refusal is waited out, for the bot must be there when it is over."""
        asked = GetUpdatesAsTheyAre(offset=self._offset, timeout=self._poll_s)
        try:
            if not self._polled:
                # With a webhook set Telegram refuses to be polled.
                await self._bot(DeleteWebhook(drop_pending_updates=False))
            updates = await self._bot(asked, request_timeout=int(self._poll_s + ANSWER_MARGIN_S))
        except TelegramRetryAfter as refused:
            await self._wait("throttled", float(refused.retry_after), quietly=True)
        except TelegramConflictError:
            await self._wait("conflict", CONFLICT_PAUSE_S)
        except (TelegramUnauthorizedError, TelegramNotFound):
            await self._wait("unauthorized", UNAUTHORIZED_PAUSE_S)
        except (AiogramError, ValueError) as error:
            # ValueError: a body that is no text.
            await self._wait("unreachable", UNREACHABLE_PAUSE_S, error=type(error).__name__)
        else:
            self._trouble, self._polled = None, True
            return updates
        return ()

    async def _wait(self, reason: str, seconds: float, *, quietly: bool = False, **told: str) -> None:
        self._metrics.refusals.labels(reason).inc()
        log.warning("poll_refused", reason=reason, seconds=seconds, **told)
        if not quietly:
            self._trouble = OutageError(f"telegram_{reason}", "Telegram does not give the bot its updates")
        await self._clock.sleep(seconds)
