"""Wiring of ingest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from random import Random

import structlog

from maxsignal_common.bus.topology import INGEST, INGEST_PLANS
from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.service.keys import follow_keys
from maxsignal_common.service.runtime import service_runtime
from maxsignal_common.store.breakers import BreakerState
from maxsignal_common.store.breakers import breakers as known_breakers
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.dbclock import check_skew
from maxsignal_ingest.breakers import BreakerPolicy, Breakers
from maxsignal_ingest.budgets import Budgets
from maxsignal_ingest.calendars import warm_up
from maxsignal_ingest.handlers import Handlers
from maxsignal_ingest.market import Market, Venues
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.opening import tell_trading_days
from maxsignal_ingest.settings import IngestSettings
from maxsignal_ingest.sources.routing import Sources, source_options
from maxsignal_ingest.tape import CandleTape
from maxsignal_ingest.watching import Habit, PlanWatch

LOOK_AT_BREAKERS_S = 15.0

log = structlog.get_logger(__name__)


async def serve(settings: IngestSettings) -> None:
    async with service_runtime("ingest", settings) as runtime:
        database = connect(
            settings.database_url.get_secret_value(),
            role="maxsignal_ingest",
            pool_size=settings.ingest_workers,
        )
        runtime.stack.push_async_callback(database.close)
        runtime.checks["database"] = database.ping
        settings = (await follow_keys(runtime, database, settings)).settings
        runtime.checks["clock"] = partial(check_skew, database, runtime.clock)
        runtime.degraded = partial(resting_sources, database)
        metrics = IngestMetrics(runtime.registry)
        runtime.background(watch_breakers(database, metrics, runtime.clock))
        market = await runtime.stack.enter_async_context(
            open_market(settings, database, metrics, runtime.clock)
        )
        publisher = await runtime.connect_bus()
        handlers = Handlers(market, publisher, runtime.clock)
        runtime.bus.subscribe(
            INGEST,
            handlers.on_run_requested,
            workers=settings.ingest_workers,
            on_dead_letter=handlers.on_dead_letter,
        )
        runtime.background(tell_trading_days(database, runtime.clock))
        habit = Habit(settings.ingest_watch_every_s, timedelta(seconds=settings.ingest_watch_grace_s))
        watch = PlanWatch(database, market, metrics, runtime.clock, habit)
        runtime.bus.subscribe(INGEST_PLANS, watch.on_post_merged)
        await runtime.start_bus()
        runtime.background(watch.run())
        # Beside the first run, which is on its way to the calendar and waits there for what is left of it.
        warming = asyncio.create_task(asyncio.to_thread(warm_up))
        await runtime.until_stopped()
        await warming


@asynccontextmanager
async def open_market(
    settings: IngestSettings, database: Database, metrics: IngestMetrics, clock: Clock
) -> AsyncIterator[Market]:
    """The market as ingest and the operator's verbs use it; its sources are closed in the end."""
    sources = Sources(clock, source_options(settings, database))
    policy = BreakerPolicy(
        failures=settings.ingest_breaker_failures, pause=timedelta(seconds=settings.ingest_breaker_pause_s)
    )
    breakers = Breakers(policy, Random(), metrics)  # noqa: S311 - jitter, no secret
    venues = Venues(database, sources, breakers, Budgets(settings.ingest_budgets), clock)
    tape = CandleTape(database, timedelta(seconds=settings.candle_cache_ttl))
    try:
        yield Market(tape, venues, metrics, clock)
    finally:
        await sources.aclose()


async def resting_sources(database: Database) -> dict[str, str]:
    """Sources that are not asked now: runs that have no fallback wait for them, ingest itself is well."""
    async with database.begin() as connection:
        known = await known_breakers(connection)
    resting = [breaker for breaker in known if breaker.state is not BreakerState.CLOSED]
    return {breaker.source: f"{breaker.state}: {breaker.reason}" for breaker in resting}


async def watch_breakers(database: Database, metrics: IngestMetrics, clock: Clock) -> None:
    """Show on this process' metrics what other workers found out about the sources."""
    while True:
        try:
            async with database.begin() as connection:
                for breaker in await known_breakers(connection):
                    metrics.breaker(breaker)
        except OutageError as error:
            log.warning("outage_waited_out", code=error.code, detail=error.detail)
        await clock.sleep(LOOK_AT_BREAKERS_S)
