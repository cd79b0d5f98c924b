"""Moves of the ledger on a real PostgreSQL: who may take a row, in which order, and who may move it."""

import asyncio
from uuid import uuid4

import pytest

from maxsignal_common.errors import OutageError
from maxsignal_common.store.deliveries import Delivery, reap
from maxsignal_common.store.subscribers import PAUSED, deactivate
from maxsignal_publisher.domain import Answer, State, Verdict, judge
from maxsignal_publisher.ledger import Ledger, Limits
from tests.integration.publisher.world import World, post

SENT = Verdict(State.SENT, message_id=7)
SLOW = Limits(rate=2, chat_rate=2, lease_s=30)


async def queued(world: World, *chats: int, parts: int = 1, limits: Limits | None = None) -> Ledger:
    await world.subscribe(*chats)
    await world.queue(post(parts=parts))
    return await world.ledger(limits=limits or Limits(rate=500, chat_rate=500, lease_s=30))


async def claim_one(ledger: Ledger) -> Delivery:
    [delivery] = (await ledger.claim(1)).deliveries
    return delivery


async def sending_one(ledger: Ledger) -> Delivery:
    delivery = await claim_one(ledger)
    assert await ledger.start(delivery)
    return delivery


async def expire(world: World) -> list[str]:
    """All leases end now, and a sweep finds it."""
    await world.ask("UPDATE deliveries SET lease_until = now() - interval '1 second'")
    async with world.database.begin() as connection:
        return await reap(connection)


class TestClaim:
    async def test_racing_claims_share_the_rows(self, world: World) -> None:
        ledger = await queued(world, *range(1, 21))
        claims = await asyncio.gather(*(ledger.claim(5) for _ in range(8)))
        taken = [delivery.id for claim in claims for delivery in claim.deliveries]
        assert len(taken) == len(set(taken)) == 20

    async def test_later_part_waits_for_the_earlier(self, world: World) -> None:
        ledger = await queued(world, 1, parts=2)
        first = await sending_one(ledger)
        assert (await ledger.claim(9)).deliveries == []
        await ledger.settle(first, SENT)
        await world.ask("UPDATE subscribers SET next_send_at = NULL")
        assert (await claim_one(ledger)).message.body.text == "en 0.2"

    @pytest.mark.parametrize("answer", [Answer(None), Answer(400, "Bad Request: message is too long")])
    async def test_later_part_goes_out_after_a_lost_one(self, world: World, answer: Answer) -> None:
        ledger = await queued(world, 1, parts=2)
        await ledger.settle(await sending_one(ledger), judge(answer))
        await world.ask("UPDATE subscribers SET next_send_at = NULL")
        assert (await claim_one(ledger)).message.body.text == "en 0.2"

    async def test_first_parts_go_before_second_ones(self, world: World) -> None:
        ledger = await queued(world, 1, 2, parts=2)
        assert {one.message.body.text for one in (await ledger.claim(9)).deliveries} == {"en 0.1"}

    async def test_what_was_queued_first_goes_first(self, world: World) -> None:
        await world.subscribe(1)
        await world.queue(post(5))
        await world.queue(post(3))
        ledger = await world.ledger()
        assert [one.message.body.text for one in (await ledger.claim(9)).deliveries] == ["en 5.1"]

    async def test_chat_rests_after_a_message(self, world: World) -> None:
        ledger = await queued(world, 1, parts=2, limits=Limits(rate=500, chat_rate=2, lease_s=30))
        await ledger.settle(await sending_one(ledger), SENT)
        assert (await ledger.claim(9)).deliveries == []
        await world.until("(SELECT next_send_at < now() FROM subscribers)")
        assert (await ledger.claim(9)).deliveries

    async def test_bot_keeps_its_pace_over_publishers(self, world: World) -> None:
        one = await queued(world, 1, 2, limits=SLOW)
        other = await world.ledger(limits=SLOW)
        assert (await one.claim(9)).deliveries
        refused = await other.claim(9)
        assert not refused.deliveries
        assert refused.wait_s == pytest.approx(0.5, abs=0.3)

    async def test_nothing_due_says_so(self, world: World) -> None:
        ledger = await world.ledger()
        assert await ledger.claim(9) == ([], None)


class TestStart:
    async def test_lost_lease_is_not_sent(self, world: World) -> None:
        ledger = await queued(world, 1)
        stale = await claim_one(ledger)
        await world.ask("UPDATE deliveries SET lease_until = now() - interval '1 second'")
        assert not await ledger.start(stale)
        assert await world.states() == ["queued"]

    async def test_stolen_row_is_left_alone(self, world: World) -> None:
        ledger = await queued(world, 1)
        stale = await claim_one(ledger)
        await expire(world)
        await sending_one(ledger)
        assert not await ledger.start(stale)
        assert await world.states() == ["sending"]

    async def test_paused_bot_hands_the_row_back(self, world: World) -> None:
        ledger = await queued(world, 1, 2)
        throttled, waiting = (await ledger.claim(2)).deliveries
        await ledger.start(throttled)
        await ledger.settle(throttled, judge(Answer(429, retry_after=60)))
        assert not await ledger.start(waiting)
        assert await world.states() == ["queued", "queued"]

    async def test_chat_paused_meanwhile_is_sent_nothing(self, world: World) -> None:
        ledger = await queued(world, 1)
        delivery = await claim_one(ledger)
        async with world.database.begin() as connection:
            await deactivate(connection, 1, PAUSED)
        assert not await ledger.start(delivery)
        assert (await ledger.claim(9)).deliveries == []
        assert await world.ask("SELECT state FROM deliveries") == [{"state": "blocked"}]

    async def test_repeated_start_is_harmless(self, world: World) -> None:
        ledger = await queued(world, 1)
        delivery = await sending_one(ledger)
        assert await ledger.start(delivery)


class TestSettle:
    async def test_sent_message_keeps_its_telegram_id(self, world: World) -> None:
        ledger = await queued(world, 1)
        assert await ledger.settle(await sending_one(ledger), SENT)
        [row] = await world.rows()
        assert (row["state"], row["message_id"], row["attempts"]) == ("sent", 7, 1)

    async def test_stranger_moves_nothing(self, world: World) -> None:
        ledger = await queued(world, 1)
        delivery = await sending_one(ledger)
        assert not await ledger.settle(delivery._replace(token=uuid4()), SENT)
        assert await world.states() == ["sending"]

    async def test_unstarted_message_cannot_be_sent(self, world: World) -> None:
        ledger = await queued(world, 1)
        assert not await ledger.settle(await claim_one(ledger), SENT)

    async def test_late_evidence_turns_unknown_into_sent(self, world: World) -> None:
        ledger = await queued(world, 1)
        delivery = await sending_one(ledger)
        assert await expire(world) == ["unknown"]
        assert await ledger.settle(delivery, SENT)
        assert await world.states() == ["sent"]

    @pytest.mark.parametrize("answer", [Answer(429), Answer(403), Answer(400), Answer(None, reached=False)])
    async def test_late_refusal_changes_nothing(self, world: World, answer: Answer) -> None:
        ledger = await queued(world, 1)
        delivery = await sending_one(ledger)
        await expire(world)
        assert not await ledger.settle(delivery, judge(answer))
        assert await world.states() == ["unknown"]

    async def test_blocked_chat_is_left_in_peace(self, world: World) -> None:
        ledger = await queued(world, 1, parts=3)
        await ledger.settle(await sending_one(ledger), judge(Answer(403, "Forbidden")))
        assert await world.states() == ["blocked"] * 3
        [who] = await world.ask("SELECT active, inactive_reason FROM subscribers")
        assert (who["active"], who["inactive_reason"]) == (False, "403 Forbidden")

    async def test_migrated_chat_gets_its_messages_at_the_new_id(self, world: World) -> None:
        ledger = await queued(world, -1, parts=2)
        await ledger.settle(await sending_one(ledger), judge(Answer(400, migrated_to=-100)))
        assert [(row["chat_id"], row["state"]) for row in await world.rows()] == [(-100, "queued")] * 2
        active = await world.ask("SELECT chat_id FROM subscribers WHERE active")
        assert active == [{"chat_id": -100}]

    async def test_migration_to_a_served_chat_sends_no_copy(self, world: World) -> None:
        ledger = await queued(world, -1, -100)
        first, second = (await ledger.claim(2)).deliveries
        old = first if first.chat_id == -1 else second
        await ledger.start(old)
        await ledger.settle(old, judge(Answer(400, migrated_to=-100)))
        assert [(row["chat_id"], row["state"]) for row in await world.rows()] == [
            (-100, "claimed"),
            (-1, "blocked"),
        ]


class TestPause:
    async def test_pause_holds_every_publisher(self, world: World) -> None:
        ledger = await queued(world, 1, 2)
        await ledger.settle(await sending_one(ledger), judge(Answer(429, retry_after=60)))
        paused = await (await world.ledger()).claim(9)
        assert not paused.deliveries
        assert paused.wait_s == pytest.approx(60, abs=5)

    async def test_throttled_bot_speaks_half_as_fast(self, world: World) -> None:
        ledger = await queued(world, 1, 2, 3)
        for delivery in (await ledger.claim(2)).deliveries:
            await ledger.start(delivery)
            await ledger.settle(delivery, judge(Answer(429, retry_after=60)))
        assert await world.ask("SELECT pace FROM telegram_bots") == [{"pace": 0.5}]

    async def test_bot_that_speaks_again_gets_faster(self, world: World) -> None:
        ledger = await queued(world, 1)
        await world.ask("UPDATE telegram_bots SET pace = 0.5")
        await claim_one(ledger)
        assert await world.ask("SELECT pace FROM telegram_bots") == [{"pace": 0.51}]

    async def test_shorter_pause_does_not_end_a_longer(self, world: World) -> None:
        ledger = await queued(world, 1, 2)
        for delivery, seconds in zip((await ledger.claim(2)).deliveries, (60, 1), strict=True):
            await ledger.start(delivery)
            await ledger.settle(delivery, judge(Answer(429, retry_after=seconds)))
        assert (await ledger.claim(9)).wait_s == pytest.approx(60, abs=5)

    async def test_throttled_chat_lets_the_others_go_first(self, world: World) -> None:
        ledger = await queued(world, 1, 2)
        throttled = await sending_one(ledger)
        await ledger.settle(throttled, judge(Answer(429, retry_after=60)))
        await world.ask("UPDATE telegram_bots SET paused_until = now()")
        [next_one] = (await ledger.claim(9)).deliveries
        assert next_one.chat_id != throttled.chat_id

    async def test_throttled_message_is_not_charged(self, world: World) -> None:
        ledger = await queued(world, 1)
        await ledger.settle(await sending_one(ledger), judge(Answer(429, retry_after=60)))
        [row] = await world.rows()
        assert (row["state"], row["attempts"]) == ("queued", 0)

    async def test_refused_token_is_not_ready(self, world: World) -> None:
        ledger = await queued(world, 1)
        await ledger.check_authorized()
        await ledger.settle(await sending_one(ledger), judge(Answer(401, "Unauthorized")))
        with pytest.raises(OutageError, match="telegram_unauthorized"):
            await ledger.check_authorized()

    async def test_bot_that_speaks_again_is_ready(self, world: World) -> None:
        ledger = await queued(world, 1)
        await ledger.settle(await sending_one(ledger), judge(Answer(401, "Unauthorized")))
        await world.ask("UPDATE telegram_bots SET paused_until = now()")
        await claim_one(ledger)
        await ledger.check_authorized()

    async def test_restart_brings_a_new_token(self, world: World) -> None:
        ledger = await queued(world, 1)
        await ledger.settle(await sending_one(ledger), judge(Answer(401, "Unauthorized")))
        await ledger.register()
        assert (await ledger.claim(1)).deliveries

    async def test_restart_does_not_end_throttling(self, world: World) -> None:
        ledger = await queued(world, 1, 2)
        await ledger.settle(await sending_one(ledger), judge(Answer(429, retry_after=60)))
        await ledger.register()
        assert not (await ledger.claim(1)).deliveries


class TestReaper:
    async def test_claim_of_a_lost_publisher_is_queued(self, world: World) -> None:
        await claim_one(await queued(world, 1))
        assert await expire(world) == ["queued"]
        [row] = await world.rows()
        assert row["attempts"] == 0

    async def test_call_of_a_lost_publisher_is_unknown(self, world: World) -> None:
        await sending_one(await queued(world, 1))
        assert await expire(world) == ["unknown"]
        [row] = await world.rows()
        assert row["attempts"] == 1

    async def test_living_lease_is_respected(self, world: World) -> None:
        await sending_one(await queued(world, 1))
        async with world.database.begin() as connection:
            assert await reap(connection) == []
