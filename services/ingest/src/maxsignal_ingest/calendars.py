"""When exchanges trade, and which candles their sessions make.

Half days, holidays and clock changes are those of exchange_calendars. Its import takes seconds, so it waits
for `warm_up` or the first question about a session: ask from a thread.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from maxsignal_common.market import Instrument, Timeframe, epoch_ms, from_ms

NAMES = {"NYSE": "XNYS", "NASDAQ": "XNYS", "AMEX": "XNYS", "ARCA": "XNYS"}
MOSCOW = ZoneInfo("Europe/Moscow")
MOSCOW_MAIN = (time(10), time(18, 40))
WEEK_MS = timedelta(weeks=1) // timedelta(milliseconds=1)


class Session(NamedTuple):
    """A stretch of trading without a break."""

    open_ms: int
    close_ms: int


class Bar(NamedTuple):
    """A candle that trading makes: its label and the moment it closes."""

    open_ms: int
    close_ms: int


class Calendar(Protocol):
    """The sessions of one exchange; those that open on one date of its zone are one trading day."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def clock_grid(self) -> bool:
        """Whether intraday candles open at full steps of the clock, or count from the session's open."""
        ...

    def sessions(self, from_ms: int, to_ms: int) -> Sequence[Session]:
        """Those that overlap the window, oldest first."""
        ...


@dataclass(frozen=True)
class ExchangeCalendar:
    """An exchange by its name in exchange_calendars (a market identifier code)."""

    name: str
    zone: ZoneInfo
    clock_grid: bool = False

    def sessions(self, from_ms: int, to_ms: int) -> Sequence[Session]:
        first, last = _decade_of(from_ms), _decade_of(to_ms)
        known = [session for decade in range(first, last + 1) for session in _decade(self.name, decade)]
        start = bisect_right(known, from_ms, key=lambda session: session.close_ms)
        return [session for session in known[start:] if session.open_ms < to_ms]


@dataclass(frozen=True)
class MoscowMainSessions:
    """Moscow by the days of exchange_calendars: its main sessions, until their closing auctions.

    Mornings, evenings and weekends, which few shares trade in, are not expected of any.
    """

    zone: ZoneInfo = MOSCOW
    clock_grid: bool = True

    def sessions(self, from_ms: int, to_ms: int) -> Sequence[Session]:
        known = ExchangeCalendar("XMOS", self.zone).sessions(from_ms, to_ms)
        main = [session_of(_day_of(session, self.zone), *MOSCOW_MAIN, self.zone) for session in known]
        return [session for session in main if session.close_ms > from_ms and session.open_ms < to_ms]


def calendar_of(instrument: Instrument) -> Calendar | None:
    """The calendar of an instrument's exchange; None where its hours are not known."""
    if instrument.exchange == "MOEX":
        return MoscowMainSessions()
    name = NAMES.get(instrument.exchange)
    return None if name is None else ExchangeCalendar(name, ZoneInfo(instrument.time_zone))


def expected_bars(calendar: Calendar, timeframe: Timeframe, from_ms: int, to_ms: int) -> list[Bar]:
    """The candles that open at `from_ms` or later and have closed by `to_ms`, oldest first."""
    closes: dict[int, int] = {}
    # Weeks and days are told whole before they are cut to the window.
    for session in calendar.sessions(from_ms - WEEK_MS, to_ms + WEEK_MS):
        for bar in _session_bars(session, calendar, timeframe):
            closes[bar.open_ms] = max(bar.close_ms, closes.get(bar.open_ms, 0))
    bars = (Bar(opens, ends) for opens, ends in sorted(closes.items()))
    return [bar for bar in bars if bar.open_ms >= from_ms and bar.close_ms <= to_ms]


def trading_days(calendar: Calendar, since: date, until: date) -> set[date]:
    """Dates of the exchange's zone on which a session opens."""
    span = (_midnight_ms(since, calendar), _midnight_ms(until + timedelta(days=1), calendar))
    days = (_day_of(session, calendar.zone) for session in calendar.sessions(*span))
    return {day for day in days if since <= day <= until}


def session_of(day: date, opens: time, closes: time, zone: ZoneInfo) -> Session:
    return Session(
        epoch_ms(datetime.combine(day, opens, zone)), epoch_ms(datetime.combine(day, closes, zone))
    )


def label_ms(day: date) -> int:
    """The open time a daily candle is labelled with: 00:00 UTC of its trading day, whatever the season."""
    return epoch_ms(datetime.combine(day, time(), UTC))


def warm_up() -> None:
    """Take the seconds of the import before a run has to wait for them."""
    import exchange_calendars  # noqa: F401, PLC0415 - takes seconds


def _session_bars(session: Session, calendar: Calendar, timeframe: Timeframe) -> Iterator[Bar]:
    """The candles a session belongs to: one day, one week, or several of an intraday timeframe."""
    day = _day_of(session, calendar.zone)
    if timeframe is Timeframe.W1:
        monday = day - timedelta(days=day.weekday())
        yield Bar(label_ms(monday), _end_ms(session, calendar, monday + timedelta(days=7)))
    elif timeframe is Timeframe.D1:
        yield Bar(label_ms(day), _end_ms(session, calendar, day + timedelta(days=1)))
    else:
        step_ms = timeframe.duration // timedelta(milliseconds=1)
        early_ms = (session.open_ms - _midnight_ms(day, calendar)) % step_ms if calendar.clock_grid else 0
        for opens in range(session.open_ms - early_ms, session.close_ms, step_ms):
            ends = opens + step_ms
            yield Bar(opens, ends if calendar.clock_grid else min(ends, session.close_ms))


def _day_of(session: Session, zone: ZoneInfo) -> date:
    return from_ms(session.open_ms).astimezone(zone).date()


def _end_ms(session: Session, calendar: Calendar, next_day: date) -> int:
    return _midnight_ms(next_day, calendar) if calendar.clock_grid else session.close_ms


def _midnight_ms(day: date, calendar: Calendar) -> int:
    return epoch_ms(datetime.combine(day, time(), calendar.zone))


def _decade_of(ms: int) -> int:
    return from_ms(ms).year // 10


@lru_cache(maxsize=64)
def _decade(name: str, decade: int) -> tuple[Session, ...]:
    import exchange_calendars  # noqa: PLC0415 - takes seconds

    calendar = exchange_calendars.get_calendar(name, start=f"{decade}0-01-01", end=f"{decade}9-12-31")
    times = zip(calendar.opens_nanos.tolist(), calendar.closes_nanos.tolist(), strict=True)
    return tuple(Session(opens // 1_000_000, closes // 1_000_000) for opens, closes in times)
