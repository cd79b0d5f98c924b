"""The venues as the operator's verbs reach them: through the adapters that ingest uses, with its settings."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.clock import SystemClock
from maxsignal_common.market import Instrument, Timeframe, epoch_ms, from_ms
from maxsignal_common.store.database import Database
from maxsignal_common.wrong_settings import read_settings
from maxsignal_ingest.app import open_market
from maxsignal_ingest.domain import CandleRequest, FetchedCandles
from maxsignal_ingest.market import Market
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.settings import IngestSettings
from maxsignal_ingest.sources.protocol import AsOfBeforeData, Catalogue, NoCandles
from maxsignal_ingest.sources.routing import open_source, source_options

# The most a request may ask for.
PAGE = 1000
type Told = Callable[[FetchedCandles], None]


async def listed_by(name: str) -> Sequence[Instrument]:
    """What the venue lists; raises the source's own errors."""
    source = open_source(name, SystemClock(), source_options(read_settings(IngestSettings)))
    try:
        if not isinstance(source, Catalogue):
            raise LauncherError(
                "no_catalogue", f"{name} lists no instruments: give a list of your own with --csv"
            )
        return await source.instruments()
    finally:
        await source.aclose()


async def fetched_back(
    database: Database,
    instrument: Instrument,
    timeframe: Timeframe,
    *,
    until: datetime,
    since: datetime | None,
    limit: int | None,
    told: Told,
) -> list[FetchedCandles]:
    """Pages of candles from `until` towards the past, oldest page first; the store answers what it can.

    Ends at `limit` candles, at the one that opens at or before `since`, or where the venue has no more.
    """
    metrics, clock = IngestMetrics(CollectorRegistry()), SystemClock()
    pages: list[FetchedCandles] = []
    async with open_market(read_settings(IngestSettings), database, metrics, clock) as market:
        async for page in _pages(market, instrument, timeframe, until, limit):
            told(page)
            pages.append(page)
            if since is not None and page.candles.ts_ms[0] <= epoch_ms(since):
                break
    return pages[::-1]


async def _pages(
    market: Market, instrument: Instrument, timeframe: Timeframe, until: datetime, limit: int | None
) -> AsyncIterator[FetchedCandles]:
    left = limit
    while left is None or left > 0:
        count = PAGE if left is None else min(PAGE, left)
        request = CandleRequest(instrument=instrument, timeframe=timeframe, as_of=until, count=count)
        try:
            page = (await market.candles(request)).fetched
        except (AsOfBeforeData, NoCandles):
            if left == limit:
                raise
            return
        yield page
        if len(page.candles) < count:
            return
        left = None if left is None else left - count
        until = from_ms(page.candles.ts_ms[0])
