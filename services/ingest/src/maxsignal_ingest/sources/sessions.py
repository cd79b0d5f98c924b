"""When a candle closes: by its exchange's calendar, and where that knows nothing, late rather than early."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from maxsignal_common.market import Instrument, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import WEEK_MS, calendar_of, expected_bars
from maxsignal_ingest.calendars import label_ms as day_label_ms

__all__ = ["bar_closes", "day_close_ms", "day_label_ms"]


def bar_closes(
    instrument: Instrument, timeframe: Timeframe, from_ms: int, to_ms: int
) -> Callable[[int], int]:
    """Tells when the bar of a label inside the window closes; loads the calendar, so call it in a thread."""
    calendar = calendar_of(instrument)
    bars = expected_bars(calendar, timeframe, from_ms, to_ms + WEEK_MS) if calendar else []
    known = {bar.open_ms: bar.close_ms for bar in bars}
    return lambda open_ms: known.get(open_ms) or _latest_close_ms(instrument, timeframe, open_ms)


def day_close_ms(instrument: Instrument, day: date) -> int:
    """The end of a day whose hours are not known: midnight of its zone."""
    return epoch_ms(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(instrument.time_zone)))


def _latest_close_ms(instrument: Instrument, timeframe: Timeframe, open_ms: int) -> int:
    if timeframe is Timeframe.D1:
        return day_close_ms(instrument, from_ms(open_ms).date())
    return open_ms + timeframe.duration // timedelta(milliseconds=1)
