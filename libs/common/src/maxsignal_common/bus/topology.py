"""Streams and durable consumers, defined once and created by one idempotent `apply`.

Services never declare anything: FastStream would create what it misses and never update what exists.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from maxsignal_common.bus.envelope import REQUEUE_PREFIX
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import (
    CandlesReady,
    PlanProgressed,
    PostMerged,
    PublishPost,
    ReplayStep,
    RunRequested,
    StepsJoined,
    Stream,
)
from maxsignal_common.facts import Method
from maxsignal_common.prompting import PromptStep

DAY = 24 * 60 * 60
ACK_WAIT_S = 30
DEAD_LETTERS_SUBJECT = "ms.dlq"
# 2.14 is the first server that refuses options it does not know instead of dropping them silently.
MIN_SERVER = (2, 14)


@dataclass(frozen=True)
class Consumer:
    """A durable pull consumer; replicas of one worker share it."""

    name: str
    stream: Stream
    subject: str

    @property
    def requeue_subject(self) -> str:
        """Where a dead letter of this consumer, and of no other, is sent to be tried again."""
        return f"{REQUEUE_PREFIX}{self.name}"

    @property
    def dead_letter_subject(self) -> str:
        return f"{DEAD_LETTERS_SUBJECT}.{self.name}"


INGEST = Consumer("ingest", Stream.EVENTS, RunRequested.filter_subject())
INGEST_PLANS = Consumer("ingest-plans", Stream.EVENTS, PostMerged.filter_subject())
ANALYZERS = {
    method: Consumer(f"analyzer-{method}", Stream.EVENTS, CandlesReady.filter_subject()) for method in Method
}
REPLAYS = {
    step: Consumer(
        "merger-replays" if step is PromptStep.MERGE else f"analyzer-{step}-replays",
        Stream.COMMANDS,
        f"{ReplayStep.base_subject}.{step}",
    )
    for step in PromptStep
}
RECORDER = Consumer("recorder", Stream.EVENTS, "ms.evt.>")
RECORDER_DEAD_LETTERS = Consumer("recorder-dead-letters", Stream.DEAD_LETTERS, f"{DEAD_LETTERS_SUBJECT}.>")
MERGER = Consumer("merger", Stream.EVENTS, StepsJoined.filter_subject())
PUBLISHER = Consumer("publisher", Stream.EVENTS, PostMerged.filter_subject())
PUBLISHER_COMMANDS = Consumer("publisher-commands", Stream.COMMANDS, PublishPost.filter_subject())
PUBLISHER_PLANS = Consumer("publisher-plans", Stream.EVENTS, PlanProgressed.filter_subject())

CONSUMERS: tuple[Consumer, ...] = (
    INGEST,
    INGEST_PLANS,
    *ANALYZERS.values(),
    *REPLAYS.values(),
    RECORDER,
    RECORDER_DEAD_LETTERS,
    MERGER,
    PUBLISHER,
    PUBLISHER_COMMANDS,
    PUBLISHER_PLANS,
)
BY_NAME = {consumer.name: consumer for consumer in CONSUMERS}


@dataclass(frozen=True)
class StreamPlan:
    name: Stream
    subjects: tuple[str, ...]
    max_age_s: int
    max_bytes: int

    def config(self) -> StreamConfig:
        requeues = [c.requeue_subject for c in CONSUMERS if c.stream is self.name]
        return StreamConfig(
            name=self.name,
            subjects=[*self.subjects, *requeues],
            retention=RetentionPolicy.LIMITS,
            max_age=self.max_age_s,
            max_bytes=self.max_bytes,
            discard=DiscardPolicy.NEW,
            duplicate_window=DAY,
        )


STREAMS = (
    StreamPlan(Stream.EVENTS, ("ms.evt.>",), 30 * DAY, 1024**3),
    StreamPlan(Stream.COMMANDS, ("ms.cmd.>",), 7 * DAY, 128 * 1024**2),
    StreamPlan(Stream.DEAD_LETTERS, (f"{DEAD_LETTERS_SUBJECT}.>",), 30 * DAY, 256 * 1024**2),
)


def consumer_config(consumer: Consumer) -> ConsumerConfig:
    return ConsumerConfig(
        name=consumer.name,
        durable_name=consumer.name,
        filter_subjects=[consumer.subject, consumer.requeue_subject],
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT_S,
        max_deliver=-1,  # the limit is ours, read before the handler runs (bus/boundary.py)
        max_ack_pending=1000,
    )


def require_server(client: Client) -> None:
    """Refuse a server whose JetStream API is older than what the rules above rely on."""
    version = client.connected_server_version
    if (version.major, version.minor) < MIN_SERVER:
        found = f"{version.major}.{version.minor}.{version.patch}"
        raise PermanentError(
            "nats_too_old", f"nats-server {found} is older than {MIN_SERVER[0]}.{MIN_SERVER[1]}"
        )


async def apply(client: Client) -> list[str]:
    """Create or update every stream and consumer; returns what changed, in words."""
    require_server(client)
    js = client.jetstream()
    changes: list[str] = []
    for stream in STREAMS:
        changes += await _apply_stream(js, stream)
    for consumer in CONSUMERS:
        changes += await _apply_consumer(js, consumer)
    return changes


async def _apply_stream(js: JetStreamContext, plan: StreamPlan) -> list[str]:
    wanted = plan.config()
    try:
        info = await js.stream_info(plan.name)
    except NotFoundError:
        await js.add_stream(wanted)
        return [f"stream {plan.name} created"]
    if _differs(info.config, wanted, ("subjects", "max_age", "max_bytes", "discard", "duplicate_window")):
        await js.update_stream(wanted)
        return [f"stream {plan.name} updated"]
    return []


async def _apply_consumer(js: JetStreamContext, consumer: Consumer) -> list[str]:
    wanted = consumer_config(consumer)
    try:
        info = await js.consumer_info(consumer.stream, consumer.name)
    except NotFoundError:
        await js.add_consumer(consumer.stream, wanted)
        return [f"consumer {consumer.name} created"]
    if _differs(info.config, wanted, ("filter_subjects", "ack_wait", "max_deliver", "max_ack_pending")):
        await js.add_consumer(consumer.stream, wanted)
        return [f"consumer {consumer.name} updated"]
    return []


def _differs(found: object, wanted: object, fields: Iterable[str]) -> bool:
    return any(getattr(found, name) != getattr(wanted, name) for name in fields)
