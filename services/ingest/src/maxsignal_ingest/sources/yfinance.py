"""Candles of Yahoo Finance through yfinance: daily and intraday, in one worker thread.

Prices are as traded but for splits, which Yahoo applies up to today; dividends are not applied. Yahoo does
not tell the time, so our clock decides what is closed, with a grace for the delay of its free feed.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import yfinance
from yfinance.data import YfData
from yfinance.exceptions import YFException

from maxsignal_common.clock import Clock
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    CandleRequest,
    FetchedCandles,
    NoCandles,
    SourceUnavailable,
    UnsupportedTimeframe,
)
from maxsignal_ingest.sources.sessions import day_close_ms, day_label_ms
from maxsignal_ingest.sources.yahoo_session import YahooSession

GRACE = timedelta(minutes=20)
TIME_LIMIT = timedelta(seconds=30)
SESSION = timedelta(hours=6, minutes=30)
COLUMNS = ("Open", "High", "Low", "Close", "Volume")
# No exchange opens a candle within a quarter of an hour: a row of such a time is that of the last trade.
QUARTER_MS = timedelta(minutes=15) // timedelta(milliseconds=1)
NEVER_MS = 2**53

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
        if request.timeframe not in INTERVALS:
            raise UnsupportedTimeframe(f"yahoo has no {request.timeframe} candles")
        closing = Closing(self._clock.now(), GRACE)
        start = _window_start(request, closing.venue_now)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._time_limit):
                rows = await loop.run_in_executor(self._thread, self._rows, request, start)
        except TimeoutError as error:
            raise SourceUnavailable("yahoo took too long") from error
        return closed_candles(rows, request, closing, source="yfinance", adjustment="splits")

    async def aclose(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    def _rows(self, request: CandleRequest, start: datetime) -> list[Candle]:
        try:
            frame = self._history(request, start)
            stamped = zip(frame.index, *(frame[name] for name in COLUMNS), strict=True)
            rows = [_candle(request, stamp, values) for stamp, *values in stamped]
        except YFException as error:
            raise NoCandles(f"yahoo: {error}") from error
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise BadCandles(f"yahoo's chart cannot be read: {error!r}") from error
        return _live_row_open(rows, request.timeframe)

    def _history(self, request: CandleRequest, start: datetime) -> Any:  # noqa: ANN401 - pandas has no types
        # yfinance remembers answers for the life of the process, failures and all.
        YfData.cache_get.cache_clear()
        return yfinance.Ticker(request.instrument.id, session=self._session).history(
            interval=INTERVALS[request.timeframe],
            start=start,
            end=request.as_of,
            auto_adjust=False,
            actions=True,
        )


def _window_start(request: CandleRequest, now: datetime) -> datetime:
    """Early enough for `count` candles over weekends and holidays, and within what Yahoo keeps."""
    per_day = max(SESSION / request.timeframe.duration, 1)
    span = timedelta(days=ceil(request.count / per_day) * 1.5 + 10)
    reach = REACH.get(request.timeframe)
    start = request.as_of - span if reach is None else max(request.as_of - span, now - reach)
    if start >= request.as_of:
        raise NoCandles(f"yahoo keeps {request.timeframe} candles for the last {reach} only")
    return start


def _candle(request: CandleRequest, stamp: Any, values: list[Any]) -> Candle:  # noqa: ANN401 - pandas has no types
    open_, high, low, close, volume = (float(value) for value in values)
    instrument, timeframe = request.instrument, request.timeframe
    if timeframe is Timeframe.D1:
        day = stamp.date()
        opens, closes = day_label_ms(day), day_close_ms(instrument, day)
    else:
        opens = round(stamp.timestamp() * 1000)
        closes = _intraday_close_ms(instrument, timeframe, stamp, opens)
    return Candle(opens, closes, open_, high, low, close, volume)


def _intraday_close_ms(instrument: Instrument, timeframe: Timeframe, stamp: Any, open_ms: int) -> int:  # noqa: ANN401 - pandas has no types
    """The last candle of a day ends with the day."""
    close_ms, day_ends = open_ms + _step_ms(timeframe), day_close_ms(instrument, stamp.date())
    return min(close_ms, day_ends) if open_ms < day_ends else close_ms


def _live_row_open(rows: list[Candle], timeframe: Timeframe) -> list[Candle]:
    """Yahoo ends a running or halted session with a row of the last trade: that one never closes."""
    grid_ms = min(_step_ms(timeframe), QUARTER_MS)
    off_grid = [row for row in rows if row.open_ms % grid_ms]
    if not off_grid:
        return rows
    if off_grid != rows[-1:]:
        raise BadCandles(f"yahoo's candles do not open at times of {timeframe}")
    return [*rows[:-1], rows[-1]._replace(close_ms=NEVER_MS)]


def _step_ms(timeframe: Timeframe) -> int:
    return timeframe.duration // timedelta(milliseconds=1)
