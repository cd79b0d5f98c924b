"""Statistics of the bars before t, recomputed from scratch for every bar."""

import statistics
from collections.abc import Sequence


def prior_mean(values: Sequence[float], window: int, t: int) -> float | None:
    return statistics.fmean(values[t - window : t]) if t >= window else None


def prior_rank(values: Sequence[float], window: int, t: int) -> float | None:
    return sum(x < values[t] for x in values[t - window : t]) / window if t >= window else None


def robust_z(values: Sequence[float], window: int, t: int) -> float | None:
    """None before warm-up and where the window did not move."""
    if t < window:
        return None
    before = values[t - window : t]
    middle = statistics.median(before)
    spread = statistics.median(abs(x - middle) for x in before)
    return (values[t] - middle) / (1.4826 * spread) if spread > 0 else None


def wilder_atr(high: list[float], low: list[float], close: list[float], period: int, t: int) -> float | None:
    """ATR of the bars up to t."""
    if t + 1 < period:
        return None
    ranges = [high[0] - low[0]] + [
        max(high[i] - low[i], abs(high[i] - close[i - 1]), abs(low[i] - close[i - 1]))
        for i in range(1, t + 1)
    ]
    average = statistics.fmean(ranges[:period])
    for value in ranges[period:]:
        average = (average * (period - 1) + value) / period
    return average
