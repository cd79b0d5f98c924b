"""Markets whose truth is known: trades with their true side, and what was planted in them.

Price moves only by trades (impact) and by news; side and size of a trade know nothing of the price. So a
market without lean, news or absorption is a random walk of bars, whatever the detectors find in it; what
little one bar knows of the next is an order that goes on for some trades.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from maxsignal_methods.candles import Candles, Floats, Ints, timeframe_ms
from maxsignal_methods.methods.delta.trades import Trades

# Monday 2024-01-08 00:00 UTC
START_MS = 1_704_672_000_000
# Activity of a bar remembers that of some bars before it: busy hours come in runs.
_MEMORY = 0.9 ** np.arange(40)

# Wyckoff's schematic as legs: bars, ticks of news, activity.
_INTO_THE_RANGE = (
    (12, -120, 1.0), (1, -75, 5.0),  # the fall and its climax
    (5, 95, 1.2), (4, -25, 0.7), (4, -50, 0.5), (5, 40, 0.7),  # reaction, quiet test
    (4, 25, 0.7), (4, -45, 0.6), (4, 40, 0.7), (4, -50, 0.6),  # phase B
)  # fmt: skip
_SPRING = ((1, -40, 0.8), (1, 45, 1.1))
_NO_SPRING = ((1, 3, 0.6), (1, 2, 0.6))
_OUT_OF_THE_RANGE = ((5, 55, 0.9), (1, 70, 3.0), (2, 15, 1.2), (4, -25, 0.5), (5, 60, 1.2))
_QUIET = 0.3


@dataclass(frozen=True, slots=True)
class Venue:
    """How its trades move the price. Prices are counted in ticks of `tick`, `start` ticks at first."""

    tick: float = 0.01
    start: int = 100_000
    spread: float = 2.0
    impact: float = 0.5
    noise: float = 1.0
    trades: int = 40
    order: float = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Regime:
    """What happens in each bar; the planters below write into it.

    `lean` -1..1 share by which informed takers outweigh the other side, `news` ticks the price moves by
    itself, `impact` and `activity` multiples of the usual.
    """

    lean: Floats
    news: Floats
    impact: Floats
    activity: Floats

    @classmethod
    def noise(cls, size: int) -> "Regime":
        """Nobody knows anything."""
        return cls(np.zeros(size), np.zeros(size), np.ones(size), np.ones(size))

    @classmethod
    def lively(cls, rng: Generator, size: int, *, informed: float = 0.0) -> "Regime":
        """Busy and calm runs of bars; informed takers lean to one side for some bars on end."""
        busy = np.exp(0.25 * _remembered(rng, size))
        lean = informed * np.tanh(0.5 * _remembered(rng, size))
        return cls(lean, np.zeros(size), np.ones(size), busy)

    def absorb(self, bar: int, side: int, *, activity: float = 4.0) -> None:
        """Takers of one side hit a wall: heavy flow that does not move the price."""
        self.lean[bar], self.impact[bar], self.activity[bar] = 0.9 * side, 0.0, activity

    def diverge(self, bar: int, side: int, *, leg: int = 6, ticks: float = 100.0, lean: float = 0.4) -> None:
        """Four legs around two swings of `side`: the second is further out, its flow goes the other way."""
        legs = ((0, 2.0, lean), (leg, -1.0, 0.0), (2 * leg, 3.0, -lean), (3 * leg, -2.0, 0.0))
        for start, move, flow in legs:
            span = slice(bar + start, bar + start + leg)
            self.news[span] += side * move * ticks / leg
            self.lean[span] = side * flow

    def accumulate(self, bar: int, side: int, *, spring: bool = True) -> int:
        """A whole accumulation (side +1) or distribution (-1), little disturbed; returns the bar after it."""
        for bars, ticks, activity in (
            *_INTO_THE_RANGE,
            *(_SPRING if spring else _NO_SPRING),
            *_OUT_OF_THE_RANGE,
        ):
            span = slice(bar, bar + bars)
            self.news[span] += side * ticks / bars
            self.impact[span], self.activity[span] = _QUIET, activity
            bar += bars
        return bar


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """One simulated market: the tape with the true sides, its bars, and the bar of each trade."""

    trades: Trades
    candles: Candles
    bar: Ints


def trade(rng: Generator, regime: Regime, venue: Venue | None = None, *, timeframe: str = "1h") -> Flow:
    """Trade the regime; the same generator state gives the same market."""
    venue = venue or Venue()
    size, step = len(regime.lean), timeframe_ms(timeframe)
    count = 1 + rng.poisson((venue.trades - 1) * regime.activity)
    bar = np.repeat(np.arange(size), count)
    side = _sides(rng, regime.lean[bar], venue.order)
    amount = np.round(rng.lognormal(0.0, 0.8, len(bar)), 3) + 0.001
    moves = venue.impact * regime.impact[bar] * side * np.sqrt(amount)
    moves += (regime.news / count)[bar] + venue.noise * regime.impact[bar] * rng.standard_normal(len(bar))
    middle = venue.start + np.cumsum(moves) - moves
    ticks = np.maximum(1.0, np.round(middle + side * venue.spread / 2))
    nth = np.arange(len(bar)) - np.repeat(np.cumsum(count) - count, count)
    times = START_MS + step * bar + (step * nth) // count[bar]
    trades = Trades(times, ticks * venue.tick, amount, side)
    return Flow(trades, _candles(trades, bar, count, timeframe), bar)


def random_walk(rng: Generator, size: int, *, timeframe: str = "1h") -> Candles:
    """Bars of a market in which nobody knows anything; volume and range rise and fall together."""
    return trade(rng, Regime.lively(rng, size), timeframe=timeframe).candles


def _remembered(rng: Generator, size: int) -> Floats:
    """Standard normal shocks summed with a fading memory."""
    shocks = rng.standard_normal(size + len(_MEMORY) - 1)
    return np.convolve(shocks, _MEMORY, mode="valid")


def _sides(rng: Generator, lean: Floats, order: float) -> NDArray[np.int64]:
    """+1 or -1 per trade; a large order trades several times in a row on its side."""
    first = rng.random(len(lean)) < 1 / order
    drawn = np.where(rng.random(len(lean)) < (1 + lean) / 2, 1, -1)
    side: NDArray[np.int64] = drawn[np.maximum.accumulate(np.where(first, np.arange(len(lean)), 0))]
    return side


def _candles(trades: Trades, bar: Ints, count: Ints, timeframe: str) -> Candles:
    first = np.cumsum(count) - count
    price, size = trades.price, len(count)
    volume, bought = (
        np.bincount(bar, weights=weights, minlength=size)
        for weights in (trades.size, np.where(trades.signed > 0, trades.size, 0.0))
    )
    return Candles.from_arrays(
        START_MS + timeframe_ms(timeframe) * np.arange(size),
        price[first],
        np.maximum.reduceat(price, first),
        np.minimum.reduceat(price, first),
        price[first + count - 1],
        volume,
        taker_buy=np.minimum(bought, volume),
        timeframe=timeframe,
    )
