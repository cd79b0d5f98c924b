"""Bars of a longer timeframe out of a venue's shorter ones, inside the sessions of its exchange's calendar.

A bar that has closed is made when each of its parts is there. One with a part missing is left out, and so
becomes a gap that is named.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import fsum

from maxsignal_common.market import Instrument, Timeframe
from maxsignal_ingest.calendars import WEEK_MS, Bar, calendar_of, expected_bars
from maxsignal_ingest.sources.closing import Candle, series_of
from maxsignal_ingest.sources.protocol import UnsupportedTimeframe

PARTS = {Timeframe.H4: Timeframe.H1, Timeframe.W1: Timeframe.D1}


def session_bars(
    rows: Sequence[Candle], instrument: Instrument, timeframe: Timeframe, limit_ms: int
) -> Iterator[Candle]:
    """Rows of the timeframe's parts as its bars, oldest first; loads the calendar, so call it in a thread."""
    calendar = calendar_of(instrument)
    if calendar is None:
        raise UnsupportedTimeframe(
            f"{timeframe} takes the hours of {instrument.exchange}, which are not known"
        )
    if not rows:
        return
    part = PARTS[timeframe]
    window = rows[0].open_ms - WEEK_MS, rows[-1].open_ms + WEEK_MS
    opens = [bar.open_ms for bar in expected_bars(calendar, part, *window)]
    given = {row.open_ms: row for row in rows}
    for bar in expected_bars(calendar, timeframe, *window):
        due = opens[bisect_left(opens, bar.open_ms) : bisect_left(opens, bar.close_ms)]
        parts = [given[open_ms] for open_ms in due if open_ms in given]
        if bar.close_ms > limit_ms:
            if bar.open_ms <= rows[-1].open_ms:
                yield rows[-1]._replace(open_ms=bar.open_ms, close_ms=bar.close_ms)
        elif len(parts) == len(due):
            yield _joined(parts, part, bar)


def _joined(rows: Sequence[Candle], part: Timeframe, bar: Bar) -> Candle:
    """A part that cannot be a candle would not show in the whole: each is judged."""
    parts = series_of(rows, part)
    return Candle(
        *bar,
        open=parts.open[0],
        high=max(parts.high),
        low=min(parts.low),
        close=parts.close[-1],
        volume=fsum(parts.volume),
        taker_buy=None if parts.taker_buy is None else fsum(parts.taker_buy),
    )
