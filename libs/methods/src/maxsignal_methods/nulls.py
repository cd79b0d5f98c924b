"""What each pattern is where there is nothing to find: how often it appears, and what price does after it.

Two nulls. The bootstrap draws blocks of the candles' own bars, each measured in its own ATR and average
volume: it keeps what bars look like and forgets what led to what beyond a block. The walk (`synth`) never
had anything to forget. A pattern shorter than a block survives the bootstrap; it is the walk's to judge.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from maxsignal_methods.analysis import detect
from maxsignal_methods.candles import Candles, Floats
from maxsignal_methods.events import rows
from maxsignal_methods.indicators import ratio
from maxsignal_methods.methods.vsa.facts import CONFIRMED
from maxsignal_methods.params import Params
from maxsignal_methods.study import Study
from maxsignal_methods.synth import random_walk

BLOCK = 10
AHEAD = 10
# A mean of fewer moves says more about them than about the kind.
FEW = 20
# What a chained price starts at and one ATR of it: where prices are counted from does not matter.
_START = 100.0
_ATR_SHARE = 0.01
_VOLUME = 1000.0
_TAILS = (0.025, 0.975)

type Key = tuple[str, str]
"""Method and kind."""

# The lifecycle column that says a pattern did what it is watched for: price came back to a zone, a pool was
# swept, a sign confirmed.
OUTCOMES: Mapping[Key, str] = {
    **{("smc", zone): "touched" for zone in ("fvg", "ifvg", "ob", "breaker", "mitigation")},
    ("ict", "ote"): "touched",
    ("smc", "pool"): "filled",
    **{("vsa", sign): "filled" for sign in CONFIRMED},
    ("delta", "absorption"): "filled",
}

type Make = Callable[[Generator], Sequence[Candles]]
"""Draws the series of one round."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Events of a kind per 100 bars, the share of them that came to their outcome (OUTCOMES), and `ahead`.

    `ahead` is how far price went the way the event points in the AHEAD bars after it was known, in ATR and
    beyond what the series did on average; None for kinds that point nowhere and for fewer than FEW events.
    """

    per_100: float
    share: float | None = None
    ahead: float | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over rounds, and the bounds that 95 of 100 rounds lie in."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NullRate:
    """A Rate over the rounds of a null."""

    per_100: Interval
    share: Interval | None = None
    ahead: Interval | None = None


@dataclass(frozen=True, slots=True)
class Excess:
    """How many times as often as in the null; `high` is infinite if a round can do without the pattern."""

    ratio: float
    low: float
    high: float

    @property
    def above(self) -> bool:
        """More often than noise, beyond what its rounds differ by."""
        return self.low > 1


@dataclass(slots=True)
class _Tally:
    """What is counted of one kind."""

    found: int = 0
    reached: int = 0
    moves: list[float] = field(default_factory=list)


def rates(series: Sequence[Candles], params: Params | None = None) -> dict[Key, Rate]:
    """What the detectors find in these series together."""
    params = params or Params()
    tallies: defaultdict[Key, _Tally] = defaultdict(_Tally)
    for candles in series:
        ahead = _ahead(candles, params).tolist()
        for event in rows(detect(candles, params).events):
            key = (event.method, event.kind)
            tally = tallies[key]
            tally.found += 1
            tally.reached += key in OUTCOMES and getattr(event, OUTCOMES[key]) >= 0
            if event.direction and math.isfinite(ahead[event.known]):
                tally.moves.append(event.direction * ahead[event.known])
    bars = sum(map(len, series))
    return {
        key: Rate(
            100 * tally.found / bars,
            tally.reached / tally.found if key in OUTCOMES else None,
            sum(tally.moves) / len(tally.moves) if len(tally.moves) >= FEW else None,
        )
        for key, tally in tallies.items()
    }


def _ahead(candles: Candles, params: Params) -> Floats:
    """Move of the bars after each in its ATR, less the mean of all; NaN where it is not known."""
    moves = np.full(len(candles), np.nan)
    moves[:-AHEAD] = candles.close[AHEAD:] - candles.close[:-AHEAD]
    moves = ratio(moves, Study(candles, params).atr_now)
    known = np.isfinite(moves)
    return moves - moves[known].mean() if known.any() else moves


def null_rates(make: Make, *, rounds: int, seed: int, params: Params | None = None) -> dict[Key, NullRate]:
    """The same over rounds of a null; a round without a kind counts as none of it."""
    drawn = [rates(make(np.random.default_rng([seed, n])), params) for n in range(rounds)]
    return {key: _over(drawn, key) for key in sorted({key for one in drawn for key in one})}


def _over(drawn: Sequence[Mapping[Key, Rate]], key: Key) -> NullRate:
    found = [one[key] for one in drawn if key in one]
    absent = [0.0] * (len(drawn) - len(found))
    shares = [own.share for own in found if own.share is not None]
    moves = [own.ahead for own in found if own.ahead is not None]
    return NullRate(
        _interval([*absent, *(own.per_100 for own in found)]),
        _interval(shares) if shares else None,
        _interval(moves) if moves else None,
    )


def _interval(values: Sequence[float]) -> Interval:
    low, high = np.quantile(values, _TAILS).tolist()
    return Interval(float(np.mean(values)), low, high)


def compare(real: Mapping[Key, Rate], null: Mapping[Key, NullRate]) -> dict[Key, Excess]:
    """Real rates over those of the null, for the kinds that the null shows at all."""
    return {key: _excess(real.get(key, Rate(0.0)).per_100, own.per_100) for key, own in null.items()}


def _excess(rate: float, null: Interval) -> Excess:
    """A null whose rounds can do without the pattern bounds the ratio from below only."""
    low = rate / null.high if null.high > 0 else math.inf if rate > 0 else 0.0
    return Excess(rate / null.mean, low, rate / null.low if null.low > 0 else math.inf)


def walks(rng: Generator, *, bars: int = 3_000, timeframe: str = "1h") -> list[Candles]:
    """One round of the walk."""
    return [random_walk(rng, bars, timeframe=timeframe)]


def bootstrapped(rng: Generator, candles: Candles, *, block: int = BLOCK) -> Candles:
    """A series of the same length and times from blocks of the candles' bars, without their drift.

    Raises ValueError for candles with fewer than a block of bars after the warm-up of ATR and volume.
    """
    study = Study(candles, Params())
    scale = study.atr
    usable = np.flatnonzero(np.isfinite(scale) & np.isfinite(study.volume_ratio))
    if len(usable) < block:
        raise ValueError(f"{len(usable)} usable bars are no block of {block}")
    drawn = usable[_blocks(rng, len(usable), len(candles), block)]
    before = candles.close[drawn - 1]
    bars = [(column[drawn] - before) / scale[drawn] for column in _prices(candles)]
    drift = bars[3].mean()
    bars = [column - drift for column in bars]
    open_, high, low, close = _chained(bars)
    volume = _VOLUME * study.volume_ratio[drawn]
    taker = None
    if candles.taker_buy is not None:
        taker = np.minimum(candles.taker_buy[drawn] / candles.volume[drawn] * volume, volume)
    columns = (candles.ts_ms, open_, high, low, close, volume)
    series = Candles.from_arrays(*columns, taker_buy=taker, timeframe=candles.timeframe)
    return replace(series, taker_source=candles.taker_source)


def _prices(candles: Candles) -> tuple[Floats, Floats, Floats, Floats]:
    return candles.open, candles.high, candles.low, candles.close


def _blocks(rng: Generator, usable: int, size: int, block: int) -> NDArray[np.int64]:
    """Numbers of consecutive bars, a new random start every `block` of them."""
    starts = rng.integers(0, usable - block + 1, size=-(-size // block))
    rows: NDArray[np.int64] = (starts[:, None] + np.arange(block)).ravel()[:size]
    return rows


def _chained(bars: Sequence[Floats]) -> list[Floats]:
    """Prices from moves in ATR: each bar starts from the close before it and moves in proportion to it."""
    close = np.cumsum(np.log1p(np.maximum(_ATR_SHARE * bars[3], -0.9)))
    base = _START * np.exp(np.concatenate(([0.0], close[:-1])))
    o, h, low, c = (base * (1 + np.maximum(_ATR_SHARE * column, -0.9)) for column in bars)
    return [o, h, low, c]
