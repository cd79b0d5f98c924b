"""The bus boundary: what happens to a message is decided here, from the error its handler raised.

FastStream's own policies do not fit: one drops a message on its first error, the other burns every
delivery in milliseconds. So acknowledgement is manual, and this middleware alone acknowledges.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, override

import nats.errors
import structlog
from faststream import BaseMiddleware
from faststream.message import StreamMessage
from nats.aio.msg import Msg

from maxsignal_common.bus.activity import Activity
from maxsignal_common.bus.deadletter import dead_letter_headers
from maxsignal_common.bus.envelope import cause_of, caused_by
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.bus.topology import ACK_WAIT_S, BY_NAME, Consumer
from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError, PermanentError, RetryableError
from maxsignal_common.events import Stream
from maxsignal_common.metrics import BusMetrics

MAX_DELIVERIES = 6
HEARTBEAT_S = ACK_WAIT_S / 3
OUTAGE_PAUSE_S = 5.0

type OnDeadLetter = Callable[[Msg, PermanentError], Awaitable[None]]
log = structlog.get_logger(__name__)


@dataclass
class BoundaryContext:
    """What the boundary of one process needs; `on_dead_letter` tells the run that its message died."""

    publisher: JetStreamPublisher
    clock: Clock
    random: Random
    metrics: BusMetrics
    activity: Activity
    on_dead_letter: dict[str, OnDeadLetter]
    crash_delay_s: float


class Boundary(BaseMiddleware):
    """Runs one delivery of one message to its end: ack, nak with delay, or dead letter and term."""

    def __init__(self, to: BoundaryContext, msg: Any, **kwargs: Any) -> None:  # noqa: ANN401 - FastStream's hook
        super().__init__(msg, **kwargs)
        self._to = to

    @override
    async def consume_scope(
        self, call_next: Callable[[Any], Awaitable[Any]], msg: StreamMessage[Any]
    ) -> object:
        raw: Msg = msg.raw_message
        consumer = BY_NAME[raw.metadata.consumer]
        headers = raw.headers or {}
        cause = cause_of(headers)
        with (
            self._to.activity.handling(consumer.name),
            self._to.metrics.timed(consumer.name),
            caused_by(cause),
            structlog.contextvars.bound_contextvars(
                consumer=consumer.name, run_id=headers.get("ce-subject"), event_id=headers.get("ce-id")
            ),
        ):
            async with heartbeat(raw, self._to.clock):
                outcome = await self._deliver(partial(call_next, msg), raw, consumer)
        self._to.metrics.handled(consumer.name, outcome)
        return None

    async def _deliver(self, call: Callable[[], Awaitable[object]], raw: Msg, consumer: Consumer) -> str:
        deliveries = raw.metadata.num_delivered or 1
        # Read before the handler runs: a message that kills its worker never gets to raise anything.
        if deliveries > MAX_DELIVERIES:
            exhausted = PermanentError("max_deliveries", f"given up after {MAX_DELIVERIES} deliveries")
            return await self._bury(raw, consumer, exhausted)
        try:
            await self._through_outages(call)
        except PermanentError as error:
            return await self._bury(raw, consumer, error)
        except RetryableError as error:
            return await self._again(raw, consumer, error)
        except Exception as error:
            # The one broad except of the product: a bug is loud and counted, and never loses a message.
            log.exception("handler_crashed", deliveries=deliveries)
            delay = timedelta(seconds=self._to.crash_delay_s * 2 ** min(deliveries - 1, 4))
            crash = RetryableError("handler_crashed", type(error).__name__, delay=delay)
            return await self._again(raw, consumer, crash)
        await raw.ack()
        return "done"

    async def _again(self, raw: Msg, consumer: Consumer, error: RetryableError) -> str:
        """Hand the message back, or bury it with its last error when this was its last delivery."""
        deliveries = raw.metadata.num_delivered or 1
        if deliveries >= MAX_DELIVERIES:
            return await self._bury(raw, consumer, PermanentError(error.code, error.detail))
        log.warning("message_handed_back", code=error.code, detail=error.detail, deliveries=deliveries)
        await raw.nak(delay=self._jittered(error.delay))
        return "retried"

    async def _through_outages(self, call: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await call()
            except OutageError as error:
                self._to.metrics.outage(error.code)
                log.warning("outage_waited_out", code=error.code, detail=error.detail)
                await self._to.clock.sleep(
                    self._jittered(min(error.delay, timedelta(seconds=OUTAGE_PAUSE_S)))
                )
            else:
                return

    async def _bury(self, raw: Msg, consumer: Consumer, error: PermanentError) -> str:
        log.error("message_dead_lettered", code=error.code, detail=error.detail)
        if consumer.stream is not Stream.DEAD_LETTERS:
            await self._through_outages(
                partial(
                    self._to.publisher.publish_raw,
                    Stream.DEAD_LETTERS,
                    consumer.dead_letter_subject,
                    raw.data,
                    dead_letter_headers(raw, consumer, error),
                )
            )
            if hook := self._to.on_dead_letter.get(consumer.name):
                await self._through_outages(partial(hook, raw, error))
        self._to.metrics.dead_letter(consumer.name, error.code)
        await raw.term()
        return "dead"

    def _jittered(self, delay: timedelta) -> float:
        return delay.total_seconds() * self._to.random.uniform(0.8, 1.2)


@asynccontextmanager
async def heartbeat(raw: Msg, clock: Clock) -> AsyncIterator[None]:
    """Tell the server every ack_wait/3 that this message is still being worked on."""

    async def beat() -> None:
        while True:
            await clock.sleep(HEARTBEAT_S)
            with suppress(nats.errors.Error):  # a lost beat means one more delivery, never a lost message
                await raw.in_progress()

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
