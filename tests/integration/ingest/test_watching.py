"""Open plans are looked at after each close: what happened is told once, whoever looks and whoever dies."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from maxsignal_common.market import epoch_ms
from maxsignal_common.store import plans
from maxsignal_common.store.database import Database
from maxsignal_ingest.watching import LEASE, PlanWatch
from tests.integration.ingest import watched
from tests.integration.ingest.watched import STORY, due, looked, merged, plan, row, story, told
from tests.integration.ingest.world import HOUR, NOW, World


@pytest.fixture
def watch(database: Database, world: World) -> PlanWatch:
    return watched.watcher(database, world.market, world)


async def test_each_close_moves_the_plan_on(watch: PlanWatch, world: World, owner: Database) -> None:
    await watch.on_post_merged(merged())
    stories = []
    for hours in range(5):
        world.opens_at(NOW + hours * HOUR)
        await looked(watch, owner)
        stories.append(await story(owner))
    assert stories == [[], STORY[:1], STORY[:2], STORY[:2], STORY]
    assert (await row(owner))["ended"] == "told"


async def test_late_look_tells_the_same_as_many(watch: PlanWatch, world: World, owner: Database) -> None:
    await watch.on_post_merged(merged())
    world.opens_at(NOW + 9 * HOUR)
    await looked(watch, owner)
    assert await story(owner) == STORY


async def test_event_names_candle_level_and_price(watch: PlanWatch, world: World, owner: Database) -> None:
    await watch.on_post_merged(merged())
    world.opens_at(NOW + 2 * HOUR)
    await looked(watch, owner)
    target = (await told(owner))[1]
    assert (target.level, str(target.price), target.targets) == ("one", "109.5", 2)
    assert target.bar_ms == epoch_ms(watched.LAST + 2 * HOUR)
    assert target.close_ms - target.bar_ms == HOUR / timedelta(milliseconds=1)


async def test_plan_that_outlives_its_bars_ends_there(
    watch: PlanWatch, world: World, owner: Database
) -> None:
    await watch.on_post_merged(merged(of=plan(valid_bars=2, two="200", one="150")))
    world.opens_at(NOW + 9 * HOUR)
    await looked(watch, owner)
    assert await story(owner) == ["confirmed", "expired"]


async def test_ended_plan_is_not_looked_at_again(watch: PlanWatch, world: World, owner: Database) -> None:
    await test_late_look_tells_the_same_as_many(watch, world, owner)
    await due(owner)
    assert not await watch.look_once()


async def test_post_that_comes_again_changes_no_watch(
    watch: PlanWatch, world: World, owner: Database
) -> None:
    await test_late_look_tells_the_same_as_many(watch, world, owner)
    before = await row(owner)
    await watch.on_post_merged(merged())
    assert await row(owner) == before


async def test_waiting_post_and_old_events_are_not_watched(watch: PlanWatch, owner: Database) -> None:
    await watch.on_post_merged(merged(of=plan().model_copy(update={"legs": ()})))
    await watch.on_post_merged(merged().model_copy(update={"last_ms": None}))
    await due(owner)
    assert not await watch.look_once()


async def test_many_watchers_tell_everything_once(database: Database, world: World, owner: Database) -> None:
    watchers = [watched.watcher(database, world.market, world) for _ in range(4)]
    for number in range(6):
        await watchers[0].on_post_merged(merged(number))
    world.opens_at(NOW + 9 * HOUR)
    await due(owner)
    await asyncio.gather(*(looked(one, owner) for one in watchers))
    assert sorted(await story(owner)) == sorted(STORY * 6)


async def test_claim_of_the_dead_goes_to_another(
    watch: PlanWatch, database: Database, world: World, owner: Database
) -> None:
    await watch.on_post_merged(merged())
    world.opens_at(NOW + 9 * HOUR)
    await due(owner)
    async with database.begin() as connection:
        assert await plans.claim(connection, token=uuid4(), lease=timedelta(0))
    assert await watch.look_once()
    assert await story(owner) == STORY


async def test_claim_that_holds_is_left_alone(watch: PlanWatch, database: Database, owner: Database) -> None:
    await watch.on_post_merged(merged())
    await due(owner)
    async with database.begin() as connection:
        assert await plans.claim(connection, token=uuid4(), lease=LEASE)
    assert not await watch.look_once()


async def test_who_comes_back_late_tells_nothing(
    watch: PlanWatch, database: Database, world: World, owner: Database
) -> None:
    await watch.on_post_merged(merged())
    world.opens_at(NOW + 9 * HOUR)
    await due(owner)
    async with database.begin() as connection:
        late = await plans.claim(connection, token=uuid4(), lease=timedelta(0))
    assert late
    await watch.look_once()
    event = (await told(owner))[0].model_copy(update={"kind": "stopped"})
    async with database.begin() as connection:
        moved = await plans.settle(
            connection, late, late.course, [event], next_look=NOW, pause=HOUR, ended="told"
        )
    assert (moved, await story(owner)) == (False, STORY)


async def test_look_that_kills_is_given_up_in_the_end(
    watch: PlanWatch, database: Database, owner: Database
) -> None:
    await watch.on_post_merged(merged())
    await due(owner)
    for _ in range(plans.MOST_TRIES):
        async with database.begin() as connection:
            assert await plans.claim(connection, token=uuid4(), lease=timedelta(0))
    async with database.begin() as connection:
        assert await plans.claim(connection, token=uuid4(), lease=timedelta(0)) is None
        assert await plans.watches_open(connection) == {"watched": 1, "given_up": 1}


async def test_silent_venue_is_asked_again_later(watch: PlanWatch, world: World, owner: Database) -> None:
    await watch.on_post_merged(merged())
    world.opens_at(NOW + 9 * HOUR)
    world.fails(status=503)
    await looked(watch, owner)
    assert await story(owner) == []
    world.opens_at(NOW + 10 * HOUR)
    await looked(watch, owner)
    assert await story(owner) == STORY


async def test_market_that_ended_is_watched_no_more(watch: PlanWatch, world: World, owner: Database) -> None:
    await watch.on_post_merged(merged())
    silence = [epoch_ms(watched.LAST + HOUR), epoch_ms(NOW + timedelta(days=400))]
    world.opens_at(NOW + timedelta(days=40), silent_ms=silence)
    await looked(watch, owner)
    assert ((await row(owner))["ended"], await story(owner)) == ("lost", [])
