"""What stands around the writing services: the bus, the ledger, a provider, and processes to be killed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError
from sqlalchemy import text

from maxsignal_common.bus.envelope import decode, encode, headers_of
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.bus.topology import Consumer
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import Event, Stream
from maxsignal_common.store.database import Database
from tests.contracts.llm.fake import FakeProvider
from tests.fixtures.waiting import until

BUDGETS = text("SELECT reserved, spent FROM llm_budgets")
CALLS = text("SELECT state, cost FROM llm_calls ORDER BY started_at")
OVERDUE = text("UPDATE llm_calls SET lease_until = now() - interval '1 s' WHERE state = 'open'")


class Stage:
    def __init__(
        self, jetstream: JetStreamContext, publisher: JetStreamPublisher, owner: Database, fake: FakeProvider
    ) -> None:
        self._jetstream = jetstream
        self._publisher = publisher
        self._owner = owner
        self.fake = fake

    async def publish(self, event: Event) -> None:
        await self._publisher.publish(event)

    async def redeliver(self, event: Event, to: Consumer) -> None:
        """The same message once more, to this consumer alone."""
        headers = headers_of(event, source="test", at=SystemClock().now())
        await self._jetstream.publish(to.requeue_subject, encode(event), stream=to.stream, headers={
            **headers, "Nats-Msg-Id": f"{event.event_id()}-again"})  # fmt: skip

    async def first[E: Event](self, kind: type[E], *, subject: str | None = None) -> E:
        """The newest event of the kind, as soon as there is one."""

        async def newest() -> E | None:
            with suppress(NotFoundError):
                found = await self._jetstream.get_last_msg(Stream.EVENTS, subject or kind.filter_subject())
                event = decode(found.headers or {}, found.data or b"")
                return event if isinstance(event, kind) else None
            return None

        found = await until(newest, within=150)
        assert found
        return found

    async def handled(self, consumer: Consumer, messages: int) -> None:
        """Wait until the consumer has acknowledged as many."""

        async def all_acknowledged() -> bool:
            info = await self._jetstream.consumer_info(consumer.stream, consumer.name)
            floor = info.ack_floor
            return floor is not None and floor.consumer_seq >= messages and not info.num_ack_pending

        await until(all_acknowledged)

    async def in_hand(self, consumer: Consumer) -> None:
        """Wait until a worker holds a message."""

        async def held() -> bool:
            return bool((await self._jetstream.consumer_info(consumer.stream, consumer.name)).num_ack_pending)

        await until(held)

    async def calls(self) -> list[tuple[str, Decimal | None]]:
        return [tuple(row) for row in await self._rows(CALLS)]

    async def budgets(self) -> set[tuple[Decimal, Decimal]]:
        """Reserved and spent of every scope."""
        return {tuple(row) for row in await self._rows(BUDGETS)}

    async def lose_open_calls(self) -> None:
        """Let the lease of every open call be over."""
        async with self._owner.begin() as connection:
            await connection.execute(OVERDUE)

    async def asked(self, times: int) -> None:
        """Wait until the provider was asked as often."""

        async def seen() -> bool:
            return len(await asyncio.to_thread(self.fake.seen)) >= times

        await until(seen, within=150)

    async def _rows(self, query: Any) -> list[Any]:
        async with self._owner.begin() as connection:
            return list(await connection.execute(query))


class Workers:
    """Processes of services, started by their module."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = environment
        self._logs = logs
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, module: str, *words: str, **settings: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", module, *words]
        with (self._logs / f"{module}-{len(self._started)}.log").open("wb") as log:
            env = {**os.environ, **self._environment, **settings}
            self._started.append(subprocess.Popen(command, env=env, cwd=self._logs, stderr=log))
        return self._started[-1]

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.wait()
