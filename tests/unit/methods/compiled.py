"""Series that send every kernel down its branches; run with a folder, it writes their events there."""

import json
import pkgutil
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from maxsignal_methods import Candles, Params, detect, kernels, warm_up
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


def _again(series: Candles, **changed: ArrayLike) -> Candles:
    names = ("ts_ms", "open", "high", "low", "close", "volume", "taker_buy")
    columns: dict[str, Any] = {name: getattr(series, name) for name in names} | changed
    return Candles.from_arrays(**columns, timeframe=series.timeframe)


SERIES: dict[str, tuple[Candles, Params]] = {
    **{f"{size} candles": (WALK[:size], Params()) for size in range(6)},
    "walk with taker volume": (WALK, Params()),
    "walk on estimated delta": (IDLE, Params()),
    "walk with gaps in time": (_again(LATE, ts_ms=LATE.ts_ms + GAPS_MS), Params()),
    "walk with idle bars": (_again(IDLE, volume=np.where(np.arange(700) % 7, IDLE.volume, 0.0)), Params()),
    "grid of ties": (_grid(), SMALL),
    "grid broken by wicks": (_grid(), WICKS),
    "grid with short windows": (_grid(), QUICK),
    "recorded days": (recorded("IBM"), Params()),
}


def events(name: str) -> Events:
    series, params = SERIES[name]
    return detect(series, params).events


def compiled_forms() -> dict[str, int]:
    """How many forms of each kernel numba holds."""
    names = [module.name for module in pkgutil.iter_modules(kernels.__path__, f"{kernels.__name__}.")]
    found = [kernel for name in names for kernel in vars(import_module(name)).values()]
    return {kernel.__name__: len(kernel.signatures) for kernel in found if hasattr(kernel, "signatures")}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    warm_up()
    warm = compiled_forms()
    for name_ in SERIES:
        (folder / name_).write_bytes(events(name_).tobytes())
    (folder / "late.json").write_text(json.dumps(sorted(warm.items() ^ compiled_forms().items())))
