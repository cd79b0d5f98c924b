"""The sweep: leases of lost publishers end, finished rounds are announced, each at least once with one id."""

import asyncio
from contextlib import suppress

import structlog

from maxsignal_common.bus.envelope import Cause, caused_by
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.errors import OutageError
from maxsignal_common.events import PostPublished
from maxsignal_common.store import deliveries, rounds
from maxsignal_common.store.database import Database
from maxsignal_common.store.rounds import FinishedRound
from maxsignal_publisher.domain import State
from maxsignal_publisher.metrics import DeliveryMetrics

ROUNDS_AT_ONCE = 20
log = structlog.get_logger(__name__)


class Sweep:
    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        metrics: DeliveryMetrics,
        *,
        idle: asyncio.Event,
        every_s: float,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._metrics = metrics
        self._idle = idle
        self._every_s = every_s

    async def run(self) -> None:
        """Look when sending has nothing in flight, and every few seconds as a safety net."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), self._every_s)
            self._idle.clear()
            try:
                await self.look()
            except OutageError as error:
                log.warning("outage_waited_out", code=error.code, detail=error.detail)

    async def look(self) -> None:
        await self._end_leases()
        while await self._announce():
            pass

    async def _end_leases(self) -> None:
        async with self._database.begin() as connection:
            ended = await deliveries.reap(connection)
        for state in ended:
            self._metrics.moved(state)
        if lost := ended.count(State.UNKNOWN):
            log.error("messages_unknown", count=lost)

    async def _announce(self) -> int:
        # The rows stay locked while the bus stores the events: a crash in between announces them again.
        async with self._database.begin() as connection:
            finished = await rounds.finished_rounds(connection, limit=ROUNDS_AT_ONCE)
            for done in finished:
                with caused_by(Cause(str(done.request_id), str(done.run_id))):
                    await self._publisher.publish(published(done))
                await rounds.mark_announced(connection, done)
                self._metrics.announced()
        return len(finished)


def published(done: FinishedRound) -> PostPublished:
    ends = {state: done.counts.get(state, 0) for state in ("sent", "failed", "blocked", "unknown")}
    return PostPublished(run_id=done.run_id, attempt=done.round, **ends, held=done.counts.get("queued", 0))
