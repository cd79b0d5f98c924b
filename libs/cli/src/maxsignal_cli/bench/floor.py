"""The floor: the product's hops with handlers that do nothing, raw nats-py, one process each.

Same streams' options, same consumers' options, bodies as large as the product's; no database, no validation.
`python -m maxsignal_cli.bench.floor NAME` is one worker.
"""

import asyncio
import os
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig

STREAM = "FLOOR"
STEPS = 5


@dataclass(frozen=True)
class Hop:
    """A worker consumes one subject and publishes another; bodies in bytes as the product's events."""

    consumes: str
    publishes: str
    body: int
    needs: int = 1


HOPS = {
    "ingest": Hop("floor.requested", "floor.candles", 16_000),
    **{f"analyzer-{n}": Hop("floor.candles", "floor.step", 5_000) for n in range(STEPS)},
    "recorder": Hop("floor.step", "floor.joined", 24_000, needs=STEPS),
    "merger": Hop("floor.joined", "floor.merged", 17_000),
}


async def create(client: Client) -> None:
    js = client.jetstream()
    await js.add_stream(StreamConfig(name=STREAM, subjects=["floor.>"], duplicate_window=60))
    for name, hop in HOPS.items():
        config = ConsumerConfig(
            durable_name=name,
            filter_subject=hop.consumes,
            ack_policy=AckPolicy.EXPLICIT,
            max_ack_pending=1000,
        )
        await js.add_consumer(STREAM, config)


async def work(url: str, name: str) -> None:
    """Fetch one, publish one (the recorder: one for five), acknowledge; for ever."""
    hop = HOPS[name]
    client = await nats.connect(url)
    js = client.jetstream()
    subscription = await js.pull_subscribe_bind(name, STREAM)
    seen: Counter[str] = Counter()
    body = b"x" * hop.body
    while True:
        with suppress(NatsTimeoutError):
            for message in await subscription.fetch(1, timeout=5):
                run = (message.headers or {})["run"]
                seen[run] += 1
                if seen[run] == hop.needs:
                    headers = {"run": run, "Nats-Msg-Id": f"{run}:{name}"}
                    await js.publish(hop.publishes, body, headers=headers, stream=STREAM, timeout=5)
                await message.ack()


class FloorRuns:
    """Starts runs of the floor and waits for their last message."""

    def __init__(self, client: Client) -> None:
        self._js = client.jetstream()
        self._client = client
        self._waiting: dict[str, asyncio.Future[None]] = {}

    async def listen(self) -> None:
        async def on_merged(message: Msg) -> None:
            self._waiting.pop((message.headers or {})["run"]).set_result(None)

        await self._client.subscribe("floor.merged", cb=on_merged)

    async def run_to_end(self) -> None:
        run = str(uuid4())
        done = self._waiting[run] = asyncio.get_running_loop().create_future()
        await self._js.publish(
            "floor.requested", b"x" * 700, headers={"run": run, "Nats-Msg-Id": run}, stream=STREAM
        )
        await asyncio.wait_for(done, 60)


if __name__ == "__main__":
    asyncio.run(work(os.environ["NATS_URL"], sys.argv[1]))
