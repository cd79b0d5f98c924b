"""The loops beside the handlers: outbox relay, reconciler, deadline sweep."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import asyncpg
import structlog

from maxsignal_common.bus.envelope import Cause, caused_by
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.events import Event
from maxsignal_common.store import outbox, reconcile
from maxsignal_common.store.database import Database
from maxsignal_recorder.metrics import RecorderMetrics

OUTAGE_PAUSE_S = 1.0
type WakeUp = asyncio.Event
log = structlog.get_logger(__name__)


class Relay:
    """Publishes outbox rows: PostgreSQL's NOTIFY wakes it at every commit, a poll is the safety net."""

    def __init__(
        self, database: Database, publisher: Publisher, wake: WakeUp, clock: Clock, poll_s: float
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._wake = wake
        self._clock = clock
        self._poll_s = poll_s

    async def run(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._poll_s)
            self._wake.clear()
            await self._drain()

    async def _drain(self) -> None:
        try:
            while await self.relay_once() == outbox.BATCH:
                pass
        except OutageError as error:
            log.warning("relay_waits", code=error.code, detail=error.detail)
            await self._clock.sleep(OUTAGE_PAUSE_S)

    async def relay_once(self) -> int:
        async with self._database.begin() as connection:
            return await outbox.relay_batch(connection, self._send, at=self._clock.now())

    async def _send(self, event: Event, cause: str | None) -> None:
        with caused_by(Cause(cause, str(event.run_id)) if cause else None):
            await self._publisher.publish(event)


class Reconciler:
    """Announces stalled runs again and ends overdue ones."""

    def __init__(
        self, database: Database, clock: Clock, metrics: RecorderMetrics, *, every_s: float, after: timedelta
    ) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._every_s = every_s
        self._after = after

    async def run(self) -> None:
        while True:
            await self._clock.sleep(self._every_s)
            with suppress(OutageError):  # the next round comes soon enough
                await self.look()

    async def look(self) -> None:
        now = self._clock.now()
        async with self._database.begin() as connection:
            merging, failed = await reconcile.sweep_deadlines(connection, at=now)
            again = await reconcile.reannounce(connection, at=now, still_for=self._after)
            waiting = await outbox.unsent(connection)
        self._metrics.looked(unsent=waiting, merging=merging, failed=failed, again=again)
        if merging or failed or again:
            log.info("runs_reconciled", merging=merging, failed=failed, announced_again=again)


async def listen(pool: asyncpg.Pool, wake: WakeUp, clock: Clock) -> None:
    """Turn PostgreSQL notifications into wake-ups; reconnects by itself."""
    while True:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with pool.acquire() as connection:
                await connection.add_listener("outbox", lambda *_: wake.set())
                while not connection.is_closed():
                    await clock.sleep(1.0)
        await clock.sleep(OUTAGE_PAUSE_S)
