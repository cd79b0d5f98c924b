"""Delta from the tape: a candle's taker volume is what its own trades add up to, or nothing.

A tape without sides is signed by the tick rule; the candles then say that their delta is an estimate.
"""

from dataclasses import dataclass, replace

import numpy as np

from maxsignal_methods.candles import Candles, Floats, Ints, InvalidCandles, TakerSource

# Sums of the same sizes in another order differ by rounding only.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Trades:
    """A tape in order of time. `side` +1 the taker bought, -1 sold; None: the venue does not say.

    `ts_ms` int64 UTC; `price` and `size` float64 in quote and base units. Raises ValueError for a tape
    that runs backwards or has a size that is not positive.
    """

    ts_ms: Ints
    price: Floats
    size: Floats
    side: Ints | None = None

    def __post_init__(self) -> None:
        if not ((np.diff(self.ts_ms) >= 0).all() and (self.size > 0).all()):
            raise ValueError("a tape is sorted by time and its sizes are positive")

    @property
    def signed(self) -> Floats:
        """Size with the sign of its taker, guessed by the tick rule where the tape has none."""
        return self.size * (tick_rule(self.price) if self.side is None else self.side)


def tick_rule(price: Floats) -> Ints:
    """Sign of the last change of price up to each trade (Lee and Ready 1991); 0 before the first."""
    step = np.sign(np.diff(price, prepend=price[:1])).astype(np.int64)
    at = np.maximum.accumulate(np.where(step != 0, np.arange(len(step)), 0))
    signs: Ints = step[at]
    return signs


def with_trades(candles: Candles, trades: Trades) -> Candles:
    """The candles with taker volume made of the tape: delta = sum(side * size) in each bar.

    Raises InvalidCandles, reason `tape_differs`, for the first bar whose trades do not add up to its
    volume: half a tape would invent a delta. Trades outside the candles are not looked at.
    """
    bar = np.searchsorted(candles.ts_ms, trades.ts_ms, side="right") - 1
    inside = np.flatnonzero(bar >= 0)
    inside = inside[trades.ts_ms[inside] < candles.ts_ms[bar[inside]] + candles.tf_ms]
    traded, net = (
        np.bincount(bar[inside], weights=sizes[inside], minlength=len(candles))
        for sizes in (trades.size, trades.signed)
    )
    volume = candles.volume
    if (differs := ~(np.abs(traded - volume) <= _ROUNDING * volume)).any():
        raise InvalidCandles(int(differs.argmax()), "tape_differs")
    bought = np.clip((volume + net) / 2, 0.0, volume)
    bought.setflags(write=False)
    source: TakerSource = "tick" if trades.side is None else "trades"
    return replace(candles, taker_buy=bought, taker_source=source)
