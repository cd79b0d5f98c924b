"""Ways to guess delta, and how near each comes to the truth that the simulator knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods import Candles, Params
from maxsignal_methods.methods.delta.detect import bulk_classified, flow
from maxsignal_methods.methods.delta.trades import with_trades
from maxsignal_methods.study import Study
from maxsignal_methods.synth import Flow, Regime, Venue, trade

type Floats = NDArray[np.float64]

BARS = 4000
WARM_UP = 60
# trades in a bar: a minute, some minutes, an hour of one and the same market
SIZES = (20, 100, 400)
LEANS = {"noise": 0.0, "informed": 0.4}


def market(trades: int, informed: float) -> Flow:
    rng = np.random.default_rng(7)
    regime = Regime.lively(rng, BARS, informed=informed)
    return trade(rng, regime, Venue(trades=trades), timeframe="1m")


def true_delta(candles: Candles) -> Floats:
    return flow(Study(candles, Params())).delta


def estimates(market: Flow) -> Mapping[str, Floats]:
    c = market.candles
    unsigned = replace(market.trades, side=None)
    spread = c.high - c.low
    safe = np.where(spread > 0, spread, 1.0)
    return {
        "trades": true_delta(with_trades(c, market.trades)),
        "tick": true_delta(with_trades(c, unsigned)),
        "bvc": bulk_classified(c, Params().delta.sigma),
        "body": c.volume * (c.close - c.open) / safe,
        "sign": c.volume * np.sign(c.close - c.open),
        "clv": c.volume * (2 * (c.close - c.low) / safe - 1),
    }


def accuracy(guess: Floats, true: Floats, volume: Floats) -> tuple[float, float, float]:
    """Share of volume given to the right side, correlation per bar, correlation of the running sums."""
    wrong = np.abs(guess - true).sum() / 2 / volume.sum()
    totals = np.corrcoef(np.cumsum(guess), np.cumsum(true))[0, 1]
    return 1 - wrong, np.corrcoef(guess, true)[0, 1], totals


def measured(name: str, trades: int) -> Mapping[str, tuple[float, float, float]]:
    own = market(trades, LEANS[name])
    true, volume = true_delta(own.candles)[WARM_UP:], own.candles.volume[WARM_UP:]
    guesses = estimates(own).items()
    return {source: accuracy(guess[WARM_UP:], true, volume) for source, guess in guesses}


def row(name: str, trades: int, estimators: Sequence[str]) -> str:
    """A line of the table in docs/methods-evidence.md."""
    found = measured(name, trades)
    cells = (" / ".join(f"{figure:.2f}" for figure in found[source]) for source in estimators)
    return f"| {name}, {trades} | {' | '.join(cells)} |"
