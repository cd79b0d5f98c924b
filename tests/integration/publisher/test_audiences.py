"""An order reaches its audience, and everybody gets the post as they chose."""

from collections.abc import AsyncIterator
from datetime import time

import nats
import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Audience, Parts, To
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.preferences import Format, Mode, Preferences, Quiet, QuietMode
from maxsignal_common.store.cancelling import cancel_run
from maxsignal_common.store.runs import request_run
from maxsignal_common.store.subscribers import choose
from maxsignal_publisher.handlers import Handlers
from maxsignal_publisher.sending import Signals
from tests.fixtures.samples import TICK, requested
from tests.integration.publisher.processes import BusView
from tests.integration.publisher.world import World, command, post

CHANNEL = -100


@pytest.fixture
async def handlers(world: World, bus: BusView, nats_url: str) -> AsyncIterator[Handlers]:
    client = await nats.connect(nats_url)
    publisher = JetStreamPublisher(client, "publisher", SystemClock())
    yield Handlers(world.database, publisher, Signals(), channel=CHANNEL)
    await client.close()


async def order(handlers: Handlers, audience: Audience) -> None:
    event = command(parts=2).model_copy(update={"audience": audience})
    await handlers.on_publish_post(event)


async def chosen(world: World, chat: int, wishes: Preferences) -> None:
    await world.subscribe(chat, language=Language.EN)
    async with world.owner.begin() as connection:
        await choose(connection, chat, wishes)


async def placed(world: World) -> list[tuple[int, int]]:
    return [(row["chat_id"], row["part"]) for row in await world.rows()]


async def test_merged_post_is_received_as_each_one_chose(world: World, handlers: Handlers) -> None:
    await chosen(world, 1, Preferences())
    await chosen(world, 2, Preferences(format=Format.SHORT))
    await chosen(world, 3, Preferences(otherwise=Mode.OFF))
    await chosen(world, 4, Preferences(otherwise=Mode.DIGEST))
    await handlers.on_post_merged(post(parts=2))
    assert await placed(world) == [(1, 1), (1, 2), (2, 1)]
    assert await world.ask("SELECT chat_id FROM digest_entries") == [{"chat_id": 4}]


async def test_quiet_hours_hold_the_post_until_they_end(world: World, handlers: Handlers) -> None:
    always = Quiet(start=time(0), end=time(23, 59, 59), mode=QuietMode.HOLD)
    await chosen(world, 1, Preferences(quiet=always))
    await handlers.on_post_merged(post())
    assert await world.ask("SELECT not_before > now() AS held FROM deliveries") == [{"held": True}]


async def test_silent_mode_sends_without_a_sound(world: World, handlers: Handlers) -> None:
    await chosen(world, 1, Preferences(otherwise=Mode.SILENT))
    await handlers.on_post_merged(post())
    [row] = await world.rows()
    assert row["silent"]


async def test_one_chat_gets_only_what_is_ordered(world: World, handlers: Handlers) -> None:
    await world.subscribe(1, 2)
    await order(handlers, Audience(to=To.CHAT, chat_id=2, parts=Parts.SUMMARY))
    assert await placed(world) == [(2, 1)]


async def test_look_at_a_post_does_not_publish_it(world: World, handlers: Handlers) -> None:
    await world.subscribe(2)
    await order(handlers, Audience(to=To.CHAT, chat_id=2))
    assert await world.ask("SELECT 1 FROM post_rounds") == []


async def test_look_at_a_post_heeds_no_wishes(world: World, handlers: Handlers) -> None:
    await chosen(world, 2, Preferences(otherwise=Mode.OFF))
    await order(handlers, Audience(to=To.CHAT, chat_id=2))
    assert await placed(world) == [(2, 1), (2, 2)]


async def test_channel_gets_the_post_alone(world: World, handlers: Handlers) -> None:
    await world.subscribe(1, CHANNEL)
    await order(handlers, Audience(to=To.CHANNEL))
    assert await placed(world) == [(CHANNEL, 1), (CHANNEL, 2)]


async def test_topic_reaches_those_who_have_it_on(world: World, handlers: Handlers) -> None:
    await chosen(world, 1, Preferences(otherwise=Mode.OFF, topics={"instrument:ETH": Mode.ON}))
    await chosen(world, 2, Preferences(topics={"instrument:ETH": Mode.OFF}))
    await order(handlers, Audience(to=To.TOPIC, topic="instrument:ETH"))
    assert await placed(world) == [(1, 1), (1, 2)]


async def test_chat_that_left_gets_nothing(world: World, handlers: Handlers) -> None:
    await order(handlers, Audience(to=To.CHAT, chat_id=2))
    assert await placed(world) == []


async def test_repeated_order_queues_nothing_more(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    for audience in (Audience(to=To.CHAT, chat_id=1), Audience(to=To.CHAT, chat_id=1), Audience()):
        await order(handlers, audience)
    assert await placed(world) == [(1, 1), (1, 2)]


async def test_post_of_a_cancelled_run_goes_to_nobody(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    async with world.owner.begin() as connection:
        await request_run(connection, requested(), at=TICK)
        await cancel_run(connection, requested().run_id, at=TICK)
    await handlers.on_post_merged(post())
    assert await world.rows() == []


class TestRehearsal:
    @pytest.fixture
    def test(self) -> Audience:
        return Audience(to=To.TEST, chat_id=2)

    async def test_one_chat_gets_the_parts_behind_a_mark(
        self, world: World, handlers: Handlers, test: Audience
    ) -> None:
        await world.subscribe(1, 2)
        await order(handlers, test)
        rows = await world.rows()
        assert [(row["chat_id"], row["kind"], row["part"]) for row in rows] == [
            (2, "test", number) for number in (1, 2, 3)
        ]
        assert [row["text"] for row in rows[1:]] == ["en 0.1", "en 0.2"]

    async def test_who_had_a_test_gets_the_post_once(
        self, world: World, handlers: Handlers, test: Audience
    ) -> None:
        await world.subscribe(2)
        await order(handlers, test)
        await order(handlers, Audience())
        await order(handlers, Audience())
        assert sorted(row["kind"] for row in await world.rows()) == ["post"] * 2 + ["test"] * 3

    async def test_test_delivered_again_is_the_same_test(
        self, world: World, handlers: Handlers, test: Audience
    ) -> None:
        await world.subscribe(2)
        await order(handlers, test)
        await order(handlers, test)
        assert len(await world.rows()) == 3

    async def test_test_opens_no_round(self, world: World, handlers: Handlers, test: Audience) -> None:
        await world.subscribe(2)
        await order(handlers, test)
        assert await world.ask("SELECT 1 FROM post_rounds") == []
