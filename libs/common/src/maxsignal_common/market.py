"""Market words every service shares: timeframes, instruments, columnar candles."""

import hashlib
import json
import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

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
        unit, count = self.value[0], int(self.value[1:])
        return (
            count
            * {
                "M": timedelta(minutes=1),
                "H": timedelta(hours=1),
                "D": timedelta(days=1),
                "W": timedelta(weeks=1),
            }[unit]
        )


def epoch_ms(at: datetime) -> int:
    """Unix milliseconds of an aware datetime, exact."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no place in time")
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


class Instrument(Frozen):
    """What is traded, where its candles come from and how its prices are written."""

    id: InstrumentId
    name: str
    source: str
    exchange: str
    currency: str
    tick: Decimal = Field(gt=0)
    time_zone: str = "UTC"
    enabled: bool = True


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
        """Hash of the canonical rows: equal exactly when every number is equal."""
        canonical = self.model_dump(mode="json")
        return hashlib.sha256(
            json.dumps(canonical, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()


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
