"""The trading days of the Moscow exchange and the sessions of its shares, as ISS lists them.

ISS has the rule of the week, its exceptions since 2018, and which sessions a share is admitted to. T-Invest's
own schedule covers the coming week only, and what may be missing lies in the past.
"""

from datetime import datetime, timedelta

from maxsignal_common.clock import Clock
from maxsignal_common.market import Instrument
from maxsignal_ingest.sources.moex_iss import Iss, path_of
from maxsignal_ingest.sources.moex_wire import (
    DateRow,
    DescriptionAnswer,
    EngineAnswer,
    TraitRow,
    WeekdayRow,
    rows_of,
)
from maxsignal_ingest.sources.moscow_days import Admission, Hours, MoscowCalendar, TradingDay

SESSIONS = ("MORNING", "EVENING", "WEEKEND")
# The exchange announces a change of its days weeks ahead.
KEPT_FOR = timedelta(hours=12)


class MoexSchedule:
    """Remembers what it was told for half a day."""

    def __init__(self, iss: Iss, clock: Clock) -> None:
        self._iss = iss
        self._clock = clock
        self._known: dict[str, tuple[datetime, MoscowCalendar]] = {}

    async def calendar(self, instrument: Instrument) -> MoscowCalendar:
        known = self._known.get(instrument.id)
        if known is None or known[0] + KEPT_FOR < self._clock.now():
            known = self._known[instrument.id] = self._clock.now(), await self._told(instrument.id)
        return known[1]

    async def _told(self, secid: str) -> MoscowCalendar:
        only = {"iss.only": "timetable,dailytable"}
        engine, _ = await self._iss.ask("engines/stock", only, EngineAnswer)
        about, _ = await self._iss.ask(
            f"securities/{path_of(secid)}", {"iss.only": "description"}, DescriptionAnswer
        )
        traits = {row.name for row in rows_of(about.description, TraitRow) if row.value == "1"}
        return MoscowCalendar(
            weekdays=frozenset(
                row.week_day for row in rows_of(engine.timetable, WeekdayRow) if row.is_work_day
            ),
            exceptions={row.date: _trading_day(row) for row in rows_of(engine.dailytable, DateRow)},
            admission=Admission(*(f"{session}SESSION" in traits for session in SESSIONS)),
        )


def _trading_day(row: DateRow) -> TradingDay:
    opens, closes = row.start_time, row.stop_time
    return TradingDay(row.is_work_day, Hours(opens, closes) if opens and closes and opens < closes else None)
