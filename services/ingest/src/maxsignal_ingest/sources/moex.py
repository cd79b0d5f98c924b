"""Candles and shares of the Moscow exchange from its ISS, which wants no token and tells prices late.

Prices are as traded, with the splits the exchange lists. Five and fifteen minutes are built of minutes, half
hours of ten minutes, four hours of hours, weeks of days: ISS cuts all of them by Moscow's clock.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from maxsignal_common.clock import Clock
from maxsignal_common.market import Instrument, Split, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import MOSCOW, label_ms
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.http_json import JsonVenue, Wire, decoded
from maxsignal_ingest.sources.moex_wire import (
    CandleRow,
    CandlesAnswer,
    DateRow,
    DescriptionAnswer,
    EngineAnswer,
    SecuritiesAnswer,
    SecurityRow,
    SplitRow,
    SplitsAnswer,
    TraitRow,
    WeekdayRow,
    rows_of,
)
from maxsignal_ingest.sources.moscow_days import Admission, Hours, MoscowCalendar, TradingDay
from maxsignal_ingest.sources.paging import Page, page_back
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    CandleRequest,
    FetchedCandles,
    SourceUnavailable,
    UnknownInstrument,
)
from maxsignal_ingest.sources.resampling import Span, day_span, resampled
from maxsignal_ingest.sources.settling import held_back, within_reach

ISS = "https://iss.moex.com/iss"
BOARD = "engines/stock/markets/shares/boards/TQBR/securities"
# Free data is a quarter of an hour late.
GRACE = timedelta(minutes=20)
# Ten-minute candles were seen to come half an hour late: until it says so itself, a candle is not whole.
PATIENCE = timedelta(hours=1)
TIME_LIMIT = timedelta(seconds=60)
SECOND_MS = 1000
CURRENCIES = {"SUR": "RUB"}
SESSIONS = ("MORNING", "EVENING", "WEEKEND")


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
    """ISS, or whatever speaks as it does at `base_url`."""

    def __init__(self, clock: Clock, base_url: str = ISS, time_limit: timedelta = TIME_LIMIT) -> None:
        self._time_limit = time_limit.total_seconds()
        # A fetch is the splits and a page or two; only short candles take more.
        http = httpx.AsyncClient(base_url=base_url, timeout=self._time_limit / 3)
        self._venue = JsonVenue("moex", http, clock)

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._fetch(request)
        except TimeoutError as error:
            raise SourceUnavailable("moex took too long") from error

    async def instruments(self) -> Sequence[Instrument]:
        """The shares of the main board; one without a lot, a tick or a name of our form is left out."""
        answer, _ = await self._ask(f"{BOARD}.json", {"iss.only": "securities"}, SecuritiesAnswer)
        shares = [share for row in rows_of(answer.securities, SecurityRow) if (share := _share(row))]
        if not shares:
            raise SourceUnavailable("moex lists no shares")
        return shares

    async def calendar(self, instrument: Instrument) -> MoscowCalendar:
        """The days and sessions of a share as the exchange lists them: its exceptions go back to 2018."""
        engine, _ = await self._ask("engines/stock.json", {"iss.only": "timetable,dailytable"}, EngineAnswer)
        path = f"securities/{quote(instrument.id, safe='')}.json"
        about, _ = await self._ask(path, {"iss.only": "description"}, DescriptionAnswer)
        week = rows_of(engine.timetable, WeekdayRow)
        traits = {row.name for row in rows_of(about.description, TraitRow) if row.value == "1"}
        return MoscowCalendar(
            weekdays=frozenset(row.week_day for row in week if row.is_work_day),
            exceptions={row.date: _trading_day(row) for row in rows_of(engine.dailytable, DateRow)},
            admission=Admission(*(f"{session}SESSION" in traits for session in SESSIONS)),
        )

    async def aclose(self) -> None:
        await self._venue.aclose()

    async def _fetch(self, request: CandleRequest) -> FetchedCandles:
        interval = INTERVALS[request.timeframe]
        # Asked first: a candle that closes between the two answers counts as unfinished.
        splits, venue_now = await self._splits(request.instrument.id)
        closing = Closing(venue_now, GRACE)
        parts = request.timeframe.duration // interval.step
        # One may be unfinished, and the oldest one that is built may lack its beginning.
        wanted = (request.count + 2) * parts
        ends: dict[int, int] = {}
        page = self._pages(request.instrument.id, interval, ends)
        rows = await page_back(page, closing.limit_ms(request.as_of), wanted)
        if not rows:
            await self._expect_known(request.instrument.id)
        elif _may_grow(rows[-1], ends, closing):
            request = held_back(rows[-1], request, closing, PATIENCE)
        if parts > 1:
            rows = resampled(rows, request.timeframe, MOSCOW, splits)
        if rows:
            request = within_reach(rows[-1], request, closing)
        return closed_candles(rows, request, closing, source="moex", splits=splits)

    async def _splits(self, secid: str) -> tuple[list[Split], datetime]:
        path = f"statistics/engines/stock/splits/{quote(secid, safe='')}.json"
        answer, at = await self._ask(path, {}, SplitsAnswer)
        rows = rows_of(answer.splits, SplitRow)
        return [Split(ts_ms=label_ms(row.tradedate), ratio=row.after / row.before) for row in rows], at

    def _pages(self, secid: str, interval: Interval, ends: dict[int, int]) -> Page:
        path = f"{BOARD}/{quote(secid, safe='')}/candles.json"

        async def page(before_ms: int, _count: int) -> list[Candle]:
            query = {"interval": interval.code, "till": _till(before_ms, interval), "iss.reverse": "true"}
            answer, _ = await self._ask(path, query, CandlesAnswer)
            rows = rows_of(answer.candles, CandleRow)
            if any(after.begin > before.begin for before, after in pairwise(rows)):
                raise BadCandles("moex: candles did not come newest first")
            told = [(_candle(row, interval), row.end) for row in reversed(rows)]
            ends.update((candle.open_ms, _moscow_ms(end)) for candle, end in told)
            return [candle for candle, _ in told]

        return page

    async def _expect_known(self, secid: str) -> None:
        """Of a share that is not there ISS tells no candles either."""
        path = f"{BOARD}/{quote(secid, safe='')}.json"
        answer, _ = await self._ask(path, {"iss.only": "securities"}, SecuritiesAnswer)
        if not answer.securities.data:
            raise UnknownInstrument(f"moex has no {secid} on its main board")

    async def _ask[W: Wire](self, path: str, query: dict[str, str], shape: type[W]) -> tuple[W, datetime]:
        answer = await self._venue.get(path, {"iss.meta": "off", **query})
        if answer.status != httpx.codes.OK:
            raise SourceUnavailable(f"moex answered {answer.status}")
        return decoded("moex", answer.content, shape), answer.at


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


def _trading_day(row: DateRow) -> TradingDay:
    opens, closes = row.start_time, row.stop_time
    return TradingDay(row.is_work_day, Hours(opens, closes) if opens and closes and opens < closes else None)


def _candle(row: CandleRow, interval: Interval) -> Candle:
    span = _span(row.begin, interval)
    return Candle(span.open_ms, span.close_ms, row.open, row.high, row.low, row.close, row.volume)


def _span(begin: datetime, interval: Interval) -> Span:
    if interval is DAY:
        return day_span(begin.date(), MOSCOW)
    opens = _moscow_ms(begin)
    return Span(opens, opens + interval.step // timedelta(milliseconds=1))


def _may_grow(newest: Candle, ends: dict[int, int], closing: Closing) -> bool:
    """Whether ISS tells less than the whole candle; a thin share may have no trade in its last seconds."""
    whole = ends[newest.open_ms] >= newest.close_ms - SECOND_MS
    return not whole and closing.venue_now < from_ms(newest.close_ms) + PATIENCE


def _till(before_ms: int, interval: Interval) -> str:
    """The last moment to ask for, as ISS writes it; days are labelled with dates."""
    if interval is DAY:
        return f"{from_ms(before_ms - 1).date().isoformat()} 23:59:59"
    return f"{from_ms(before_ms - SECOND_MS).astimezone(MOSCOW):%Y-%m-%d %H:%M:%S}"


def _moscow_ms(moment: datetime) -> int:
    return epoch_ms(moment.replace(tzinfo=MOSCOW))
