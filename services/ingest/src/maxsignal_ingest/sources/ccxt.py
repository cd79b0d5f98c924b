"""Candles of any exchange that ccxt knows.

Closed is what the exchange's own clock says, asked before the candles: one that closes between the two
answers counts as unfinished. From Binance the raw klines are read: unified rows drop the taker-buy volume.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from maxsignal_common.clock import Clock
from maxsignal_common.market import Instrument, Timeframe, from_ms
from maxsignal_ingest.sources.ccxt_catalogue import instruments_of
from maxsignal_ingest.sources.ccxt_exchange import failures_of, open_exchange
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.paging import Page, page_back
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    CandleRequest,
    FetchedCandles,
    SourceUnavailable,
    UnsupportedTimeframe,
)

GRACE = timedelta(seconds=5)
TIME_LIMIT = timedelta(seconds=30)
DEFAULT_PAGE = 100
# A market may be silent or down for longer than a page; after this many empty ones its history has ended.
EMPTY_PAGES = 4
TAKER_BUY_COLUMN = 9

INTERVALS = {
    Timeframe.M1: "1m",
    Timeframe.M5: "5m",
    Timeframe.M15: "15m",
    Timeframe.M30: "30m",
    Timeframe.H1: "1h",
    Timeframe.H4: "4h",
    Timeframe.D1: "1d",
    Timeframe.W1: "1w",
}


class RawKlines(NamedTuple):
    """An exchange whose own candle rows say more than ccxt's; only its one market type is loaded."""

    method: str
    market_type: str
    page: int


RAW_KLINES = {
    "binance": RawKlines("publicGetKlines", "spot", 1000),
    "binanceus": RawKlines("publicGetKlines", "spot", 1000),
    "binanceusdm": RawKlines("fapiPublicGetKlines", "linear", 1500),
    # Volumes of COIN-M are in contracts, in both columns.
    "binancecoinm": RawKlines("dapiPublicGetKlines", "inverse", 1500),
}


class CcxtSource:
    """One exchange. `config` goes to ccxt's constructor: URLs, keys, rate limits."""

    def __init__(
        self,
        exchange_id: str,
        clock: Clock,
        config: Mapping[str, object] | None = None,
        time_limit: timedelta = TIME_LIMIT,
    ) -> None:
        self._name = f"ccxt:{exchange_id}"
        self._raw = RAW_KLINES.get(exchange_id)
        options = {"fetchMarkets": {"types": [self._raw.market_type]}} if self._raw else {}
        # A fetch is the markets (once), the time and a page or two.
        timeout_ms = time_limit // 3 // timedelta(milliseconds=1)
        defaults = {"timeout": timeout_ms, "options": options}
        self._exchange = open_exchange(exchange_id, {**defaults, **(config or {})})
        self._time_limit = time_limit.total_seconds()
        self._clock = clock
        # ccxt shares one loading task: a waiter that gives up would cancel it for all the others.
        self._loading = asyncio.Lock()

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        if INTERVALS[request.timeframe] not in self._exchange.timeframes:
            raise UnsupportedTimeframe(f"{self._name} has no {request.timeframe} candles")
        with failures_of(self._name):
            async with asyncio.timeout(self._time_limit):
                await self._markets()
                market = self._exchange.market(request.instrument.id)
                closing = Closing(await self._venue_now(), GRACE)
                page = self._pages(market, request.timeframe)
                # One more than asked for: the newest may be unfinished.
                rows = await page_back(page, closing.limit_ms(request.as_of), request.count + 1)
        expect_equal_steps(rows, request.timeframe)
        return closed_candles(rows, request, closing, source=self._name)

    async def instruments(self) -> Sequence[Instrument]:
        """Every active market but options, with the exchange's own steps of price and amount."""
        with failures_of(self._name):
            async with asyncio.timeout(self._time_limit):
                markets = await self._markets()
        return instruments_of(markets, self._exchange.id, self._exchange.precisionMode)

    async def aclose(self) -> None:
        await self._exchange.close()

    async def _markets(self) -> list[dict[str, Any]]:
        async with self._loading:
            await self._exchange.load_markets(reload=not self._exchange.markets)
        if not self._exchange.markets:
            raise SourceUnavailable(f"{self._name} lists no markets")
        return list(self._exchange.markets.values())

    async def _venue_now(self) -> datetime:
        if not self._exchange.has["fetchTime"]:
            return self._clock.now()
        now_ms = await self._exchange.fetch_time()
        if not isinstance(now_ms, int):
            raise SourceUnavailable(f"{self._name} does not tell the time")
        return from_ms(now_ms)

    def _pages(self, market: dict[str, Any], timeframe: Timeframe) -> Page:
        if self._raw:
            return _raw_pages(self._exchange, self._raw, market["id"], timeframe)
        return _unified_pages(self._exchange, market["symbol"], timeframe)


def _raw_pages(exchange: Any, raw: RawKlines, market_id: str, timeframe: Timeframe) -> Page:  # noqa: ANN401 - ccxt has no types
    klines = getattr(exchange, raw.method)

    async def page(before_ms: int, count: int) -> list[Candle]:
        query = {"symbol": market_id, "interval": INTERVALS[timeframe]}
        rows = await klines({**query, "endTime": before_ms - 1, "limit": min(count, raw.page)})
        return candles_of(rows, timeframe, TAKER_BUY_COLUMN)

    return page


def _unified_pages(exchange: Any, symbol: str, timeframe: Timeframe) -> Page:  # noqa: ANN401 - ccxt has no types
    most = exchange.feature_value(symbol, "fetchOHLCV", "limit", DEFAULT_PAGE) or DEFAULT_PAGE

    async def page(before_ms: int, count: int) -> list[Candle]:
        limit = min(count, most)
        for _ in range(EMPTY_PAGES):
            since = max(before_ms - limit * _step_ms(timeframe), 0)
            rows = await exchange.fetch_ohlcv(symbol, INTERVALS[timeframe], since, limit)
            if older := [row for row in candles_of(rows, timeframe) if row.open_ms < before_ms]:
                return older
            before_ms, limit = since, most
        return []

    return page


def candles_of(rows: object, timeframe: Timeframe, taker_buy: int | None = None) -> list[Candle]:
    """An exchange's JSON as rows of numbers; whether those can be candles is judged later."""
    if not isinstance(rows, list):
        raise SourceUnavailable(f"candles came as {type(rows).__name__}")
    try:
        return [_candle(row, _step_ms(timeframe), taker_buy) for row in rows]
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise BadCandles(f"a row is not a candle: {error}") from error


def _candle(row: list[Any], step_ms: int, taker_buy: int | None) -> Candle:
    open_ms = int(row[0])
    if float(row[0]) != open_ms:
        raise ValueError(f"{row[0]} is no open time in milliseconds")
    open_, high, low, close, volume = (float(value) for value in row[1:6])
    bought = None if taker_buy is None else float(row[taker_buy])
    return Candle(open_ms, open_ms + step_ms, open_, high, low, close, volume, bought)


def expect_equal_steps(rows: list[Candle], timeframe: Timeframe) -> None:
    """An exchange that never shuts opens its candles at equal steps."""
    if any((row.open_ms - rows[0].open_ms) % _step_ms(timeframe) for row in rows):
        raise BadCandles(f"candles are not {timeframe} apart")


def _step_ms(timeframe: Timeframe) -> int:
    return timeframe.duration // timedelta(milliseconds=1)
