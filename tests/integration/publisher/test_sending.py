"""The sending loop against the local Bot API: each message once, whatever Telegram does to it."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import override

import pytest

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.store.deliveries import Delivery
from maxsignal_publisher.album import Photo
from maxsignal_publisher.domain import Answer, State, Verdict
from maxsignal_publisher.ledger import Ledger, Limits
from tests.integration.publisher.world import TOKEN, World, post

ROUGH = (
    {"chat_id": 1, "drop": True},
    {"chat_id": 2, "status": 502, "page": True},
    {"chat_id": 3, "status": 429, "retry_after": 1},
    {"chat_id": 4, "status": 403},
    {"chat_id": 5, "status": 400, "description": "Bad Request: message is too long"},
)


async def deliver(world: World, *chats: int, parts: int = 1, kind: type[Ledger] = Ledger) -> None:
    """Two publishers send one post to the end."""
    await world.subscribe(*chats)
    await world.queue(post(parts=parts))
    async with world.sending(kind), world.sending(kind):
        await world.drained()


def arrivals(world: World) -> list[datetime]:
    return [datetime.fromisoformat(message["at"]) for message in world.telegram.received()]


class TestOnce:
    async def test_two_publishers_send_each_part_once(self, world: World) -> None:
        await deliver(world, *range(1, 31), parts=2)
        assert await world.states() == ["sent"] * 60
        assert len(world.telegram.received()) == 60
        assert await world.offences() == []

    async def test_faults_end_in_their_states(self, world: World) -> None:
        world.telegram.fail(*ROUGH)
        await deliver(world, 1, 2, 3, 4, 5, 6)
        assert await world.states() == ["unknown", "unknown", "sent", "blocked", "failed", "sent"]
        assert await world.offences() == []

    async def test_dropped_reply_is_never_resent(self, world: World) -> None:
        world.telegram.fail({"drop": True})
        await deliver(world, 1)
        await deliver(world, 1)
        assert await world.states() == ["unknown"]
        assert len(world.telegram.received(1)) == 1

    async def test_late_reply_is_unknown(self, world: World) -> None:
        world.telegram.fail({"delay_s": 30})
        await world.subscribe(1)
        await world.queue(post())
        async with world.sending(timeout_s=0.2):
            await world.drained()
        assert await world.states() == ["unknown"]

    async def test_answer_outlives_a_database_restart(
        self, world: World, postgres_server: PostgresServer
    ) -> None:
        world.telegram.fail({"delay_s": 1})
        await world.subscribe(1)
        await world.queue(post())
        async with world.sending():
            await world.received_any()
            postgres_server.kill()
            postgres_server.start()
            await world.drained()
        assert await world.states() == ["sent"]

    async def test_bug_ends_the_loop_and_sends_nothing_again(self, world: World) -> None:
        await world.subscribe(1)
        await world.queue(post())
        with pytest.raises(ZeroDivisionError):
            await world.loop(BrokenSender(), await world.ledger()).run()
        assert await world.states() == ["sending"]


class BrokenSender:
    async def send(self, delivery: Delivery, photo: Photo) -> Answer:
        return Answer(delivery.chat_id // 0, str(photo))


class TestOrder:
    async def test_parts_arrive_in_order(self, world: World) -> None:
        await deliver(world, 1, 2, parts=4)
        texts = [message["text"] for message in world.telegram.received(1)]
        assert texts == ["en 0.1", "en 0.2", "en 0.3", "en 0.4"]

    async def test_later_parts_follow_an_ambiguous_one(self, world: World) -> None:
        world.telegram.fail({"chat_id": 1, "drop": True})
        await deliver(world, 1, parts=3)
        assert await world.states() == ["unknown", "sent", "sent"]

    async def test_message_that_telegram_broke_over_arrives_once(self, world: World) -> None:
        world.telegram.fail({"chat_id": 1, "status": 500})
        await deliver(world, 1, parts=3)
        assert await world.states() == ["sent", "sent", "sent"]
        assert len(world.telegram.received(1)) == 3


class TestPause:
    async def test_throttling_pauses_every_chat(self, world: World) -> None:
        world.telegram.fail({"status": 429, "retry_after": 1})
        await world.subscribe(1, 2, 3)
        await world.queue(post())
        async with world.sending(concurrency=1):
            await world.drained()
        [bot] = await world.ask("SELECT paused_until FROM telegram_bots")
        assert min(arrivals(world)) >= bot["paused_until"]
        assert [row["attempts"] for row in await world.rows()] == [1, 1, 1]

    async def test_refused_token_keeps_the_queue(self, world: World) -> None:
        world.telegram.revoke(TOKEN)
        await world.subscribe(1, 2)
        await world.queue(post())
        async with world.sending():
            await world.until("(SELECT pause_reason = 'unauthorized' FROM telegram_bots)")
        assert await world.states() == ["queued", "queued"]
        assert world.telegram.received() == []

    async def test_migrated_group_gets_the_post_once(self, world: World) -> None:
        world.telegram.fail({"chat_id": -1, "status": 400, "migrate_to_chat_id": -100})
        await deliver(world, -1, parts=2)
        assert [row["state"] for row in await world.rows()] == ["sent", "sent"]
        assert [message["chat_id"] for message in world.telegram.received()] == [-100, -100]


class TestPace:
    async def test_publishers_share_the_pace_of_the_bot(self, world: World) -> None:
        await world.subscribe(*range(1, 23))
        await world.queue(post())
        limits = Limits(rate=20, chat_rate=500, lease_s=30)
        [before] = await world.ask("SELECT clock_timestamp() AS at")
        async with world.sending(limits=limits), world.sending(limits=limits):
            await world.drained()
        # Twenty intervals of 50 ms lie between the burst of two and the last message.
        last = max(row["updated_at"] for row in await world.rows())
        assert last - before["at"] >= timedelta(seconds=1)

    async def test_one_chat_is_not_hurried(self, world: World) -> None:
        await world.subscribe(1)
        await world.queue(post(parts=3))
        async with world.sending(limits=Limits(rate=500, chat_rate=5, lease_s=30)):
            await world.drained()
        gaps = [later - earlier for earlier, later in pairwise(arrivals(world))]
        assert min(gaps) >= timedelta(seconds=0.2)


class ResendsOnAmbiguity(Ledger):
    @override
    async def settle(self, delivery: Delivery, verdict: Verdict) -> bool:
        again = Verdict(State.QUEUED) if verdict.state is State.UNKNOWN else verdict
        return await super().settle(delivery, again)


class MarksSentBeforeSending(Ledger):
    @override
    async def start(self, delivery: Delivery) -> bool:
        return await super().start(delivery) and await super().settle(
            delivery, Verdict(State.SENT, message_id=0)
        )


class TestMutants:
    """The audit of these tests is worth something: it finds the classic mistakes."""

    @pytest.mark.parametrize(
        ("mutant", "offence"),
        [(ResendsOnAmbiguity, "received 2 times"), (MarksSentBeforeSending, "sent but not received")],
    )
    async def test_mistake_is_found(self, world: World, mutant: type[Ledger], offence: str) -> None:
        world.telegram.fail(*ROUGH)
        await deliver(world, 1, 2, 3, 4, 5, 6, kind=mutant)
        assert any(offence in found for found in await world.offences())
