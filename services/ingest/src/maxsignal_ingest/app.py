"""Wiring of ingest."""

from datetime import timedelta
from functools import partial
from random import Random

import structlog

from maxsignal_common.bus.topology import INGEST
from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.service.runtime import Runtime, service_runtime
from maxsignal_common.store.breakers import BreakerState
from maxsignal_common.store.breakers import breakers as known_breakers
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.dbclock import check_skew
from maxsignal_ingest.breakers import BreakerPolicy, Breakers
from maxsignal_ingest.budgets import Budgets
from maxsignal_ingest.handlers import Handlers
from maxsignal_ingest.market import Market, Venues
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.settings import IngestSettings
from maxsignal_ingest.sources.routing import Sources, source_options
from maxsignal_ingest.tape import CandleTape

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
        runtime.checks["clock"] = partial(check_skew, database, runtime.clock)
        runtime.degraded = partial(resting_sources, database)
        metrics = IngestMetrics(runtime.registry)
        runtime.background(watch_breakers(database, metrics, runtime.clock))
        market = build_market(settings, runtime, database, metrics)
        publisher = await runtime.connect_bus()
        handlers = Handlers(market, publisher, runtime.clock)
        runtime.bus.subscribe(
            INGEST,
            handlers.on_run_requested,
            workers=settings.ingest_workers,
            on_dead_letter=handlers.on_dead_letter,
        )
        await runtime.start_bus()
        await runtime.until_stopped()


def build_market(
    settings: IngestSettings, runtime: Runtime, database: Database, metrics: IngestMetrics
) -> Market:
    sources = Sources(runtime.clock, source_options(settings, database))
    runtime.stack.push_async_callback(sources.aclose)
    policy = BreakerPolicy(
        failures=settings.ingest_breaker_failures, pause=timedelta(seconds=settings.ingest_breaker_pause_s)
    )
    breakers = Breakers(policy, Random(), metrics)  # noqa: S311 - jitter, no secret
    venues = Venues(database, sources, breakers, Budgets(settings.ingest_budgets), runtime.clock)
    tape = CandleTape(database, timedelta(seconds=settings.candle_cache_ttl))
    return Market(tape, venues, metrics, runtime.clock)


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
