"""Candles and shares of the Moscow exchange from its ISS, which wants no token and tells prices late.

Prices are as traded, with the splits the exchange lists. Five and fifteen minutes are built of minutes, half
hours of ten minutes, four hours of hours, weeks of days: ISS cuts all of them by Moscow's clock.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from pydantic import ValidationError

from maxsignal_common.clock import Clock
from maxsignal_common.market import Instrument, Split, Timeframe, epoch_ms, from_ms
from maxsignal_common.origin import Gap
from maxsignal_ingest.calendars import MOSCOW, label_ms
from maxsignal_ingest.gaps import find_gaps
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.moex_iss import BOARD, PUBLIC, Iss, path_of
from maxsignal_ingest.sources.moex_schedule import MoexSchedule
from maxsignal_ingest.sources.moex_wire import (
    CandleRow,
    CandlesAnswer,
    SecuritiesAnswer,
    SecurityRow,
    SplitRow,
    SplitsAnswer,
    rows_of,
)
from maxsignal_ingest.sources.paging import Page, page_back
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    CandleRequest,
    FetchedCandles,
    NoCandles,
    Postponed,
    Refused,
    SourceUnavailable,
    UnknownInstrument,
)
from maxsignal_ingest.sources.resampling import Span, day_span, resampled
from maxsignal_ingest.sources.settling import within_reach

# Free data is a quarter of an hour late.
GRACE = timedelta(minutes=20)
# Ten-minute candles were seen to come half an hour late.
PATIENCE = timedelta(hours=1)
TIME_LIMIT = timedelta(seconds=60)
SECOND_MS = 1000
CURRENCIES = {"SUR": "RUB"}


class Interval(NamedTuple):
    """A native candle: ISS's code of it and its length."""

    code: str
    step: timedelta


M1 = Interval("1", timedelta(minutes=1))
H1 = Interval("60", timedelta(hours=1))
DAY = Interval("24", timedelta(days=1))
INTERVALS = {
    Timeframe.M1: M1,
    Timeframe.M5: M1,
    Timeframe.M15: M1,
    Timeframe.M30: Interval("10", timedelta(minutes=10)),
    Timeframe.H1: H1,
    Timeframe.H4: H1,
    Timeframe.D1: DAY,
    # ISS has weeks of its own, which mix the prices before and after a split.
    Timeframe.W1: DAY,
}


class MoexSource:
    """ISS as a source of candles and a catalogue of shares."""

    def __init__(self, clock: Clock, base_url: str = PUBLIC, time_limit: timedelta = TIME_LIMIT) -> None:
        self._time_limit = time_limit.total_seconds()
        # A fetch is the splits and a page or two; only short candles take more.
        self._iss = Iss(clock, base_url, call_limit=time_limit / 3)
        self._schedule = MoexSchedule(self._iss, clock)

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        try:
            async with asyncio.timeout(self._time_limit):
                fetched = await self._fetch(request)
                missing = await self._missing(request.instrument, fetched)
        except TimeoutError as error:
            raise SourceUnavailable("moex took too long") from error
        return fetched.model_copy(update={"missing": missing})

    async def instruments(self) -> Sequence[Instrument]:
        """The shares of the main board; one without a lot, a tick or a name of our form is left out."""
        answer, _ = await self._iss.ask(BOARD, {"iss.only": "securities"}, SecuritiesAnswer)
        shares = [share for row in rows_of(answer.securities, SecurityRow) if (share := _share(row))]
        if not shares:
            raise SourceUnavailable("moex lists no shares")
        return shares

    async def aclose(self) -> None:
        await self._iss.aclose()

    async def _fetch(self, request: CandleRequest) -> FetchedCandles:
        interval = INTERVALS[request.timeframe]
        # Asked first: a candle that closes between the two answers counts as unfinished.
        splits, venue_now = await self._splits(request.instrument.id)
        closing = Closing(venue_now, GRACE)
        parts = request.timeframe.duration // interval.step
        # Some are not settled, one may be unfinished, and the oldest one built may lack its beginning.
        wanted = (request.count + 2) * parts + GRACE // interval.step
        ends: dict[int, int] = {}
        page = self._pages(request.instrument.id, interval, ends)
        rows = await page_back(page, epoch_ms(request.as_of), wanted)
        if not rows:
            await self._expect_known(request.instrument.id)
            raise NoCandles(f"{request.instrument.id}: no candle before {request.as_of.isoformat()}")
        request = _as_told(request, closing, told_ms=ends[rows[-1].open_ms] + SECOND_MS)
        if parts > 1:
            rows = resampled(rows, request.timeframe, MOSCOW, splits)
        # What opens later was asked for as a sign of how far the tape reaches.
        limit_ms = closing.limit_ms(request.as_of)
        rows = [row for row in rows if row.open_ms < limit_ms]
        if rows:
            request = within_reach(rows[-1], request, closing)
        return closed_candles(rows, request, closing, source="moex", splits=splits)

    async def _missing(self, instrument: Instrument, fetched: FetchedCandles) -> tuple[Gap, ...] | None:
        """What the exchange's own schedule expects beside these; None where it does not tell."""
        try:
            calendar = await self._schedule.calendar(instrument)
        except (Postponed, Refused):
            return None
        return tuple(find_gaps(instrument, fetched.candles, fetched.complete_to_ms, calendar))

    async def _splits(self, secid: str) -> tuple[list[Split], datetime]:
        path = f"statistics/engines/stock/splits/{path_of(secid)}"
        answer, at = await self._iss.ask(path, {}, SplitsAnswer)
        rows = rows_of(answer.splits, SplitRow)
        return [Split(ts_ms=label_ms(row.tradedate), ratio=row.after / row.before) for row in rows], at

    def _pages(self, secid: str, interval: Interval, ends: dict[int, int]) -> Page:
        async def page(before_ms: int, _count: int) -> list[Candle]:
            query = {"interval": interval.code, "till": _till(before_ms, interval), "iss.reverse": "true"}
            answer, _ = await self._iss.ask(f"{BOARD}/{path_of(secid)}/candles", query, CandlesAnswer)
            rows = rows_of(answer.candles, CandleRow)
            if any(after.begin > before.begin for before, after in pairwise(rows)):
                raise BadCandles("moex: candles did not come newest first")
            told = [(_candle(row, interval), row.end) for row in reversed(rows)]
            ends.update((candle.open_ms, _moscow_ms(end)) for candle, end in told)
            return [candle for candle, _ in told]

        return page

    async def _expect_known(self, secid: str) -> None:
        """Of a share that is not there ISS tells no candles either."""
        only = {"iss.only": "securities"}
        answer, _ = await self._iss.ask(f"{BOARD}/{path_of(secid)}", only, SecuritiesAnswer)
        if not answer.securities.data:
            raise UnknownInstrument(f"moex has no {secid} on its main board")


def _share(row: SecurityRow) -> Instrument | None:
    currency = row.currencyid or "SUR"
    told = {
        "id": row.secid,
        "name": row.shortname,
        "source": "moex",
        "exchange": "MOEX",
        "currency": CURRENCIES.get(currency, currency),
        "tick": row.minstep,
        "lot": row.lotsize,
        "time_zone": MOSCOW.key,
        "enabled": False,
    }
    try:
        return Instrument.model_validate(told)
    except ValidationError:
        return None


def _candle(row: CandleRow, interval: Interval) -> Candle:
    span = _span(row.begin, interval)
    return Candle(span.open_ms, span.close_ms, row.open, row.high, row.low, row.close, row.volume)


def _span(begin: datetime, interval: Interval) -> Span:
    if interval is DAY:
        return day_span(begin.date(), MOSCOW)
    opens = _moscow_ms(begin)
    return Span(opens, opens + interval.step // timedelta(milliseconds=1))


def _as_told(request: CandleRequest, closing: Closing, told_ms: int) -> CandleRequest:
    """The request up to what ISS has told: a late tape is late by candles, not by parts of them.

    After an hour without anything there was no trade: a thin share is quiet for longer than a tape is late.
    """
    quiet = closing.venue_now - from_ms(told_ms)
    if told_ms >= closing.limit_ms(request.as_of) or quiet >= PATIENCE:
        return request
    return request.model_copy(update={"as_of": from_ms(told_ms)})


def _till(before_ms: int, interval: Interval) -> str:
    """The last moment to ask for, as ISS writes it; days are labelled with dates."""
    if interval is DAY:
        return f"{from_ms(before_ms - 1).date().isoformat()} 23:59:59"
    return f"{from_ms(before_ms - SECOND_MS).astimezone(MOSCOW):%Y-%m-%d %H:%M:%S}"


def _moscow_ms(moment: datetime) -> int:
    return epoch_ms(moment.replace(tzinfo=MOSCOW))
