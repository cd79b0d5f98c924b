"""A sick venue is left alone by all workers, and its fallback stands in by name."""

import asyncio
from datetime import datetime, timedelta

import pytest

from maxsignal_common.catalogue import BTC, IBM
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_common.store.breakers import Breaker, BreakerState, enable_source, find_breaker
from maxsignal_common.store.budgets import BURST, spend
from maxsignal_common.store.database import Database
from maxsignal_ingest.app import resting_sources
from maxsignal_ingest.budgets import PATIENCE
from maxsignal_ingest.domain import CandleRequest, FetchedCandles, candles_ready
from maxsignal_ingest.sources.protocol import (
    BudgetSpent,
    GeoBlocked,
    RateLimited,
    SourceDisabled,
    SourceResting,
    SourceUnavailable,
)
from tests.fixtures.samples import requested
from tests.integration.ingest.world import NOW, World, request

SOURCE = "ccxt:binance"
DOWN = {"status": 503}
# Asked of the exchange first, and recorded as well.
SHARE = IBM.model_copy(update={"source": SOURCE, "fallback": "replay"})
BLOCKED = [{"path": "/", "status": 451}] * 9


async def ask(world: World, count: int = 50) -> FetchedCandles:
    return await world.venues.ask(SOURCE, request(count=count))


async def outcome(world: World) -> type:
    try:
        await ask(world)
    except (SourceUnavailable, SourceResting) as error:
        return type(error)
    return FetchedCandles


async def breaker(database: Database) -> Breaker:
    async with database.begin() as connection:
        known = await find_breaker(connection, SOURCE)
    assert known
    return known


def daily(instrument: Instrument = SHARE) -> CandleRequest:
    return request(instrument=instrument, timeframe=Timeframe.D1)


async def open_breaker(world: World) -> None:
    world.fails(3, **DOWN)
    assert [await outcome(world) for _ in range(3)] == [SourceUnavailable, SourceUnavailable, SourceResting]


async def test_third_failure_leaves_the_venue_alone(world: World, database: Database) -> None:
    await open_breaker(world)
    world.opens_at()
    assert await outcome(world) is SourceResting
    assert world.asked() == 0
    assert (await breaker(database)).state is BreakerState.OPEN


async def test_success_between_failures_starts_the_count_anew(world: World) -> None:
    outcomes = []
    for fault in (DOWN, DOWN, {}, DOWN, DOWN):
        world.fails(bool(fault), **fault)
        outcomes.append(await outcome(world))
    assert outcomes == [SourceUnavailable, SourceUnavailable, FetchedCandles] + [SourceUnavailable] * 2


async def test_one_of_ten_workers_probes_a_sick_venue(world: World, database: Database) -> None:
    await open_breaker(world)
    world.opens_at(NOW + timedelta(minutes=1), faults=[{"path": "klines", "delay": 0.3}])
    outcomes = await asyncio.gather(*(outcome(world) for _ in range(10)))
    assert (outcomes.count(FetchedCandles), outcomes.count(SourceResting)) == (1, 9)
    assert world.asked() == 1
    assert (await breaker(database)).state is BreakerState.CLOSED


async def test_failed_probe_makes_a_longer_pause(world: World, database: Database) -> None:
    await open_breaker(world)
    world.clock.at = NOW + timedelta(minutes=1)
    world.fails(**DOWN)
    assert await outcome(world) is SourceResting
    assert (await breaker(database)).openings == 2


async def test_limit_is_kept_for_as_long_as_the_venue_says(world: World, database: Database) -> None:
    world.fails(status=429, headers={"Retry-After": "120"})
    with pytest.raises(SourceResting) as caught:
        await ask(world)
    assert isinstance(caught.value.__cause__, RateLimited)
    assert (await breaker(database)).open_until == world.clock.now() + timedelta(seconds=120)


async def test_block_disables_the_source_until_enabled(world: World, database: Database) -> None:
    world.opens_at(faults=BLOCKED)
    with pytest.raises(GeoBlocked):
        await ask(world)
    world.opens_at(NOW + timedelta(days=30))
    with pytest.raises(SourceDisabled):
        await ask(world)
    assert "disabled" in (await resting_sources(database))[SOURCE]
    async with database.begin() as connection:
        await enable_source(connection, SOURCE, at=NOW)
    assert len((await ask(world)).candles) == 50


async def test_fallback_stands_in_and_is_named(world: World) -> None:
    world.opens_at(faults=BLOCKED)
    fetched = (await world.market.candles(daily())).fetched
    run = requested().model_copy(update={"instrument": SHARE, "as_of": NOW})
    origin = candles_ready(run, fetched).origin
    assert (origin.source, origin.fallback_for) == ("replay", SOURCE)


async def test_answer_of_the_fallback_is_not_changed_later(world: World) -> None:
    world.opens_at(faults=BLOCKED)
    first = await world.market.candles(daily())
    world.opens_at()
    again = await world.market.candles(daily())
    assert (again.served_from, again.fetched) == ("window", first.fetched)


async def test_single_failure_does_not_change_the_venue(world: World) -> None:
    world.opens_at(faults=[{"path": "/", "status": 503}] * 3)
    with pytest.raises(SourceUnavailable):
        await world.market.candles(daily())


async def test_fallback_without_candles_leaves_the_first_failure(world: World) -> None:
    world.opens_at(faults=BLOCKED)
    nowhere = BTC.model_copy(update={"fallback": "replay"})
    with pytest.raises(GeoBlocked):
        await world.market.candles(daily(nowhere))


async def spend_all(database: Database, at: datetime, ahead: timedelta = timedelta(0)) -> None:
    async with database.begin() as connection:
        for price in (BURST, ahead):
            await spend(connection, SOURCE, price, at=at, patience=ahead)


async def test_spent_budget_is_waited_for_and_no_reason_to_change(world: World, database: Database) -> None:
    await spend_all(database, NOW, PATIENCE)
    with pytest.raises(BudgetSpent):
        await world.market.candles(daily())
    assert world.venue.seen() == []


async def test_short_wait_for_the_budget_is_slept_through(world: World, database: Database) -> None:
    await spend_all(database, NOW)
    await ask(world)
    assert timedelta(0) < world.clock.now() - NOW <= PATIENCE
