"""When shares of Moscow trade, by the exchange's own list of days and by the sessions a share may trade in.

Expected is only what each of them does: an auction makes no candle that could be missed. Before March 2025
main sessions alone are expected, for the others came, moved and were suspended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from maxsignal_common.market import from_ms
from maxsignal_ingest.calendars import MOSCOW, MOSCOW_MAIN, Session, session_of

EXTENDED_SINCE = date(2025, 3, 1)
FRIDAY = 5


class Hours(NamedTuple):
    opens: time
    closes: time


MORNING = Hours(time(7), time(9, 50))
MAIN = Hours(*MOSCOW_MAIN)
EVENING = Hours(time(19, 5), time(23, 50))
# A weekend's session goes on to 19:00, but a working day that was moved there pauses at 18:40.
WEEKEND = MAIN


class Admission(NamedTuple):
    """The sessions beside the main one that a share may trade in."""

    morning: bool = False
    evening: bool = False
    weekend: bool = False


class TradingDay(NamedTuple):
    """What the exchange says of a date: whether it trades, and within which hours where it tells them."""

    trades: bool
    hours: Hours | None = None


@dataclass(frozen=True)
class MoscowCalendar:
    """`weekdays` (Monday is 1) trade as a rule since March 2025, before from Monday to Friday did."""

    weekdays: frozenset[int]
    exceptions: Mapping[date, TradingDay]
    admission: Admission
    zone: ZoneInfo = MOSCOW
    clock_grid: bool = True

    def sessions(self, from_ms: int, to_ms: int) -> Sequence[Session]:
        days = _dates(from_ms, to_ms, self.zone)
        known = (session_of(day, *hours, self.zone) for day in days for hours in self._hours(day))
        return [session for session in known if session.close_ms > from_ms and session.open_ms < to_ms]

    def _hours(self, day: date) -> Iterator[Hours]:
        told = self.exceptions.get(day) or TradingDay(self._trades_as_a_rule(day))
        if told.trades:
            for hours in self._sessions_of(day):
                within = told.hours or hours
                clipped = Hours(max(hours.opens, within.opens), min(hours.closes, within.closes))
                if clipped.opens < clipped.closes:
                    yield clipped

    def _trades_as_a_rule(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays if day >= EXTENDED_SINCE else day.isoweekday() <= FRIDAY

    def _sessions_of(self, day: date) -> tuple[Hours, ...]:
        if day < EXTENDED_SINCE:
            return (MAIN,)
        if day.isoweekday() > FRIDAY:
            return (WEEKEND,) if self.admission.weekend else ()
        morning = (MORNING,) if self.admission.morning else ()
        evening = (EVENING,) if self.admission.evening else ()
        return (*morning, MAIN, *evening)


def _dates(first_ms: int, last_ms: int, zone: ZoneInfo) -> Iterator[date]:
    day, last = (from_ms(ms).astimezone(zone).date() for ms in (first_ms, last_ms))
    while day <= last:
        yield day
        day += timedelta(days=1)
