"""How full the durable consumers are, and whether anybody works on them."""

import asyncio
from typing import NamedTuple

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from maxsignal_common.bus.topology import CONSUMERS, Consumer
from maxsignal_common.errors import OutageError

TIMEOUT_S = 2.0


class QueueState(NamedTuple):
    """Messages that wait, are in somebody's hands, came again; `workers` are the pulls that wait for more."""

    name: str
    waiting: int
    in_hand: int
    redelivered: int
    workers: int


async def queue_states(client: Client) -> list[QueueState]:
    """One per consumer of the topology, in its order; raises OutageError while NATS is away."""
    stream = client.jetstream(timeout=TIMEOUT_S)
    try:
        return list(await asyncio.gather(*(_state(stream, consumer) for consumer in CONSUMERS)))
    except (NatsError, TimeoutError) as error:
        raise OutageError("bus_unavailable", f"consumers were not told: {error!r}") from error


async def _state(stream: JetStreamContext, consumer: Consumer) -> QueueState:
    info = await stream.consumer_info(consumer.stream, consumer.name)
    return QueueState(
        consumer.name,
        waiting=info.num_pending or 0,
        in_hand=info.num_ack_pending or 0,
        redelivered=info.num_redelivered or 0,
        workers=info.num_waiting or 0,
    )
