"""Series that send every kernel down its branches; run with a folder, it writes the events of each into it."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.candles import HOUR_MS
from maxsignal_methods.events import Events
from tests.unit.methods.build import QUICK, SMALL, candles, recorded, walk

WALK, IDLE = walk(1_500, seed=4), walk(700, seed=5, taker=False)
LATE = walk(600, seed=6, timeframe="1h")
GAPS_MS = HOUR_MS * np.random.default_rng(7).choice([0, 0, 0, 0, 5, 60], size=len(LATE)).cumsum()
WICKS = replace(SMALL, smc=replace(SMALL.smc, break_on="wick", block_fails_on="wick", block_zone="body"))


def _grid() -> Candles:
    """Whole prices from 1 to 12: ties, plateaus and flat bars everywhere."""
    rng = np.random.default_rng(8)
    paths = np.clip(6 + rng.integers(-1, 2, size=(900, 4)).cumsum().reshape(900, 4) % 12, 1, 12)
    bars = np.column_stack((paths[:, 0], paths.max(axis=1), paths.min(axis=1), paths[:, 3]))
    return candles(bars.tolist(), volume=rng.integers(0, 50, size=900))


SERIES: dict[str, tuple[Candles, Params]] = {
    **{f"{size} candles": (WALK[:size], Params()) for size in range(6)},
    "walk with taker volume": (WALK, Params()),
    "walk on estimated delta": (IDLE, Params()),
    "walk with gaps in time": (replace(LATE, ts_ms=LATE.ts_ms + GAPS_MS), Params()),
    "walk with idle bars": (replace(IDLE, volume=np.where(np.arange(700) % 7, IDLE.volume, 0.0)), Params()),
    "grid of ties": (_grid(), SMALL),
    "grid broken by wicks": (_grid(), WICKS),
    "grid with short windows": (_grid(), QUICK),
    "recorded days": (recorded("IBM"), Params()),
}


def events(name: str) -> Events:
    series, params = SERIES[name]
    return detect(series, params).events


if __name__ == "__main__":
    for name_ in SERIES:
        Path(sys.argv[1], name_).write_bytes(events(name_).tobytes())
