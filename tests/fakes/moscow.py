"""The shares of Moscow that the fakes of T-Invest and ISS trade: a candle when it is finished, and before.

Weekdays from 07:00 to 18:40 and from 19:05 to 23:50 Moscow time, on the clock's grid; the zone has had three
hours on UTC since 2014. The script may hold `now_ms`, `since_ms` (the listing), `shut` (dates without
trading), `traded` (weekend dates with it).
"""

import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.fakes.venue import Row

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
OFFSET_MS = 3 * HOUR_MS
SESSIONS = ((7 * 60, 18 * 60 + 40), (19 * 60 + 5, 23 * 60 + 50))
LISTED_MS = 1_388_534_400_000
SHARES = {"SBER": 10, "GAZP": 10, "LKOH": 1}


def final_candle(moscow_ms: int, step_ms: int) -> tuple[float, float, float, float, int, int]:
    """Open, high, low, close, lots and lots bought of a finished candle: the same at every call.

    `moscow_ms` is the candle's begin as Moscow's clocks show it.
    """
    seed = zlib.crc32(f"{moscow_ms}/{step_ms}".encode())
    open_, close = (27_000 + seed % 997) / 100, (27_000 + seed // 997 % 997) / 100
    high, low = (round(edge, 2) for edge in (max(open_, close) + 0.37, min(open_, close) - 0.41))
    lots = 100 + seed % 777
    return open_, high, low, close, lots, lots * (seed % 7) // 7


def begins(script: dict[str, Any], first_ms: int, last_ms: int, step_ms: int) -> Iterator[int]:
    """Begins of candles by Moscow's clocks, from `first_ms` to `last_ms` inclusive, oldest first."""
    first_ms = max(first_ms, script.get("since_ms", LISTED_MS) + OFFSET_MS)
    for day_ms in range(first_ms // DAY_MS * DAY_MS, last_ms + 1, DAY_MS):
        if _is_traded(script, datetime.fromtimestamp(day_ms / 1000, UTC).date()):
            opens = [day_ms] if step_ms >= DAY_MS else _within_day(day_ms, step_ms)
            yield from (ms for ms in opens if first_ms - first_ms % step_ms <= ms <= last_ms)


def candle(moscow_ms: int, step_ms: int, now_ms: int) -> Row:
    """`[begin, open, high, low, close, lots, lots bought, how much of it has passed]` as it looks now."""
    open_, high, low, close, lots, bought = final_candle(moscow_ms, step_ms)
    passed = min((now_ms + OFFSET_MS - moscow_ms) / step_ms, 1.0)
    if passed < 1:
        high, close, lots, bought = round(high - 0.1, 2), open_, int(lots * passed), int(bought * passed)
    return [moscow_ms, open_, max(high, open_, close), low, close, lots, bought, passed]


def date_header(now_ms: int) -> dict[str, str]:
    return {"Date": format_datetime(datetime.fromtimestamp(now_ms // 1000, UTC), usegmt=True)}


def _is_traded(script: dict[str, Any], day: date) -> bool:
    if day.isoformat() in script.get("shut", ()):
        return False
    return day.isoweekday() <= 5 or day.isoformat() in script.get("traded", ())


def _within_day(day_ms: int, step_ms: int) -> list[int]:
    grid = range(day_ms, day_ms + DAY_MS, step_ms)
    stretches = [(day_ms + first * MINUTE_MS, day_ms + last * MINUTE_MS) for first, last in SESSIONS]
    return [ms for ms in grid if any(ms < last and ms + step_ms > first for first, last in stretches)]


def to_moscow(text: str) -> int:
    """What Moscow's clocks show at an RFC 3339 moment, in milliseconds."""
    moment = datetime.fromisoformat(text)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1) + OFFSET_MS
