"""Publishers as real processes, and the bus as a test sees it."""

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from maxsignal_cli.servers.ports import free_port
from maxsignal_common.bus.envelope import decode, encode, headers_of
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import Event, PostPublished, Stream
from tests.integration.publisher.world import eventually

type StartPublisher = Callable[..., PublisherProcess]


class PublisherProcess:
    def __init__(
        self, environment: Mapping[str, str], log: Path, module: str = "maxsignal_publisher"
    ) -> None:
        port = free_port()
        self._probes = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", module]
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                command, env={**environment, "HEALTH_PORT": str(port)}, cwd=log.parent, stderr=file
            )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=60)

    def wait(self) -> int:
        """Until it ends by itself; returns its exit code."""
        return self._process.wait(timeout=60)

    async def readiness(self) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=self._probes) as client:
            return dict((await client.get("/readyz")).json())

    async def until_ready(self, *, problem: str | None = None) -> None:
        """Wait until it is ready, or has the named problem."""

        async def holds() -> bool:
            try:
                problems = (await self.readiness())["problems"]
            except httpx.TransportError:
                return False
            return problem in problems if problem else not problems

        await eventually(holds)


class BusView:
    def __init__(self, client: Client) -> None:
        self._jetstream = client.jetstream()
        self._publisher = JetStreamPublisher(client, "test", SystemClock())

    async def publish(self, event: Event, *, times: int = 1) -> None:
        """Put copies on the stream that its duplicate window does not recognize: so many deliveries."""
        headers = headers_of(event, source="test", at=SystemClock().now())
        for _ in range(times):
            copy = {**headers, "Nats-Msg-Id": str(uuid4())}
            await self._publisher.publish_raw(event.stream, event.subject(), encode(event), copy)

    async def published(self) -> list[PostPublished]:
        """Every PostPublished on the stream."""
        found: list[PostPublished] = []
        sequence = 1
        while True:
            try:
                message = await self._jetstream.get_msg(
                    Stream.EVENTS, seq=sequence, subject=PostPublished.base_subject, next=True
                )
            except NotFoundError:
                return found
            event = decode(message.headers or {}, message.data or b"")
            assert isinstance(event, PostPublished)
            found.append(event)
            sequence = (message.seq or 0) + 1

    async def until_published(self, rounds: int = 1) -> list[PostPublished]:
        async def holds() -> bool:
            return len(await self.published()) >= rounds

        await eventually(holds)
        return await self.published()
