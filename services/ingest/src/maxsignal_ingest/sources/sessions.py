"""When an exchange's trading day ends. Without a calendar a half day is said to end late, never early."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from maxsignal_common.market import Instrument, epoch_ms

REGULAR_CLOSE = {"NYSE": time(16), "NASDAQ": time(16)}


def day_label_ms(day: date) -> int:
    """The open time a daily candle is labelled with: 00:00 UTC of its trading day, whatever the season."""
    return epoch_ms(datetime.combine(day, time(), UTC))


def day_close_ms(instrument: Instrument, day: date) -> int:
    """The end of a trading day; of an exchange whose hours are not known, the end of its calendar day."""
    close = REGULAR_CLOSE.get(instrument.exchange)
    zone = ZoneInfo(instrument.time_zone)
    if close is None:
        return epoch_ms(datetime.combine(day + timedelta(days=1), time(), zone))
    return epoch_ms(datetime.combine(day, close, zone))
