"""The one way to publish: acknowledged by the stream, repeated with the same id until it is."""

import asyncio
from datetime import timedelta
from typing import Protocol

import nats.errors
import nats.js.errors
from nats.aio.client import Client

from maxsignal_common.bus.envelope import encode, headers_of
from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.events import Event

PUBLISH_TIMEOUT_S = 5.0
# A cluster fail-over takes about 5.5 s; a restart of a single server about 2 s.
RETRY_FOR_S = 20.0
_TRANSIENT = (nats.errors.Error, asyncio.TimeoutError, OSError)


class Publisher(Protocol):
    """Puts an event on its stream; returns once the stream has stored it."""

    async def publish(self, event: Event) -> None: ...


class JetStreamPublisher:
    def __init__(self, client: Client, source: str, clock: Clock) -> None:
        self.client = client
        self._js = client.jetstream()
        self._source = source
        self._clock = clock

    async def publish(self, event: Event) -> None:
        headers = headers_of(event, source=self._source, at=self._clock.now())
        await self.publish_raw(event.stream, event.subject(), encode(event), headers)

    async def publish_raw(self, stream: str, subject: str, body: bytes, headers: dict[str, str]) -> None:
        """Publish what is already encoded (outbox rows, dead letters); same guarantees."""
        deadline = self._clock.now() + timedelta(seconds=RETRY_FOR_S)
        pause = 0.2
        while True:
            try:
                await self._js.publish(
                    subject, body, stream=stream, headers=headers, timeout=PUBLISH_TIMEOUT_S
                )
            except _TRANSIENT as error:
                if self._clock.now() >= deadline:
                    raise OutageError("bus_unavailable", f"{subject} was not stored: {error!r}") from error
                await self._clock.sleep(pause)
                pause = min(pause * 2, 2.0)
            else:
                return
