"""A user's own candles: strict, since what is imported is never changed again."""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched
from typing import TextIO

from maxsignal_cli.market.rows import Problems, numbered_rows
from maxsignal_common.market import Timeframe, epoch_ms
from maxsignal_common.store.candles import StoredCandle

REQUIRED = ("time", "open", "high", "low", "close", "volume")
OPTIONAL = ("taker_buy",)
ROWS_AT_ONCE = 20_000
# Exchanges open at full quarters of an hour; finer timeframes at full steps of their own.
QUARTER = timedelta(minutes=15)
# No calendar reaches further: what is later is a time in another unit, or a slip of the pen.
NEVER_MS = epoch_ms(datetime(2100, 1, 1, tzinfo=UTC))

# Tells the closes of the candles that open at these times.
Closes = Callable[[list[int]], list[int]]


def read_candles(
    file: TextIO, name: str, timeframe: Timeframe, closes_of: Closes, now: datetime
) -> Iterator[list[StoredCandle]]:
    """Batches of closed candles, oldest first; raises BadFileError after the last row if any was bad.

    `time` is the open: an ISO time with its zone, a date (daily and weekly candles) or UTC milliseconds.
    """
    problems = Problems("bad_candle_file", name)
    place = _Place(timeframe, epoch_ms(now))
    for batch in batched(_parsed(file, timeframe, problems), ROWS_AT_ONCE, strict=False):
        closes = closes_of([opens for _, opens, _ in batch])
        candles: list[StoredCandle] = []
        for (row, opens, values), closes_ms in zip(batch, closes, strict=True):
            if reason := place.refuses(opens, closes_ms):
                problems.add(row, reason)
            candles.append(StoredCandle(opens, closes_ms, *values))
        if not problems:
            yield candles
    if place.previous is None:
        problems.add(2, "there are no candles")
    problems.raise_if_any()


def _parsed(
    file: TextIO, timeframe: Timeframe, problems: Problems
) -> Iterator[tuple[int, int, tuple[float, float, float, float, float, float | None]]]:
    for row, cells in numbered_rows(file, problems, required=REQUIRED, optional=OPTIONAL):
        try:
            opens = _open_ms(cells["time"].strip(), timeframe)
            o, h, low, c, volume = (_number(cells[name]) for name in REQUIRED[1:])
            taker = _number(cells["taker_buy"]) if cells.get("taker_buy", "").strip() else None
        except ValueError as error:
            problems.add(row, str(error))
            continue
        if reason := _no_candle((o, h, low, c), volume, taker):
            problems.add(row, reason)
        yield row, opens, (o, h, low, c, volume, taker)


def _number(text: str) -> float:
    """Python would also take `1_0` for ten, and digits of other scripts."""
    if "_" in text or not text.isascii():
        raise ValueError(f"{text} is not a number")
    return float(text)


def _open_ms(text: str, timeframe: Timeframe) -> int:
    """Raises ValueError for what is no moment: local times without their zone among them."""
    opens = int(text) if text.isascii() and text.isdigit() else _told_ms(text, timeframe)
    if not 0 <= opens < NEVER_MS:
        raise ValueError(f"{text} is not between 1970 and 2100")
    return opens


def _told_ms(text: str, timeframe: Timeframe) -> int:
    if timeframe.duration >= timedelta(days=1) and len(text) == len("2026-11-21"):
        return epoch_ms(datetime.combine(date.fromisoformat(text), time(), UTC))
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no zone: write {text}Z for UTC")
    return epoch_ms(moment)


def _no_candle(prices: tuple[float, float, float, float], volume: float, taker: float | None) -> str | None:
    o, h, low, c = prices
    if not all(map(math.isfinite, (*prices, volume, taker or 0.0))):
        return "a value is not a finite number"
    if low <= 0:
        return "a price is not above zero"
    if h < max(o, c) or low > min(o, c):
        return f"high {h} and low {low} do not enclose open {o} and close {c}"
    if volume < 0:
        return f"volume {volume} is negative"
    if taker is not None and not 0 <= taker <= volume:
        return f"taker_buy {taker} is not between 0 and the volume {volume}"
    return None


class _Place:
    """Where the next candle may stand in time."""

    def __init__(self, timeframe: Timeframe, now_ms: int) -> None:
        self.previous: int | None = None
        self._timeframe = timeframe
        self._step_ms = timeframe.duration // timedelta(milliseconds=1)
        self._grid_ms = min(self._step_ms, QUARTER // timedelta(milliseconds=1))
        self._now_ms = now_ms

    def refuses(self, opens: int, closes: int) -> str | None:
        previous, self.previous = self.previous, opens
        if opens % self._grid_ms:
            return f"open time {opens} is not on the grid of {self._timeframe}"
        if previous is not None and opens - previous < self._step_ms:
            return self._too_early(opens, previous)
        if closes > self._now_ms:
            return "this candle has not closed yet"
        return None

    def _too_early(self, opens: int, previous: int) -> str:
        if opens == previous:
            return "the same open time as the candle before"
        if opens < previous:
            return "older than the candle before: sort the file, oldest first"
        return f"less than {self._timeframe} after the candle before"
