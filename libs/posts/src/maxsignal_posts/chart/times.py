"""Which bars the time axis names, and how: hours below a day, then days, months, years."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from maxsignal_posts.style import Style, words

# As in the text of a post (voice.py): a daily candle belongs to the day its exchange calls it by.
_INTO_THE_DAY = timedelta(hours=6)

type Period = tuple[int, ...]
type Unit = Callable[[datetime], Period]


def _minutes(count: int) -> Unit:
    return lambda at: (at.toordinal(), (at.hour * 60 + at.minute) // count)


def _day(at: datetime) -> Period:
    return (at.toordinal(),)


def _week(at: datetime) -> Period:
    return at.isocalendar()[:2]


def _months(count: int) -> Unit:
    return lambda at: (at.year, (at.month - 1) // count)


_CLOCK = tuple(_minutes(count) for count in (5, 15, 30, 60, 120, 180, 240, 360, 720))
_DAYS = (_day, _week)
_MONTHS = tuple(_months(count) for count in (1, 3, 12))
_YEARS = tuple((lambda at, n=count: (at.year // n,)) for count in (2, 5, 10))


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Names bars in the instrument's zone; daily and longer bars by their trading day."""

    language: str
    time_zone: str
    timeframe: str

    def ticks(self, ts_ms: Sequence[int], most: int) -> Iterator[tuple[int, str]]:
        """(number of the bar, its name) where a period begins: the finest unit with at most `most`."""
        moments = [self.moment(ms) for ms in ts_ms]
        units = (*(() if self.daily else _CLOCK), *_DAYS, *_MONTHS, *_YEARS)
        for unit in units:
            starts = [n for n in range(1, len(moments)) if unit(moments[n]) != unit(moments[n - 1])]
            if len(starts) <= most:
                break
        else:
            starts = []
        before = moments[0]
        for start in starts:
            yield start, self._name(moments[start], before, unit)
            before = moments[start]

    @property
    def daily(self) -> bool:
        return self.timeframe[:1] in ("D", "W")

    def moment(self, ms: int) -> datetime:
        at = datetime.fromtimestamp(ms / 1000, UTC)
        return at + _INTO_THE_DAY if self.daily else at.astimezone(ZoneInfo(self.time_zone))

    def day(self, ms: int) -> str:
        """The day with its year, and the time with its zone below daily bars."""
        at, style = self.moment(ms), Style.of(self.language)
        day = style.date(at, with_year=True)
        return day if self.daily else f"{day} {at:%H:%M} {style.zone(at)}"

    def zone(self, ms: int) -> str:
        """The zone the axis is in; trading days have none."""
        return "" if self.daily else Style.of(self.language).zone(self.moment(ms))

    def _name(self, at: datetime, before: datetime, unit: Unit) -> str:
        if at.year != before.year or unit in _YEARS:
            return str(at.year)
        if unit in _MONTHS:
            return str(words(self.language)["chart"]["months"][at.month - 1])
        if unit in _CLOCK and at.date() == before.date():
            return f"{at:%H:%M}"
        return Style.of(self.language).date(at, with_year=False)
