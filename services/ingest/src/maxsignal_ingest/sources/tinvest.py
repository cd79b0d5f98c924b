"""Candles of T-Invest, shares of Moscow, over its REST gateway.

Prices come adjusted for every split up to today: the API does not tell splits. Volumes are lots there and
shares here. Four hours and weeks are built: their grid is not documented, and the fallback must agree.
"""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Protocol

from pydantic import SecretStr

from maxsignal_common.clock import Clock
from maxsignal_common.market import Instrument, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import MOSCOW
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.paging import Page, page_back, window_pages
from maxsignal_ingest.sources.protocol import (
    CandleRequest,
    FetchedCandles,
    SourceUnavailable,
    UnknownInstrument,
)
from maxsignal_ingest.sources.resampling import day_span, resampled
from maxsignal_ingest.sources.settling import expect_written, held_back
from maxsignal_ingest.sources.tinvest_gateway import PRODUCTION, Gateway
from maxsignal_ingest.sources.tinvest_wire import CandlesReply, HistoricCandle, InstrumentsReply

BOARD = "TQBR"
GRACE = timedelta(minutes=1)
# How long after its end a candle may still be marked as incomplete before we do without it.
PATIENCE = timedelta(minutes=2)
TIME_LIMIT = timedelta(seconds=30)
# Fetched and not used: what closes after the grace, and the oldest one built, which may lack its beginning.
SPARE = 5
TRIES = 5
EMPTY_YEARS = 2
MS = timedelta(milliseconds=1)
DAY = timedelta(days=1)


class Interval(NamedTuple):
    """A native candle: its name, and the longest period one request may be about."""

    name: str
    step: timedelta
    period: timedelta


# The documented periods; a year of days, for one page of the documentation allows six and another one.
D1 = Interval("CANDLE_INTERVAL_DAY", DAY, 365 * DAY)
H1 = Interval("CANDLE_INTERVAL_HOUR", timedelta(hours=1), 90 * DAY)
INTERVALS = {
    Timeframe.M1: Interval("CANDLE_INTERVAL_1_MIN", timedelta(minutes=1), DAY),
    Timeframe.M5: Interval("CANDLE_INTERVAL_5_MIN", timedelta(minutes=5), 7 * DAY),
    Timeframe.M15: Interval("CANDLE_INTERVAL_15_MIN", timedelta(minutes=15), 21 * DAY),
    Timeframe.M30: Interval("CANDLE_INTERVAL_30_MIN", timedelta(minutes=30), 21 * DAY),
    Timeframe.H1: H1,
    Timeframe.H4: H1,
    Timeframe.D1: D1,
    Timeframe.W1: D1,
}


class Figis(Protocol):
    """Where the identifiers found at the venue are kept."""

    async def get(self, instrument_id: str) -> str | None: ...

    async def keep(self, instrument_id: str, figi: str) -> None: ...


class TInvestSource:
    """T-Invest's production, its sandbox, or whatever speaks as its gateway does at `base_url`."""

    def __init__(
        self,
        token: SecretStr,
        figis: Figis,
        clock: Clock,
        base_url: str = PRODUCTION,
        time_limit: timedelta = TIME_LIMIT,
        *,
        ca_file: Path | None = None,
    ) -> None:
        self._gateway = Gateway(token, clock, base_url, time_limit / 3, ca_file)
        self._figis = figis
        self._time_limit = time_limit.total_seconds()

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._fetch(request)
        except TimeoutError as error:
            raise SourceUnavailable("tinvest took too long") from error

    async def aclose(self) -> None:
        await self._gateway.aclose()

    async def _fetch(self, request: CandleRequest) -> FetchedCandles:
        interval = INTERVALS[request.timeframe]
        reading = Reading(self._gateway, await self._figi(request.instrument), request.instrument.lot)
        parts = request.timeframe.duration // interval.step
        wanted = (request.count + SPARE) * parts
        rows = await page_back(reading.pages(interval), epoch_ms(request.as_of), wanted)
        closing = Closing(reading.venue_now(), GRACE)
        if interval is not D1:
            expect_written(request, closing, interval.step)
        if rows and rows[-1].open_ms in reading.incomplete:
            request = held_back(rows[-1], request, closing, PATIENCE)
        if parts > 1:
            rows = resampled(rows, request.timeframe, MOSCOW)
        return closed_candles(rows, request, closing, source="tinvest", adjustment="splits")

    async def _figi(self, instrument: Instrument) -> str:
        known = instrument.figi or await self._figis.get(instrument.id)
        if known:
            return known
        found = await self._find(instrument)
        await self._figis.keep(instrument.id, found)
        return found

    async def _find(self, instrument: Instrument) -> str:
        query = {"query": instrument.id, "instrumentKind": "INSTRUMENT_TYPE_SHARE"}
        reply, _ = await self._gateway.ask("InstrumentsService/FindInstrument", query, InstrumentsReply)
        for found in reply.instruments:
            if (found.ticker, found.class_code) != (instrument.id, BOARD):
                continue
            if found.lot not in (0, instrument.lot):
                raise UnknownInstrument(f"{instrument.id} has lots of {found.lot}, not {instrument.lot}")
            if identifier := found.figi or found.uid:
                return identifier
        raise UnknownInstrument(f"tinvest has no {instrument.id} on {BOARD}")


class Reading:
    """The candles of one share during one fetch, and what was learned on the way."""

    def __init__(self, gateway: Gateway, figi: str, lot: Decimal) -> None:
        self._gateway = gateway
        self._figi = figi
        self._lot = lot
        self._told_at: datetime | None = None
        self.incomplete: set[int] = set()

    def venue_now(self) -> datetime:
        """The venue's time at its first answer."""
        if self._told_at is None:
            raise SourceUnavailable("tinvest was not asked")
        return self._told_at

    def pages(self, interval: Interval) -> Page:
        # One step of the period goes into asking from a step earlier, lest the first candle be left out.
        reach_ms = (interval.period - interval.step) // MS

        async def ask(from_ms: int, to_ms: int) -> list[Candle]:
            return await self._candles(interval, from_ms, to_ms)

        if interval is D1:
            return window_pages(ask, reach_ms, _anything_earlier, EMPTY_YEARS)
        days = self.pages(D1)

        async def traded_before(before_ms: int) -> int | None:
            rows = await days(before_ms, 1)
            return rows[-1].close_ms if rows else None

        return window_pages(ask, reach_ms, traded_before, TRIES)

    async def _candles(self, interval: Interval, first_ms: int, before_ms: int) -> list[Candle]:
        question = {
            "instrumentId": self._figi,
            "from": _timestamp(first_ms - interval.step // MS),
            "to": _timestamp(before_ms),
            "interval": interval.name,
            # Without the broker's own deals at times when the exchange is shut.
            "candleSourceType": "CANDLE_SOURCE_EXCHANGE",
        }
        reply, at = await self._gateway.ask("MarketDataService/GetCandles", question, CandlesReply)
        self._told_at = self._told_at or at
        told = [(_candle(row, interval, self._lot), row.is_complete) for row in reply.candles]
        self.incomplete |= {candle.open_ms for candle, complete in told if not complete}
        return [candle for candle, _ in told if first_ms <= candle.open_ms < before_ms]


def _candle(row: HistoricCandle, interval: Interval, lot: Decimal) -> Candle:
    if interval is D1:
        # Days were labelled 07:00 UTC at times and 00:00 at others; all of them agree on Moscow's date.
        opens, closes = day_span(row.time.astimezone(MOSCOW).date(), MOSCOW)
    else:
        opens = epoch_ms(row.time)
        closes = opens + interval.step // MS
    open_, high, low, close = (float(p.exact()) for p in (row.open, row.high, row.low, row.close))
    bought = taker_lots(row)
    shares = None if bought is None else float(bought * lot)
    return Candle(opens, closes, open_, high, low, close, float(row.volume * lot), shares)


def taker_lots(row: HistoricCandle) -> Decimal | None:
    """Lots that takers bought, such that twice them less the volume is what buys and sells differ by.

    Trades of auctions have no side: half of them count. A candle from before sides were told has none.
    """
    sided = row.volume_buy + row.volume_sell
    if min(row.volume_buy, row.volume_sell) < 0 or sided > row.volume or (row.volume and not sided):
        return None
    return row.volume_buy + Decimal(row.volume - sided) / 2


async def _anything_earlier(before_ms: int) -> int | None:
    return before_ms


def _timestamp(ms: int) -> str:
    return from_ms(ms).isoformat().replace("+00:00", "Z")
