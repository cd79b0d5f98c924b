"""FastStream's broker, set up by our rules; services subscribe through here and nowhere else."""

import logging
from collections.abc import Awaitable, Callable
from random import SystemRandom
from typing import Any

from faststream.middlewares import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from maxsignal_common.bus.activity import Activity
from maxsignal_common.bus.boundary import Boundary, BoundaryContext, OnDeadLetter
from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.bus.topology import Consumer, require_server
from maxsignal_common.clock import Clock
from maxsignal_common.events import Event
from maxsignal_common.metrics import BusMetrics

FETCH_TIMEOUT_S = 5.0


async def _decode(message: NatsMessage) -> Event:
    return decode(message.headers, message.body, message.raw_message.subject)


async def _keep_raw(message: NatsMessage) -> NatsMessage:
    return message


class Bus:
    """One connection of one service: subscribe before `start`, publish after it."""

    def __init__(
        self,
        url: str,
        service: str,
        *,
        clock: Clock,
        registry: CollectorRegistry,
        graceful_timeout_s: float,
        on_closed: Callable[[], Awaitable[None]],
        crash_delay_s: float = 2.0,
    ) -> None:
        self._service = service
        self._clock = clock
        self.activity = Activity(clock)
        self.consumers: list[Consumer] = []
        self._metrics = BusMetrics(registry)
        self._on_dead_letter: dict[str, OnDeadLetter] = {}
        self._crash_delay_s = crash_delay_s
        self._boundary: BoundaryContext | None = None
        self.broker = NatsBroker(
            url,
            name=f"maxsignal-{service}",
            inbox_prefix=f"_INBOX.{service}",
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.5,  # type: ignore[arg-type] # nats-py takes fractions of a second
            ping_interval=5,
            closed_cb=on_closed,
            graceful_timeout=graceful_timeout_s,
            apply_types=False,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,
            middlewares=[self._middleware],
            ack_policy=AckPolicy.MANUAL,
        )

    def _middleware(self, msg: Any, **kwargs: Any) -> Boundary:  # noqa: ANN401 - FastStream's hook
        if self._boundary is None:
            raise RuntimeError("the bus was not started")
        return Boundary(self._boundary, msg, **kwargs)

    def subscribe[E: Event](
        self,
        consumer: Consumer,
        handler: Callable[[E], Awaitable[None]],
        *,
        workers: int = 1,
        on_dead_letter: OnDeadLetter | None = None,
    ) -> None:
        """Give decoded events of a durable consumer to `handler`, at most `workers` at once."""
        self._subscribe(consumer, handler, _decode, workers)
        if on_dead_letter:
            self._on_dead_letter[consumer.name] = on_dead_letter

    def subscribe_raw(
        self, consumer: Consumer, handler: Callable[[NatsMessage], Awaitable[None]], *, workers: int = 1
    ) -> None:
        """As `subscribe`, but the handler gets headers and body as they arrived."""
        self._subscribe(consumer, handler, _keep_raw, workers)

    def _subscribe(
        self,
        consumer: Consumer,
        handler: Callable[[Any], Awaitable[None]],
        decoder: Callable[[NatsMessage], Awaitable[object]],
        workers: int,
    ) -> None:
        self.consumers.append(consumer)
        for _ in range(workers):
            # Identical subscribers, not max_workers: that one fetches more than it can work on.
            self.broker.subscriber(
                consumer.subject,
                durable=consumer.name,
                stream=JStream(consumer.stream, declare=False),
                pull_sub=PullSub(1, timeout=FETCH_TIMEOUT_S),
                ack_policy=AckPolicy.MANUAL,
                inbox_prefix=f"_INBOX.{self._service}.".encode(),
                decoder=decoder,
                no_reply=True,
            )(handler)

    async def connect(self) -> JetStreamPublisher:
        """Connect and refuse a server that is too old; the publisher may be used at once."""
        client: Client = await self.broker.connect()
        require_server(client)
        publisher = JetStreamPublisher(client, self._service, self._clock)
        self._boundary = BoundaryContext(
            publisher,
            self._clock,
            SystemRandom(),
            self._metrics,
            self.activity,
            self._on_dead_letter,
            self._crash_delay_s,
        )
        return publisher

    async def start(self) -> JetStreamPublisher:
        """Begin fetching for everything subscribed so far."""
        publisher = await self.connect()
        await self.broker.start()
        return publisher

    async def stop(self) -> None:
        """Let running handlers finish within the graceful time, then close."""
        await self.broker.stop()
