"""The bus boundary on a real NATS: what becomes of a message for each thing a handler can raise."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import nats
import pytest
from faststream.nats import JStream, NatsBroker, PullSub
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from maxsignal_common.bus import topology
from maxsignal_common.bus.boundary import MAX_DELIVERIES
from maxsignal_common.bus.broker import Bus
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.errors import OutageError, PermanentError, RetryableError
from maxsignal_common.events import RunRequested
from tests.fixtures import samples

type Handler = Callable[[RunRequested], Awaitable[None]]
INGEST = topology.INGEST


@pytest.fixture
async def client(nats_url: str) -> AsyncIterator[Client]:
    client = await nats.connect(nats_url)
    await topology.apply(client)
    yield client
    await client.close()


class Script:
    """A handler that raises what it is told, call by call, and says when it was called often enough."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)
        self.seen: list[RunRequested] = []
        self.done = asyncio.Event()

    async def __call__(self, event: RunRequested) -> None:
        self.seen.append(event)
        error = self.errors.pop(0) if self.errors else None
        if not self.errors:
            self.done.set()
        if error:
            raise error


async def never_closed() -> None:
    """These tests close the connection themselves."""


@asynccontextmanager
async def consuming(url: str, handler: Handler) -> AsyncIterator[JetStreamPublisher]:
    bus = Bus(
        url,
        "test",
        clock=SystemClock(),
        registry=CollectorRegistry(),
        graceful_timeout_s=5,
        on_closed=never_closed,
        crash_delay_s=0.01,
    )

    async def call(event: RunRequested) -> None:
        await handler(event)

    bus.subscribe(INGEST, call)
    publisher = await bus.start()
    yield publisher
    await bus.stop()


async def settled(client: Client, *, dead: int = 0) -> None:
    """Wait until nothing is pending for the consumer and the dead letters are counted."""
    js = client.jetstream()
    async with asyncio.timeout(20):
        while True:
            info = await js.consumer_info(INGEST.stream, INGEST.name)
            letters = (await js.stream_info("MS_DLQ")).state.messages
            if not info.num_pending and not info.num_ack_pending and letters == dead:
                return


async def dead_letter(client: Client) -> dict[str, str]:
    message = await client.jetstream().get_last_msg("MS_DLQ", INGEST.dead_letter_subject)
    return message.headers or {}


async def test_handled_message_is_acknowledged_once(client: Client, nats_url: str) -> None:
    script = Script(None)
    async with consuming(nats_url, script) as publisher:
        await publisher.publish(samples.requested())
        await publisher.publish(samples.requested())
        await settled(client)
    assert [event.run_id for event in script.seen] == [samples.run_id()]


async def test_retryable_error_brings_the_message_back(client: Client, nats_url: str) -> None:
    soon = RetryableError("later", "not yet", delay=timedelta(milliseconds=10))
    script = Script(soon, soon, None)
    async with consuming(nats_url, script) as publisher:
        await publisher.publish(samples.requested())
        await script.done.wait()
        await settled(client)
    assert len(script.seen) == 3


async def test_permanent_error_goes_to_the_dead_letters(client: Client, nats_url: str) -> None:
    async with consuming(nats_url, Script(PermanentError("hopeless", "line\nbreak"))) as publisher:
        await publisher.publish(samples.requested())
        await settled(client, dead=1)
    headers = await dead_letter(client)
    assert headers["ms-dead-code"] == "hopeless"
    assert headers["ms-dead-detail"] == "line break"
    assert headers["ce-id"] == str(samples.requested().event_id())


async def test_crashing_handler_is_given_up_after_the_limit(client: Client, nats_url: str) -> None:
    script = Script(*[ValueError("a bug")] * MAX_DELIVERIES)
    async with consuming(nats_url, script) as publisher:
        await publisher.publish(samples.requested())
        await settled(client, dead=1)
    assert len(script.seen) == MAX_DELIVERIES
    assert (await dead_letter(client))["ms-dead-code"] == "handler_crashed"


async def test_outage_holds_the_message_without_using_deliveries(client: Client, nats_url: str) -> None:
    down = OutageError("database_unavailable", "gone", delay=timedelta(milliseconds=5))
    script = Script(*[down] * (MAX_DELIVERIES * 3), None)
    async with consuming(nats_url, script) as publisher:
        await publisher.publish(samples.requested())
        await script.done.wait()
        await settled(client)
    assert len(script.seen) == MAX_DELIVERIES * 3 + 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"not json", "malformed_event"),
        (b"{}", "malformed_event"),
        (samples.requested(1).model_dump_json().encode(), "forged_event_id"),
    ],
)
async def test_poison_is_buried_and_others_flow(
    client: Client, nats_url: str, body: bytes, code: str
) -> None:
    script = Script(None)
    event = samples.requested()
    headers = {"ce-type": event.type(), "ce-id": str(event.event_id()), "Nats-Msg-Id": "poison"}
    async with consuming(nats_url, script) as publisher:
        await publisher.publish_raw(event.stream, event.subject(), body, headers)
        await publisher.publish(event)
        await settled(client, dead=1)
    assert len(script.seen) == 1
    assert (await dead_letter(client))["ms-dead-code"] == code


async def test_requeued_letter_reaches_its_one_consumer(client: Client, nats_url: str) -> None:
    script = Script(PermanentError("hopeless", "fixed since"), None)
    async with consuming(nats_url, script) as publisher:
        await publisher.publish(samples.requested())
        await settled(client, dead=1)
        headers = {**await dead_letter(client), "Nats-Msg-Id": "requeue:1"}
        body = samples.requested().model_dump_json().encode()
        await publisher.publish_raw(INGEST.stream, INGEST.requeue_subject, body, headers)
        await script.done.wait()
        await settled(client, dead=1)
    assert len(script.seen) == 2


async def test_topology_is_idempotent_and_repairs_itself(client: Client) -> None:
    assert await topology.apply(client) == []
    await client.jetstream().delete_consumer(INGEST.stream, INGEST.name)
    assert await topology.apply(client) == ["consumer ingest created"]


async def test_default_ack_policy_would_lose_the_message(client: Client, nats_url: str) -> None:
    """A mutant without our boundary: FastStream's own policy ends the message at its first error."""
    calls: list[bytes] = []
    broker = NatsBroker(nats_url, logger=None, apply_types=False)

    async def fail_once(body: bytes) -> None:
        calls.append(body)
        raise RetryableError("later", "not yet")

    stream = JStream(INGEST.stream, declare=False)
    broker.subscriber(INGEST.subject, durable=INGEST.name, stream=stream, pull_sub=PullSub(1))(fail_once)
    await broker.start()
    await JetStreamPublisher(client, "test", SystemClock()).publish(samples.requested())
    await settled(client)
    await broker.stop()
    assert len(calls) == 1
