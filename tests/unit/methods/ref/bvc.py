"""Bulk volume classification from the definition, one bar at a time."""

from collections.abc import Sequence
from statistics import NormalDist, fmean

from tests.unit.methods.ref.told import Market


def deltas(m: Market, window: int) -> list[float | None]:
    """v * (2 Phi(change / sigma) - 1), sigma of the `window` changes before; None before they are there."""
    return [_delta(m, window, t) for t in range(len(m.bars))]


def _delta(m: Market, window: int, t: int) -> float | None:
    if t <= window:
        return None
    before = [m.close[k] - m.close[k - 1] for k in range(t - window, t)]
    mean = fmean(before)
    sigma: float = fmean([(change - mean) ** 2 for change in before]) ** 0.5
    if sigma == 0:
        return 0.0
    return m.volume[t] * (2 * NormalDist().cdf((m.close[t] - m.close[t - 1]) / sigma) - 1)


def dominance(deltas: Sequence[float | None], volume: Sequence[float], bars: int) -> float | None:
    """Net delta of the last bars over their volume; None while one of them has no delta."""
    newest = deltas[-bars:]
    known = [delta for delta in newest if delta is not None]
    traded = sum(volume[-bars:])
    return sum(known) / traded if traded and len(known) == len(newest) else None
