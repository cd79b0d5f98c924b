"""From an event to its answer: handlers fill the ledger, the sweep announces what came of it."""

import asyncio
from collections.abc import AsyncIterator

import nats
import pytest
from prometheus_client import CollectorRegistry

from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import PostMerged, PostPublished, PublishPost
from maxsignal_publisher.handlers import Handlers
from maxsignal_publisher.metrics import DeliveryMetrics
from maxsignal_publisher.sending import Signals
from maxsignal_publisher.sweeping import Sweep
from tests.integration.publisher.processes import BusView
from tests.integration.publisher.world import World, command, post


class Service:
    """Handlers and sweep of one publisher, called by hand."""

    def __init__(self, world: World, bus: BusView, publisher: JetStreamPublisher) -> None:
        self.world = world
        self.bus = bus
        self.signals = Signals()
        self.handlers = Handlers(world.database, publisher, self.signals)
        metrics = DeliveryMetrics(CollectorRegistry())
        self.sweep = Sweep(world.database, publisher, metrics, idle=self.signals.idle, every_s=60)

    async def handle(self, event: PostMerged | PublishPost) -> list[PostPublished]:
        """Take the event to its end; returns everything announced so far."""
        if isinstance(event, PostMerged):
            await self.handlers.on_post_merged(event)
        else:
            await self.handlers.on_publish_post(event)
        async with self.world.sending():
            await self.world.drained()
        await self.sweep.look()
        return await self.bus.published()


@pytest.fixture
async def service(world: World, bus: BusView, nats_url: str) -> AsyncIterator[Service]:
    client = await nats.connect(nats_url)
    yield Service(world, bus, JetStreamPublisher(client, "publisher", SystemClock()))
    await client.close()


async def test_post_ends_in_its_counts(world: World, service: Service) -> None:
    world.telegram.fail(
        {"chat_id": 2, "drop": True},
        {"chat_id": 3, "status": 403},
        {"chat_id": 4, "status": 400, "description": "Bad Request: message is too long"},
    )
    await world.subscribe(1, 2, 3, 4)
    [event] = await service.handle(post())
    assert event == PostPublished(run_id=post().run_id, sent=1, unknown=1, blocked=1, failed=1)


async def test_post_without_subscribers_is_published(service: Service) -> None:
    assert await service.handle(post()) == [
        PostPublished(run_id=post().run_id, sent=0, failed=0, blocked=0, unknown=0)
    ]


async def test_handler_wakes_both_loops(service: Service) -> None:
    await service.handlers.on_post_merged(post())
    assert service.signals.due.is_set()
    assert service.signals.idle.is_set()


async def test_redelivery_after_the_end_changes_nothing(world: World, service: Service) -> None:
    await world.subscribe(1)
    first = await service.handle(post())
    await world.subscribe(2)
    assert await service.handle(post()) == first
    assert len(world.telegram.received()) == 1


async def test_command_serves_those_who_came_later(world: World, service: Service) -> None:
    await world.subscribe(1)
    await service.handle(post())
    await world.subscribe(2)
    await service.handle(command())
    events = await service.handle(command())
    assert [(event.attempt, event.sent) for event in events] == [(1, 1), (2, 1)]
    assert await world.offences() == []


async def test_post_kept_for_approval_waits(world: World, service: Service) -> None:
    await world.subscribe(1)
    assert await service.handle(post(auto_publish=False)) == []
    assert [event.sent for event in await service.handle(command())] == [1]


async def test_crash_before_announcing_is_made_up_for(world: World, service: Service) -> None:
    await world.subscribe(1)
    await world.queue(post())
    await world.ask("UPDATE deliveries SET state = 'sent'")
    await service.sweep.look()
    await service.sweep.look()
    assert [event.sent for event in await service.bus.published()] == [1]


async def test_crash_after_announcing_announces_once(world: World, service: Service) -> None:
    await service.handle(post())
    await world.ask("UPDATE post_rounds SET announced = false")
    await service.sweep.look()
    assert len(await service.bus.published()) == 1


async def test_sweep_wakes_when_sending_falls_idle(service: Service) -> None:
    sweep = asyncio.create_task(service.sweep.run())
    await service.handlers.on_post_merged(post())
    assert len(await service.bus.until_published()) == 1
    sweep.cancel()
