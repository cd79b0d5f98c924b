"""The only way candles enter: validated columns, closed bars, oldest first. Nothing is repaired silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type TakerSource = Literal["taker", "trades", "tick"]

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS

UNITS_MS = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": WEEK_MS}

# digits of the number in a timeframe's name
LONGEST_COUNT = 4

# Inside these bounds no sum, square or ratio of a window can overflow a float64.
MAX_PRICE = 1e15
MAX_VOLUME = 1e30
FIRST_MS = -62_135_596_800_000
LAST_MS = 253_402_300_799_000


class InvalidCandles(ValueError):  # noqa: N818 - the name is public API
    """Rows that cannot be candles: `row` is the first bad one (-1: the whole input), `reason` a code.

    Codes: `length_mismatch`, `not_numeric`, `not_finite`, `out_of_range`, `duplicate`, `unsorted`,
    `not_enclosed` (high or low does not enclose open and close), `negative_volume`,
    `taker_exceeds_volume`, `unknown_timeframe`, `tape_differs`.
    """

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"row {row}: {reason}")
        self.row = row
        self.reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class Candles:
    """Closed candles of one series. Columns are read-only arrays of equal length.

    `ts_ms` int64 UTC open times; prices float64 in the quote currency; `volume` and `taker_buy`
    (volume bought by takers, or None) float64 in base units. `taker_source` is where the latter comes
    from: the venue's candles, signed trades, or trades whose side the tick rule guessed (an estimate).
    Slicing gives Candles again.
    """

    ts_ms: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    taker_buy: Floats | None
    timeframe: str
    tf_ms: int
    taker_source: TakerSource = "taker"

    @classmethod
    def from_arrays(  # noqa: PLR0917 - six columns in the order everybody knows
        cls,
        ts_ms: ArrayLike,
        open: ArrayLike,  # noqa: A002 - the column's name everywhere
        high: ArrayLike,
        low: ArrayLike,
        close: ArrayLike,
        volume: ArrayLike,
        *,
        taker_buy: ArrayLike | None = None,
        timeframe: str = "1h",
    ) -> Self:
        """Validate and copy the columns; raises InvalidCandles with the row and the reason code.

        Columns are lists, arrays or Series of numbers, one-dimensional and equally long: `ts_ms` whole
        milliseconds UTC, prices in the quote currency, volumes in base units. Integers beyond 2**53 lose
        their last digits. Dates, texts, truth values and complex numbers are `not_numeric`.

        `timeframe` is a count and a unit of m, h, d, w in either order: "15m", "M15", "1h", "D1".
        """
        tf_ms = timeframe_ms(timeframe)
        times = _times(ts_ms)
        prices = [_numbers(column) for column in (open, high, low, close)]
        volumes = _numbers(volume)
        taker = None if taker_buy is None else _numbers(taker_buy)
        columns = [*prices, volumes, *([] if taker is None else [taker])]
        _same_length([times, *columns])
        _refuse_bad_rows(times, prices, volumes, taker)
        for array in (times, *columns):
            array.setflags(write=False)
        o, h, low_, c = prices
        return cls(times, o, h, low_, c, volumes, taker, timeframe, tf_ms)

    def __len__(self) -> int:
        return len(self.ts_ms)

    def __getitem__(self, part: slice) -> Self:
        """Consecutive candles; a step other than 1 would not be a candle series."""
        if not isinstance(part, slice):
            raise TypeError("candles are sliced, not indexed")
        if part.step not in (None, 1):
            raise ValueError("candles are sliced without a step")
        taker = None if self.taker_buy is None else self.taker_buy[part]
        return type(self)(
            self.ts_ms[part],
            self.open[part],
            self.high[part],
            self.low[part],
            self.close[part],
            self.volume[part],
            taker,
            self.timeframe,
            self.tf_ms,
            self.taker_source,
        )

    @property
    def gap_before(self) -> NDArray[np.bool_]:
        """True where more than one step of time passed since the previous candle."""
        gaps = np.zeros(len(self), dtype=np.bool_)
        gaps[1:] = np.diff(self.ts_ms) > self.tf_ms
        return gaps


def timeframe_ms(timeframe: str) -> int:
    """Length of one candle in milliseconds; raises InvalidCandles for an unknown name."""
    # Callers without types hand in anything; venues write a month as "1M", which is not a minute.
    name = str(timeframe)
    text = "" if name.endswith("M") else name.lower()
    for unit, count in ((text[:1], text[1:]), (text[-1:], text[:-1])):
        known = unit in UNITS_MS and count.isascii() and count.isdigit() and len(count) <= LONGEST_COUNT
        if known and int(count) > 0:
            return UNITS_MS[unit] * int(count)
    raise InvalidCandles(-1, "unknown_timeframe")


def _numbers(values: ArrayLike) -> Floats:
    """A column as a float64 copy; what is masked is missing."""
    try:
        given = np.array(np.ma.filled(values, np.nan))
        with np.errstate(over="ignore"):
            column = given.astype(np.float64, copy=False) if _is_numeric(given) else None
    except (TypeError, ValueError, OverflowError):
        column = None
    if column is None or column.ndim != 1:
        raise InvalidCandles(-1, "not_numeric")
    return column


def _is_numeric(given: NDArray[Any]) -> bool:
    """Dates, texts and truth values are no numbers, though numpy would cast them: a date in its own unit."""
    if given.dtype.kind == "O":
        return not any(isinstance(value, str | bytes | bool) for value in given.tolist())
    return given.dtype.kind in "iuf"


def _times(values: ArrayLike) -> Ints:
    exact = _numbers(values)
    bad = ~(np.isfinite(exact) & (np.abs(exact) < LAST_MS) & (exact > FIRST_MS))
    if bad.any():
        raise InvalidCandles(int(bad.argmax()), "out_of_range")
    if (fractional := exact != np.floor(exact)).any():
        raise InvalidCandles(int(fractional.argmax()), "not_numeric")
    return exact.astype(np.int64)


def _same_length(columns: Sequence[NDArray[Any]]) -> None:
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        raise InvalidCandles(min(lengths), "length_mismatch")


def _refuse_bad_rows(times: Ints, prices: Sequence[Floats], volume: Floats, taker: Floats | None) -> None:
    """Raise for the earliest bad row; on one row the checks count in the order below."""
    o, h, low, c = prices
    steps = np.diff(times, prepend=times[:1] - 1)
    stack = np.vstack([*prices, volume, volume if taker is None else taker])
    limits = np.array([[MAX_PRICE]] * 4 + [[MAX_VOLUME]] * 2)
    checks = [
        ("not_finite", ~np.isfinite(stack).all(axis=0)),
        ("out_of_range", (np.abs(stack) > limits).any(axis=0)),
        ("duplicate", steps == 0),
        ("unsorted", steps < 0),
        ("not_enclosed", (h < np.maximum(o, c)) | (low > np.minimum(o, c))),
        ("negative_volume", volume < 0),
    ]
    if taker is not None:
        checks.append(("taker_exceeds_volume", (taker < 0) | (taker > volume)))
    found = [(int(bad.argmax()), rank) for rank, (_, bad) in enumerate(checks) if bad.any()]
    if found:
        row, rank = min(found)
        raise InvalidCandles(row, checks[rank][0])
