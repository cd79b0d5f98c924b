"""The candles a benchmark of the methods runs on: recorded ones, and more of the same kind.

IBM's recorded days, as many as asked for; beyond the record, blocks of it drawn with a fixed seed. Bars are
stamped hourly and get taker volume from where they close, so that sessions and delta have work to do.
"""

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods import Candles

BLOCK = 250
SEED = 20_000_301
HOUR_MS = 3_600_000
# Monday 2024-01-08 00:00 UTC
START_MS = 1_704_672_000_000

DESCRIPTION = (
    "recorded IBM days stamped hourly, taker volume made of the close's place in the bar; sizes beyond the "
    f"record are {BLOCK}-bar blocks of it drawn with seed {SEED}, the drift removed"
)


def series(size: int) -> Candles:
    """The last `size` recorded bars, or a bootstrapped series of that many."""
    record = _recorded()
    bars = record[-size:] if size <= len(record) else _bootstrapped(record, size)
    o, h, low, c, volume = bars.T
    spread = h - low
    place = np.divide(c - low, spread, out=np.full(size, 0.5), where=spread > 0)
    times = START_MS + HOUR_MS * np.arange(size)
    return Candles.from_arrays(times, o, h, low, c, volume, taker_buy=volume * place, timeframe="1h")


def _recorded() -> NDArray[np.float64]:
    lines = (files("maxsignal_ingest") / "recorded" / "IBM.csv").read_text("utf-8").splitlines()[1:]
    return np.array([[float(cell) for cell in line.split(",")[1:]] for line in lines])


def _bootstrapped(record: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Blocks of consecutive bars, each bar read relative to the close before it, chained anew."""
    before = record[:-1, 3]
    steps = np.log(record[1:, :4] / before[:, None])
    starts = np.random.default_rng(SEED).integers(0, len(steps) - BLOCK, size=-(-size // BLOCK))
    rows = (starts[:, None] + np.arange(BLOCK)).ravel()[:size]
    chosen = steps[rows] - steps[rows, 3].mean()  # ends where it began: no price grows without end
    closes = np.cumsum(chosen[:, 3])
    prices = np.exp(chosen + (closes - chosen[:, 3])[:, None]) * record[0, 3]
    return np.column_stack((prices, record[1:][rows, 4]))
