"""Market words every service shares: timeframes, instruments, columnar candles."""

import hashlib
import math
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("control characters have no place in a name")
    return text


def _real_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not an IANA time zone") from None
    return name


# Text that is stored and shown: PostgreSQL refuses NUL, readers and logs refuse the rest.
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_printable)]
ZoneName = Annotated[str, AfterValidator(_real_zone)]
InstrumentId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9._/:^=-]{0,31}$")]


class Frozen(BaseModel):
    """A value: immutable, unknown fields refused, NaN and infinity refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Timeframe(StrEnum):
    M1 = "M1"
    M5 = "M5"
    M15 = "M15"
    M30 = "M30"
    H1 = "H1"
    H4 = "H4"
    D1 = "D1"
    W1 = "W1"

    @property
    def duration(self) -> timedelta:
        return int(self.value[1:]) * _UNITS[self.value[0]]


_UNITS = {
    "M": timedelta(minutes=1),
    "H": timedelta(hours=1),
    "D": timedelta(days=1),
    "W": timedelta(weeks=1),
}


def check_context(timeframe: Timeframe, context: Iterable[Timeframe]) -> None:
    """Context is what a timeframe is read in: each of its timeframes is a higher one."""
    if not_higher := [one for one in context if one.duration <= timeframe.duration]:
        raise ValueError(f"{', '.join(not_higher)} cannot be context of {timeframe}")


def epoch_ms(at: datetime) -> int:
    """Unix milliseconds of an aware datetime, exact."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no place in time")
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


class Instrument(Frozen):
    """What is traded, where its candles come from and how its prices are written.

    `fallback` is the source that is asked while `source` cannot be; `figi` is learned from the venue.
    """

    id: InstrumentId
    name: Name
    source: Name
    exchange: Name
    currency: Name
    tick: Decimal = Field(gt=0)
    time_zone: ZoneName = "UTC"
    enabled: bool = True
    lot: Decimal = Field(default=Decimal(1), gt=0)
    figi: Name | None = None
    fallback: Name | None = None

    @model_validator(mode="after")
    def _fallback_is_another_source(self) -> Self:
        if self.fallback == self.source:
            raise ValueError("a source cannot be its own fallback")
        return self


class Split(Frozen):
    """From the candle that opens at `ts_ms` on, one old share is `ratio` new ones."""

    ts_ms: int
    ratio: Decimal = Field(gt=0)


class CandleSeries(Frozen):
    """Closed candles by column, oldest first; `ts_ms` are UTC open times."""

    timeframe: Timeframe
    ts_ms: tuple[int, ...]
    open: tuple[float, ...]
    high: tuple[float, ...]
    low: tuple[float, ...]
    close: tuple[float, ...]
    volume: tuple[float, ...]
    taker_buy: tuple[float, ...] | None = None

    @model_validator(mode="after")
    def _columns_align(self) -> Self:
        columns = [self.open, self.high, self.low, self.close, self.volume]
        if self.taker_buy is not None:
            columns.append(self.taker_buy)
        if any(len(column) != len(self.ts_ms) for column in columns):
            raise ValueError("columns differ in length")
        if problem := first_bad_row(self):
            raise ValueError(problem)
        return self

    def __len__(self) -> int:
        return len(self.ts_ms)

    def last(self, count: int) -> Self:
        """The newest `count` candles."""
        columns = ("ts_ms", "open", "high", "low", "close", "volume", "taker_buy")
        cut = {name: None if (column := getattr(self, name)) is None else column[-count:] for name in columns}
        return self.model_copy(update=cut)

    def sha256(self) -> str:
        """Hash of the numbers themselves: equal exactly when every one is equal.

        Over the timeframe, the open times as little-endian int64, then each column (taker_buy last, where
        there is one) as little-endian float64.
        """
        count = len(self.ts_ms)
        digest = hashlib.sha256(self.timeframe.encode())
        digest.update(struct.pack(f"<{count}q", *self.ts_ms))
        for column in (self.open, self.high, self.low, self.close, self.volume, self.taker_buy or ()):
            digest.update(struct.pack(f"<{len(column)}d", *column))
        return digest.hexdigest()


def first_bad_row(candles: CandleSeries) -> str | None:
    """The first row that cannot be a candle, in words; None where all are sound."""
    previous = -1
    rows = zip(
        candles.ts_ms,
        candles.open,
        candles.high,
        candles.low,
        candles.close,
        candles.volume,
        strict=True,
    )
    for index, (ts, *prices, volume) in enumerate(rows):
        o, h, low, c = prices
        if ts <= previous:
            return f"row {index}: open time {ts} does not follow {previous}"
        if not all(math.isfinite(x) for x in (*prices, volume)):
            return f"row {index}: a value is not a finite number"
        if low <= 0 or h < max(o, c) or low > min(o, c):
            return f"row {index}: high {h} and low {low} do not enclose open {o} and close {c}"
        if volume < 0:
            return f"row {index}: volume {volume} is negative"
        previous = ts
    return None
