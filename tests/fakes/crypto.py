"""What the fake crypto exchanges share: candles that never change once settled, and a clock of their own.

The script may hold `now_ms` (the venue's time), `tick_ms` (how far it moves with each request), `since_ms`
(the listing), `silent_ms` ([from, to): no candle opens in it), `spoil` (a fault of the rows). A candle keeps
changing until SETTLES_MS after its close, as on a venue whose last trades arrive late.
"""

import zlib
from collections.abc import Sequence

from aiohttp import web

from tests.fakes.venue import SCRIPT

DAY_MS = 86_400_000
MONDAY_MS = 4 * DAY_MS
SETTLES_MS = 3_000
LISTED_MS = 1_502_928_000_000


def final_candle(open_ms: int, step_ms: int) -> tuple[float, float, float, float, float, float]:
    """Open, high, low, close, volume, taker-buy volume of a settled candle: the same at every call."""
    seed = zlib.crc32(f"{open_ms}/{step_ms}".encode())
    open_, close = 100 + seed % 1000 / 100, 100 + seed // 1000 % 1000 / 100
    high, low = max(open_, close) + 1, min(open_, close) - 1
    volume = 10 + seed % 77
    return open_, round(high, 2), round(low, 2), close, volume, round(volume * 0.4, 8)


def candle(open_ms: int, step_ms: int, at_ms: int) -> tuple[float, float, float, float, float, float]:
    """The same, as far as it has grown."""
    open_, high, low, close, volume, taker = final_candle(open_ms, step_ms)
    done = min((at_ms - open_ms) / (step_ms + SETTLES_MS), 1)
    if done < 1:
        high, close, volume, taker = high - 0.5, open_, volume * done, taker * done
    return open_, high, low, close, volume, taker


def opens(request: web.Request, step_ms: int, from_ms: int, to_ms: int, at_ms: int) -> Sequence[int]:
    """When the candles of a window open, both ends included, oldest first."""
    script = request.app[SCRIPT]
    anchor = MONDAY_MS if step_ms == 7 * DAY_MS else 0
    first, last = max(from_ms, script.get("since_ms", LISTED_MS)), min(to_ms, at_ms)
    silent = range(*script.get("silent_ms", (0, 0)))
    grid = range(-((anchor - first) // step_ms) * step_ms + anchor, last + 1, step_ms)
    # Nine years of minutes stay a range.
    return [open_ms for open_ms in grid if open_ms not in silent] if silent else grid


def now_ms(request: web.Request) -> int:
    script = request.app[SCRIPT]
    script["now_ms"] = script.get("now_ms", LISTED_MS) + script.get("tick_ms", 0)
    return int(script["now_ms"])
