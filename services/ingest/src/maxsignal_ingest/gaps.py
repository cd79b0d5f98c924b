"""Which bars should be there and are not. They are named, never filled.

Expected is what the exchange's calendar says. Without one, only what no calendar could explain is missing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from maxsignal_common.market import CandleSeries, Instrument, Timeframe, epoch_ms, from_ms
from maxsignal_common.origin import Gap
from maxsignal_ingest.calendars import Calendar, expected_bars

MISSING_SHARE = 0.05
FRESH_BARS = 20
# The longest known closure: New York was shut from 10 to 17 September 2001.
LONGEST_CLOSURE = timedelta(days=7)


def find_gaps(
    instrument: Instrument, candles: CandleSeries, until_ms: int, calendar: Calendar | None
) -> Iterator[Gap]:
    """Of the bars that had closed by `until_ms`, those missing since the first candle, oldest first."""
    if trades_around_the_clock(instrument):
        return _grid_gaps(candles, until_ms)
    if calendar is not None:
        return _calendar_gaps(candles, calendar, until_ms)
    if candles.timeframe.duration >= timedelta(days=1):
        return _closure_gaps(candles)
    return _session_gaps(candles, ZoneInfo(instrument.time_zone))


def is_degraded(candles: CandleSeries, gaps: tuple[Gap, ...]) -> bool:
    """Whether readers must be warned: over 5 % of the bars are missing, or one among the last 20."""
    missing = sum(gap.bars for gap in gaps)
    fresh_from = candles.ts_ms[-min(FRESH_BARS, len(candles))]
    recent = any(gap.last_ms > fresh_from for gap in gaps)
    return recent or missing > MISSING_SHARE * (missing + len(candles))


def trades_around_the_clock(instrument: Instrument) -> bool:
    return instrument.source.startswith("ccxt:")


def _grid_gaps(candles: CandleSeries, until_ms: int) -> Iterator[Gap]:
    """Every step has a bar, counted from the first one: some exchanges' days begin at another hour."""
    step = _step_ms(candles.timeframe)
    last = candles.ts_ms[-1]
    due = last + max((until_ms - last) // step, 1) * step
    for before, after in pairwise((*candles.ts_ms, due)):
        if after - before > step:
            yield Gap(first_ms=before + step, last_ms=after - step, bars=(after - before) // step - 1)


def _calendar_gaps(candles: CandleSeries, calendar: Calendar, until_ms: int) -> Iterator[Gap]:
    given = set(candles.ts_ms)
    bars = expected_bars(calendar, candles.timeframe, candles.ts_ms[0], until_ms)
    for is_given, run in groupby(bars, key=lambda bar: bar.open_ms in given):
        opens = [bar.open_ms for bar in run]
        if not is_given:
            yield Gap(first_ms=opens[0], last_ms=opens[-1], bars=len(opens))


def _session_gaps(candles: CandleSeries, zone: ZoneInfo) -> Iterator[Gap]:
    """Inside a trading day every bar is expected; between days the exchange is shut."""
    step = _step_ms(candles.timeframe)
    for before, after in pairwise(candles.ts_ms):
        same_day = from_ms(before).astimezone(zone).date() == from_ms(after).astimezone(zone).date()
        if same_day and after - before > step:
            yield Gap(first_ms=before + step, last_ms=after - step, bars=(after - before - 1) // step)


def _closure_gaps(candles: CandleSeries) -> Iterator[Gap]:
    """No exchange of ours was ever shut for longer: of a longer gap every weekday is missing."""
    for before, after in pairwise(candles.ts_ms):
        if after - before > LONGEST_CLOSURE // timedelta(milliseconds=1):
            days = [epoch_ms(day) for day in _weekdays_between(from_ms(before), from_ms(after))]
            yield Gap(first_ms=days[0], last_ms=days[-1], bars=len(days))


def _weekdays_between(before: datetime, after: datetime) -> Iterator[datetime]:
    day = before.astimezone(UTC) + timedelta(days=1)
    while day < after:
        if day.isoweekday() <= 5:  # noqa: PLR2004 - Friday
            yield day
        day += timedelta(days=1)


def _step_ms(timeframe: Timeframe) -> int:
    return timeframe.duration // timedelta(milliseconds=1)
