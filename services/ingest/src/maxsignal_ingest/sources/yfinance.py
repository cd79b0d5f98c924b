"""Candles of Yahoo Finance through yfinance: daily and intraday, four hours and weeks made of them.

Yahoo applies every split up to today to all its prices: they are taken back, so that candles are as traded
whenever they are asked for; dividends are not applied. Yahoo does not tell the time, so our clock decides
what is closed, with a grace for the delay of its free feed.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from math import ceil, isnan
from typing import Any, NamedTuple

import yfinance
from yfinance.data import YfData
from yfinance.exceptions import YFException

from maxsignal_common.clock import Clock
from maxsignal_common.market import Split, Timeframe, epoch_ms
from maxsignal_ingest.sources.closing import NEVER_MS, QUARTER_MS, Candle, Closing, closed_candles
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    CandleRequest,
    FetchedCandles,
    NoCandles,
    SourceUnavailable,
    UnsupportedTimeframe,
)
from maxsignal_ingest.sources.session_bars import PARTS, session_bars
from maxsignal_ingest.sources.sessions import bar_closes, day_label_ms
from maxsignal_ingest.sources.yahoo_prices import as_traded
from maxsignal_ingest.sources.yahoo_session import YahooSession

GRACE = timedelta(minutes=20)
TIME_LIMIT = timedelta(seconds=30)
SESSION = timedelta(hours=6, minutes=30)
COLUMNS = ("Open", "High", "Low", "Close", "Volume")

INTERVALS = {
    Timeframe.M1: "1m",
    Timeframe.M5: "5m",
    Timeframe.M15: "15m",
    Timeframe.M30: "30m",
    Timeframe.H1: "1h",
    Timeframe.D1: "1d",
}
# How far back from today Yahoo keeps intraday candles, less a day of margin.
REACH = {
    Timeframe.M1: timedelta(days=7),
    Timeframe.M5: timedelta(days=59),
    Timeframe.M15: timedelta(days=59),
    Timeframe.M30: timedelta(days=59),
    Timeframe.H1: timedelta(days=729),
}


class Chart(NamedTuple):
    """What Yahoo answered: rows in today's shares, and the splits among them."""

    rows: list[Candle]
    splits: list[Split]


class YFinanceSource:
    """Yahoo, or a server of its wire format at `base_url`."""

    def __init__(self, clock: Clock, base_url: str | None = None, time_limit: timedelta = TIME_LIMIT) -> None:
        yfinance.config.debug.hide_exceptions = False
        # A place that cannot be a folder turns its files of cookies and time zones off: no state on disk.
        yfinance.set_tz_cache_location(os.devnull)
        self._clock = clock
        self._time_limit = time_limit.total_seconds()
        # A fetch is a cookie, a crumb and a chart or two.
        self._session = YahooSession(base_url, self._time_limit / 3)
        # yfinance keeps one session, cookie and crumb per process: one request at a time.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yfinance")

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        if PARTS.get(request.timeframe, request.timeframe) not in INTERVALS:
            raise UnsupportedTimeframe(f"yahoo has no {request.timeframe} candles")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._time_limit):
                return await loop.run_in_executor(self._thread, self._fetch, request, self._clock.now())
        except TimeoutError as error:
            raise SourceUnavailable("yahoo took too long") from error

    async def aclose(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    def _fetch(self, request: CandleRequest, now: datetime) -> FetchedCandles:
        closing = Closing(now, GRACE)
        instrument, timeframe = request.instrument, request.timeframe
        chart = self._chart(request, now)
        rows = _live_row_open(chart.rows, PARTS.get(timeframe, timeframe))
        if timeframe in PARTS:
            rows = list(session_bars(rows, instrument, timeframe, closing.limit_ms(request.as_of)))
        traded = [as_traded(row, timeframe, chart.splits) for row in rows]
        return closed_candles(traded, request, closing, source="yfinance", splits=chart.splits)

    def _chart(self, request: CandleRequest, now: datetime) -> Chart:
        """Up to now, whatever `as_of`: a later split is in the prices too, but told with its own day only."""
        timeframe = PARTS.get(request.timeframe, request.timeframe)
        start = _window_start(request, timeframe, now)
        try:
            frame = self._history(request.instrument.id, timeframe, start, now)
            stamped = zip(frame.index, *(frame[name] for name in COLUMNS), strict=True)
            rows = [_row(timeframe, stamp, values) for stamp, *values in stamped]
        except YFException as error:
            raise NoCandles(f"yahoo: {error}") from error
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise BadCandles(f"yahoo's chart cannot be read: {error!r}") from error
        asked = [row for row in rows if row and row.open_ms < epoch_ms(request.as_of)]
        if not asked:
            return Chart([], [])
        close_of = bar_closes(request.instrument, timeframe, asked[0].open_ms, asked[-1].open_ms)
        return Chart(
            [row._replace(close_ms=close_of(row.open_ms)) for row in asked],
            self._session.splits(request.instrument.time_zone),
        )

    def _history(self, symbol: str, timeframe: Timeframe, start: datetime, end: datetime) -> Any:  # noqa: ANN401 - pandas has no types
        # yfinance remembers answers for the life of the process, failures and all.
        YfData.cache_get.cache_clear()
        return yfinance.Ticker(symbol, session=self._session).history(
            interval=INTERVALS[timeframe], start=start, end=end, auto_adjust=False, actions=True
        )


def _window_start(request: CandleRequest, timeframe: Timeframe, now: datetime) -> datetime:
    """Early enough for `count` candles over weekends and holidays, and within what Yahoo keeps."""
    unit = timedelta(weeks=1) if request.timeframe is Timeframe.W1 else timedelta(days=1)
    per_unit = max(SESSION / request.timeframe.duration, 1)
    span = ceil(request.count / per_unit) * unit * 1.5 + timedelta(days=10)
    reach = REACH.get(timeframe)
    start = request.as_of - span if reach is None else max(request.as_of - span, now - reach)
    if start >= request.as_of:
        raise NoCandles(f"yahoo keeps {timeframe} candles for the last {reach} only")
    return start


def _row(timeframe: Timeframe, stamp: Any, values: list[Any]) -> Candle | None:  # noqa: ANN401 - pandas has no types
    """None for a row without prices, which stands for a bar without trades or carries a dividend alone."""
    open_, high, low, close, volume = (float(value) for value in values)
    if all(isnan(price) for price in (open_, high, low, close)):
        return None
    daily = timeframe is Timeframe.D1
    opens = day_label_ms(stamp.date()) if daily else round(stamp.timestamp() * 1000)
    return Candle(opens, opens, open_, high, low, close, volume)


def _live_row_open(rows: list[Candle], timeframe: Timeframe) -> list[Candle]:
    """Yahoo ends a running or halted session with a row of the last trade: that one never closes."""
    grid_ms = min(timeframe.duration // timedelta(milliseconds=1), QUARTER_MS)
    if not rows or rows[-1].open_ms % grid_ms == 0:
        return rows
    return [*rows[:-1], rows[-1]._replace(close_ms=NEVER_MS)]
