"""Digests: one message a day at the subscriber's hour, each post once, through the ledger."""

from datetime import timedelta

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import PostMerged
from maxsignal_common.store.received import put_in_digest
from maxsignal_common.store.subscribers import deactivate
from maxsignal_publisher.bot.digests import Digests
from tests.integration.bot.world import ANNA, BotWorld

NOW = SystemClock().now()


@pytest.fixture
async def post(world: BotWorld, database_url: str) -> PostMerged:
    await world.subscribe(ANNA, language=Language.RU)
    return await world.record_run(database_url)


async def enter(world: BotWorld, post: PostMerged, *, hours: int = -1) -> None:
    async with world.database.begin() as connection:
        due = [(ANNA, NOW + timedelta(hours=hours))]
        await put_in_digest(connection, run_id=post.run_id, post_id=post.post_id, due=due)


async def test_due_digest_lists_its_posts_once(world: BotWorld, post: PostMerged) -> None:
    digests = Digests(world.database, SystemClock())
    await enter(world, post)
    assert [await digests.look(), await digests.look()] == [1, 0]
    async with world.sending():
        await world.drained()
    (message,) = world.telegram.received(ANNA)
    assert "Дайджест: 1 разбор" in message["text"]
    assert "IBM D1 · " in message["text"]


async def test_same_post_entered_again_is_one_line(world: BotWorld, post: PostMerged) -> None:
    await enter(world, post)
    await enter(world, post, hours=-2)
    await Digests(world.database, SystemClock()).look()
    assert [row["kind"] for row in await world.rows()] == ["digest"]


async def test_digest_waits_for_its_hour(world: BotWorld, post: PostMerged) -> None:
    await enter(world, post, hours=1)
    assert await Digests(world.database, SystemClock()).look() == 0


async def test_who_has_left_gets_no_digest(world: BotWorld, post: PostMerged) -> None:
    await enter(world, post)
    async with world.database.begin() as connection:
        await deactivate(connection, ANNA, "left")
    assert await Digests(world.database, SystemClock()).look() == 1
    assert await world.rows() == []


async def test_two_bots_queue_one_digest(world: BotWorld, post: PostMerged) -> None:
    await enter(world, post)
    bots = [Digests(world.database, SystemClock()) for _ in range(2)]
    assert sum([await bot.look() for bot in bots]) == 1
