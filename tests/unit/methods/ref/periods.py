"""Days, weeks and sessions by the calendar and the clock on the wall, and what became of their extremes."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import groupby, zip_longest
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.unit.methods.ref.liquidity import Fate, fate_of, sweep
from tests.unit.methods.ref.told import Market, Told

NEW_YORK = ZoneInfo("America/New_York")
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
SESSIONS = ("asia", "london", "ny_am", "london_close", "ny_pm")


class Period(NamedTuple):
    """Bars of one day, week or session and the first bar after it, -1 while it lasts."""

    bars: list[int]
    after: int


@dataclass(frozen=True)
class Clock:
    """When the bars open; `length` is the time one takes."""

    ts_ms: Sequence[int]
    length: int
    day: str

    @cached_property
    def utc(self) -> list[datetime]:
        return [datetime.fromtimestamp(ms / 1000, UTC) for ms in self.ts_ms]

    @cached_property
    def wall(self) -> list[datetime]:
        """In New York, without the offset: what its clocks show."""
        return [at.astimezone(NEW_YORK).replace(tzinfo=None) for at in self.utc]

    def hour(self, t: int) -> float:
        at = self.wall[t]
        return at.hour + at.minute / 60

    def day_of(self, t: int) -> datetime:
        if self.day == "utc" or self.length >= DAY_MS:
            at = self.utc[t]
        else:
            at = self.wall[t] + (timedelta(hours=7) if self.day == "fx" else timedelta(0))
        return datetime(at.year, at.month, at.day)  # noqa: DTZ001 - a date on a wall calendar

    def week_of(self, t: int) -> tuple[int, int]:
        year, week, _ = self.day_of(t).isocalendar()
        return year, week

    def session_of(self, t: int, hours: tuple[float, float]) -> Hashable:
        return self.wall[t].date() if hours[0] <= self.hour(t) < hours[1] else None


def levels(market: Market, clock: Clock) -> list[Told]:
    """Opens, highs and lows of every period, and the sweeps of highs and lows."""
    found: list[Told] = []
    size = range(len(market.bars))
    if clock.length < DAY_MS:
        found += _opens(market, "day_open", [clock.day_of(t) for t in size])
    if clock.length < 7 * DAY_MS:
        found += _opens(market, "week_open", [clock.week_of(t) for t in size])
    if clock.length <= HOUR_MS:
        found += _opens(market, "midnight_open", [clock.wall[t].date() for t in size])
    found += _half(market, clock)
    return found + [row.mirrored() for row in _half(market.mirrored, clock)]


def _opens(m: Market, kind: str, names: Sequence[Hashable]) -> Iterator[Told]:
    for period in _periods(names)[1:]:
        t = period.bars[0]
        yield Told(kind, 0, t, t, m.open[t], m.open[t], m.open[t], 0.0)


def _half(m: Market, clock: Clock) -> Iterator[Told]:
    for kind, found in kinds(m, clock).items():
        for period, following in with_next(found):
            yield from _extreme(m, kind, period, following.after if following else -1)


def kinds(m: Market, clock: Clock) -> dict[str, list[Period]]:
    """Whole periods by kind: the first may have begun before the series, the last may go on."""
    size = range(len(m.bars))
    names: dict[str, list[Hashable]] = {}
    if clock.length < DAY_MS:
        names["day"] = [clock.day_of(t) for t in size]
    if clock.length < 7 * DAY_MS:
        names["week"] = [clock.week_of(t) for t in size]
    if clock.length <= HOUR_MS:
        for kind in SESSIONS:
            names[kind] = [clock.session_of(t, getattr(m.params.ict, kind)) for t in size]
    return {
        kind: [p for p in _periods(named) if p.bars[0] > 0 and p.after >= 0 and named[p.bars[0]] is not None]
        for kind, named in names.items()
    }


def _periods(names: Sequence[Hashable]) -> list[Period]:
    groups = [[t for t, _ in group] for _, group in groupby(enumerate(names), key=lambda pair: pair[1])]
    return [Period(bars, bars[-1] + 1 if bars[-1] + 1 < len(names) else -1) for bars in groups]


def with_next[T](items: Sequence[T]) -> Iterator[tuple[T, T | None]]:
    """Each item and the one after it."""
    return zip_longest(items, items[1:])


def fate(m: Market, period: Period, following: int) -> tuple[float, Fate, int]:
    """A period's high, what became of it while it was in force, and when the next one replaced it."""
    high = max(m.high[t] for t in period.bars)
    found = fate_of(m, period.after - 1, high)
    if following >= 0 and not 0 <= found.touched <= following:
        return high, Fate(), following
    return high, found, -1


def _extreme(m: Market, kind: str, period: Period, following: int) -> Iterator[Told]:
    high, found, lapsed = fate(m, period, following)
    low = min(m.low[t] for t in period.bars)
    last = period.bars[-1]
    over = max(found.broken, lapsed)
    life = {"touched": found.touched, "filled": found.swept, "invalid": over}
    yield Told(kind, 1, last, period.after, high, high, low, 0.0, **life)
    yield from sweep(m, last, high, found)
