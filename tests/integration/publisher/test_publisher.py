"""The publisher as processes, on real NATS, real PostgreSQL and the local Bot API."""

from tests.integration.publisher.processes import BusView, StartPublisher
from tests.integration.publisher.world import TOKEN, World, post


class TestOnce:
    async def test_racing_publishers_and_copies_send_once(
        self, world: World, bus: BusView, start_publisher: StartPublisher
    ) -> None:
        await world.subscribe(*range(1, 21))
        await bus.publish(post(parts=2), times=3)
        for _ in range(2):
            start_publisher()
        [event] = await bus.until_published()
        assert (event.sent, event.failed, event.blocked, event.unknown) == (40, 0, 0, 0)
        assert len(world.telegram.received()) == 40
        assert await world.offences() == []

    async def test_killed_publisher_leaves_unknown_not_a_copy(
        self, world: World, bus: BusView, start_publisher: StartPublisher
    ) -> None:
        world.telegram.fail({"delay_s": 60})
        await world.subscribe(1)
        await bus.publish(post())
        first = start_publisher()
        await world.received_any()
        first.kill()
        assert await world.states() == ["sending"]
        await world.ask("UPDATE deliveries SET lease_until = now()")
        start_publisher()
        [event] = await bus.until_published()
        assert event.unknown == 1
        await bus.publish(post(1))
        await bus.until_published(2)
        assert [message["text"] for message in world.telegram.received()] == ["en 0.1", "en 1.1"]

    async def test_survivor_finishes_the_work_of_the_killed(
        self, world: World, bus: BusView, start_publisher: StartPublisher
    ) -> None:
        await world.subscribe(*range(1, 101))
        await bus.publish(post(parts=2))
        settings = {"TELEGRAM_RATE": "50", "TELEGRAM_TIMEOUT_S": "1", "TELEGRAM_LEASE_S": "6"}
        victim, _ = start_publisher(**settings), start_publisher(**settings)
        await victim.until_ready()
        await world.received_any()
        victim.kill()
        [event] = await bus.until_published()
        assert event.sent + event.unknown == 200
        assert await world.offences() == []

    async def test_stopping_publisher_waits_for_its_call(
        self, world: World, bus: BusView, start_publisher: StartPublisher
    ) -> None:
        world.telegram.fail({"delay_s": 1})
        await world.subscribe(1)
        await bus.publish(post())
        publisher = start_publisher()
        await world.received_any()
        assert publisher.stop() == 0
        assert await world.states() == ["sent"]


class TestReadiness:
    async def test_without_token_posts_wait_for_the_channel(
        self, world: World, bus: BusView, start_publisher: StartPublisher
    ) -> None:
        publisher = start_publisher(
            TELEGRAM_BOT_TOKEN="", TELEGRAM_CHANNEL_ID="-1007", TELEGRAM_CHANNEL_LANGUAGE="en"
        )
        await publisher.until_ready()
        await bus.publish(post())
        await world.until("(SELECT count(*) = 1 FROM deliveries)")
        [row] = await world.rows()
        assert (row["chat_id"], row["text"], row["state"]) == (-1007, "en 0.1", "queued")

    async def test_refused_token_is_loud_and_loses_nothing(
        self, world: World, bus: BusView, start_publisher: StartPublisher
    ) -> None:
        world.telegram.revoke(TOKEN)
        await world.subscribe(1)
        await bus.publish(post())
        publisher = start_publisher()
        await publisher.until_ready(problem="telegram")
        await world.until("EXISTS (SELECT FROM telegram_bots WHERE paused_until > now())")
        world.telegram.forget()
        await world.ask("UPDATE telegram_bots SET paused_until = now()")
        [event] = await bus.until_published()
        assert event.sent == 1
        await publisher.until_ready()
