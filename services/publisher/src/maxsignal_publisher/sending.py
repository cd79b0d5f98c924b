"""The sending loop: claim what is due, call Telegram, write down what came of it.

Any number of publishers may run it. Stopping lets the calls in flight finish; killing leaves at most those
as `unknown`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.store.deliveries import Delivery
from maxsignal_publisher.album import Album, Photo
from maxsignal_publisher.domain import Answer, PauseReason, SentAs, State, Verdict, judge
from maxsignal_publisher.ledger import Ledger
from maxsignal_publisher.metrics import DeliveryMetrics
from maxsignal_publisher.outages import waited_out

log = structlog.get_logger(__name__)


class Sender(Protocol):
    """Makes one call; whatever happens to it is an Answer, never an exception."""

    async def send(self, delivery: Delivery, photo: Photo) -> Answer: ...


@dataclass(frozen=True)
class Signals:
    """How handlers and loops wake each other: messages may be due; nothing is in flight here any more."""

    due: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def posts_queued(self) -> None:
        self.due.set()
        # A round that nobody waits for is finished at once.
        self.idle.set()


class Sending:
    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        metrics: DeliveryMetrics,
        clock: Clock,
        *,
        signals: Signals,
        concurrency: int,
        poll_s: float,
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._album = Album(ledger, clock)
        self._metrics = metrics
        self._clock = clock
        self._signals = signals
        self._concurrency = concurrency
        self._poll_s = poll_s
        self._calls: set[asyncio.Task[None]] = set()
        self._bug: BaseException | None = None

    async def run(self) -> None:
        while self._bug is None:
            while len(self._calls) >= self._concurrency:
                await asyncio.wait(self._calls, return_when=asyncio.FIRST_COMPLETED)
            claim = await self._through_outages(
                partial(self._ledger.claim, self._concurrency - len(self._calls))
            )
            for delivery in claim.deliveries:
                call = asyncio.create_task(self._deliver(delivery))
                self._calls.add(call)
                call.add_done_callback(self._on_call_done)
            if not claim.deliveries:
                # A pause may be lifted by another publisher, whose token is taken again: look before its end.
                await self._rest(self._poll_s if claim.wait_s is None else min(claim.wait_s, self._poll_s))
        raise self._bug

    async def finish(self, within_s: float) -> None:
        """Wait for the calls in flight: a call that is cut off leaves its message unknown."""
        if self._calls:
            await asyncio.wait(self._calls, timeout=within_s)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._signals.due.wait(), seconds)
        self._signals.due.clear()

    def _on_call_done(self, call: asyncio.Task[None]) -> None:
        self._calls.discard(call)
        if not self._calls:
            self._signals.idle.set()
        if not call.cancelled() and (bug := call.exception()):
            self._bug = bug
            self._signals.due.set()

    async def _deliver(self, delivery: Delivery) -> None:
        async with self._album.opened(delivery) as photo:
            if not await self._through_outages(partial(self._ledger.start, delivery)):
                return
            with self._metrics.call_seconds.time():
                answer = await self._sender.send(delivery, photo)
            verdict = judge(answer, SentAs(delivery.sent_as), delivery.attempts)
            self._tell(delivery, verdict)
            if await self._through_outages(partial(self._ledger.settle, delivery, verdict)):
                self._metrics.moved(verdict.state)
            await self._album.note(delivery, photo, answer, verdict.sent_as)

    def _tell(self, delivery: Delivery, verdict: Verdict) -> None:
        if verdict.pause:
            self._metrics.paused(verdict.pause.reason)
            loud = log.error if verdict.pause.reason is PauseReason.UNAUTHORIZED else log.warning
            loud("telegram_paused", reason=verdict.pause.reason, seconds=verdict.pause.seconds)
        elif verdict.state is not State.SENT:
            log.warning(
                "message_not_sent",
                delivery_id=str(delivery.id),
                state=verdict.state,
                detail=verdict.detail,
                migrated_to=verdict.migrated_to,
                next_sent_as=verdict.sent_as,
            )

    async def _through_outages[T](self, call: Callable[[], Awaitable[T]]) -> T:
        """What a call meant must reach the ledger."""
        return await waited_out(self._clock, call)
