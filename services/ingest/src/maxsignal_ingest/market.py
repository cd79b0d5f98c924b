"""Where a request's candles come from: the store, else the instrument's source, else its fallback.

The fallback stands in for a source that cannot be reached, never for an answer that is not liked: an unknown
instrument, a timeframe the source has not, unsound candles end the run.
"""

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.store.breakers import Breaker, BreakerState
from maxsignal_common.store.database import Database
from maxsignal_ingest.breakers import Breakers, resting
from maxsignal_ingest.budgets import PATIENCE, Budgets
from maxsignal_ingest.domain import CandleRequest, FetchedCandles
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.sources.protocol import (
    BadCredentials,
    GeoBlocked,
    Postponed,
    RateLimited,
    Refused,
    SourceDisabled,
    SourceResting,
    SourceUnavailable,
)
from maxsignal_ingest.sources.routing import LOCAL, Sources
from maxsignal_ingest.tape import CandleTape, Served

log = structlog.get_logger(__name__)


class Venues:
    """Asks sources, within their budgets and only while their breakers let us."""

    def __init__(
        self, database: Database, sources: Sources, breakers: Breakers, budgets: Budgets, clock: Clock
    ) -> None:
        self._database = database
        self._sources = sources
        self._breakers = breakers
        self._budgets = budgets
        self._clock = clock

    async def ask(self, name: str, request: CandleRequest) -> FetchedCandles:
        source = await self._sources.get(name)
        if name in LOCAL:
            return await source.fetch(request)
        async with self._database.begin() as connection:
            at = self._clock.now()
            known = await self._breakers.admit(connection, name, at)
            wait = await self._budgets.pay(connection, name, request, at)
        await self._clock.sleep(wait.total_seconds())
        try:
            fetched = await source.fetch(request)
        except (GeoBlocked, RateLimited, SourceUnavailable) as failure:
            breaker = await self._record(name, failure)
            if breaker.state is BreakerState.OPEN:
                raise resting(breaker, self._clock.now()) from failure
            raise
        except (Postponed, Refused):
            if known:
                await self._record(name, None)
            raise
        if known:
            await self._record(name, None)
        return fetched

    async def _record(self, name: str, failure: Postponed | Refused | None) -> Breaker:
        async with self._database.begin() as connection:
            return await self._breakers.record(connection, name, failure, self._clock.now())


class Market:
    """Candles for a request, and what served them."""

    def __init__(self, tape: CandleTape, venues: Venues, metrics: IngestMetrics, clock: Clock) -> None:
        self._tape = tape
        self._venues = venues
        self._metrics = metrics
        self._clock = clock

    async def candles(self, request: CandleRequest) -> Served:
        local = request.instrument.source in LOCAL
        served = await self._tape.recall(request, repeats=local, now=self._clock.now())
        if served is None:
            told = await self._ask(request)
            kept = await self._tape.keep(request, told, now=self._clock.now())
            served = Served(kept, "network")
            if kept.revised:
                self._metrics.revised(kept.source, kept.revised.bars)
        self._metrics.fetched(served.fetched.source, served.served_from)
        log.info("candles_served", source=served.fetched.source, served_from=served.served_from)
        return served

    async def _ask(self, request: CandleRequest) -> FetchedCandles:
        source, fallback = request.instrument.source, request.instrument.fallback
        try:
            return await self._venues.ask(source, request)
        except (Postponed, Refused) as failure:
            if fallback is None or not gives_way(failure):
                raise
            log.warning("fallback_asked", source=source, fallback=fallback, code=failure.code)
            return await self._ask_fallback(fallback, request, failure)

    async def _ask_fallback(
        self, fallback: str, request: CandleRequest, failure: Postponed | Refused
    ) -> FetchedCandles:
        try:
            return await self._venues.ask(fallback, request)
        except Refused as refusal:
            # What the fallback has not, the source itself may still have once it is back.
            raise failure from refusal


def gives_way(failure: Postponed | Refused) -> bool:
    """Whether the fallback is asked: the source is shut to us, or will not be back in a moment."""
    match failure:
        case SourceResting():
            return failure.retry_after > PATIENCE
        case SourceDisabled() | GeoBlocked() | BadCredentials():
            return True
    return False
