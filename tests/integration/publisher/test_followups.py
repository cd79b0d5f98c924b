"""What became of a plan arrives as a reply to each subscriber's own message of the post, once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from nats.aio.client import Client

from maxsignal_common.analysis import Language
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import PlanProgressed
from maxsignal_common.plan import ProgressKind
from maxsignal_common.preferences import Mode, Preferences, Quiet, QuietMode
from maxsignal_common.store.subscribers import choose
from maxsignal_publisher.handlers import Handlers
from maxsignal_publisher.sending import Signals
from tests.fixtures.samples import IBM, run_id
from tests.integration.publisher.world import World, post


def progressed(kind: ProgressKind = "target", number: int = 0) -> PlanProgressed:
    return PlanProgressed(
        run_id=run_id(),
        instrument=IBM,
        timeframe=post().timeframe,
        time_zone="America/New_York",
        leg=0,
        side="long",
        kind=kind,
        level="smc.pool.1",
        price=Decimal("120.5"),
        number=number,
        targets=2,
        bar_ms=1_795_154_400_000,
        close_ms=1_795_240_800_000,
    )


@pytest.fixture
async def handlers(world: World, nats_url: str) -> Handlers:
    return Handlers(world.database, JetStreamPublisher(Client(), "publisher", SystemClock()), Signals())


async def sent(world: World, chat: int) -> list[dict[str, Any]]:
    async with world.sending():
        await world.drained()
    return world.telegram.received(chat)


async def wish(world: World, chat: int, preferences: Preferences) -> None:
    async with world.database.begin() as connection:
        await choose(connection, chat, preferences)


def around_now(mode: QuietMode) -> Quiet:
    """Quiet hours that have begun and go on."""
    now = datetime.now(UTC)  # noqa: TID251 - the database's clock is the machine's
    start, end = ((now + timedelta(hours=hours)).time() for hours in (-2, 2))
    return Quiet(start=time(start.hour), end=time(end.hour), mode=mode)


async def test_followup_answers_each_one_own_message(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await world.subscribe(2, language=Language.RU)
    await handlers.on_post_merged(post())
    first = {chat: (await sent(world, chat))[0]["message_id"] for chat in (1, 2)}
    await handlers.on_plan_progressed(progressed(number=1))
    answers = {chat: (await sent(world, chat))[-1] for chat in (1, 2)}
    assert {chat: one["reply_to"] for chat, one in answers.items()} == first
    assert answers[1]["text"].startswith("🎯 IBM · D1 · long: target 1 of 2 reached at 120.50")
    assert answers[2]["text"].startswith("🎯 IBM · D1 · лонг: цель 1 из 2 — 120,50 достигнута")


async def test_event_that_comes_again_says_nothing_new(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await handlers.on_post_merged(post())
    await sent(world, 1)
    await asyncio.gather(*(handlers.on_plan_progressed(progressed()) for _ in range(4)))
    await sent(world, 1)
    await handlers.on_plan_progressed(progressed())
    assert len(await sent(world, 1)) == 2


async def test_things_that_happened_arrive_in_their_order(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await handlers.on_post_merged(post())
    for event in (progressed("confirmed"), progressed(number=1), progressed(number=2)):
        await handlers.on_plan_progressed(event)
    signs = [message["text"][0] for message in (await sent(world, 1))[1:]]
    assert signs == ["✅", "🎯", "🎯"]


async def test_who_has_not_the_post_hears_nothing_of_it(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await handlers.on_post_merged(post())
    await sent(world, 1)
    await world.subscribe(2)
    await handlers.on_plan_progressed(progressed())
    assert [len(await sent(world, chat)) for chat in (1, 2)] == [2, 0]


async def test_plan_nobody_was_told_of_is_followed_silently(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await handlers.on_plan_progressed(progressed())
    assert await world.rows() == []


@pytest.mark.parametrize("wishes", [Preferences(follow_ups=False), Preferences(otherwise=Mode.OFF)])
async def test_who_wants_none_gets_none(world: World, handlers: Handlers, wishes: Preferences) -> None:
    await world.subscribe(1)
    await handlers.on_post_merged(post())
    await wish(world, 1, wishes)
    await handlers.on_plan_progressed(progressed("stopped"))
    assert len(await sent(world, 1)) == 1


async def test_quiet_hours_hold_a_target_but_not_a_stop(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await handlers.on_post_merged(post())
    await sent(world, 1)
    await wish(world, 1, Preferences(quiet=around_now(QuietMode.HOLD)))
    for event in (progressed(number=1), progressed("stopped")):
        await handlers.on_plan_progressed(event)
    async with world.sending():
        await world.until("EXISTS (SELECT 1 FROM deliveries WHERE kind = 'followup' AND state = 'sent')")
    assert [row["state"] for row in await followups(world)] == ["queued", "sent"]


async def test_quiet_hours_may_only_take_the_sound(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await handlers.on_post_merged(post())
    await wish(world, 1, Preferences(quiet=around_now(QuietMode.SILENT), critical_breaks_quiet=False))
    await handlers.on_plan_progressed(progressed("stopped"))
    assert [row["silent"] for row in await followups(world)] == [True]


async def followups(world: World) -> Sequence[Any]:
    return await world.ask("SELECT * FROM deliveries WHERE kind = 'followup' ORDER BY seq")


async def test_blocked_chat_is_not_followed(world: World, handlers: Handlers) -> None:
    await world.subscribe(1)
    await handlers.on_post_merged(post())
    world.telegram.fail({"chat_id": 1, "status": 403})
    await sent(world, 1)
    await handlers.on_plan_progressed(progressed())
    assert await followups(world) == []
