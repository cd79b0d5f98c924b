"""Causal measures of a bar: every threshold is made of earlier bars only.

Before warm-up a value is NaN, and a comparison with NaN is false: a rule without its measure is silent.
Windows are summed bar by bar in one fixed order: a prefix gives the same bits as the whole series.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from maxsignal_methods._jit import column, grid
from maxsignal_methods.candles import Floats
from maxsignal_methods.kernels.measures import moving_middle

# 1.4826 MAD estimates the standard deviation of normal data.
MAD_TO_SIGMA = 1.4826


def lag(values: Floats, bars: int = 1) -> Floats:
    """The value `bars` ago, NaN where there is none."""
    lagged = np.full(len(values), np.nan)
    if bars < len(values):
        lagged[bars:] = values[: len(values) - bars]
    return lagged


def prior_sum(values: Floats, window: int) -> Floats:
    """Sum of the `window` values before bar t."""
    sums = np.full(len(values), np.nan)
    count = len(values) - window
    if count > 0:
        total = np.zeros(count)
        for offset in range(window):
            total += values[offset : offset + count]
        sums[window:] = total
    return sums


def prior_deviation(values: Floats, window: int) -> Floats:
    """Population standard deviation of the `window` values before bar t."""
    deviations = np.full(len(values), np.nan)
    count = len(values) - window
    if count > 0:
        mean = prior_sum(values, window)[window:] / window
        squares = np.zeros(count)
        for offset in range(window):
            step = values[offset : offset + count] - mean
            squares += step * step
        deviations[window:] = np.sqrt(squares / window)
    return deviations


def prior_min(values: Floats, window: int) -> Floats:
    """Least of the `window` values before bar t."""
    least = np.full(len(values), np.nan)
    if len(values) > window:
        lowest, span = values[:-1], 1
        while span < window:
            # two windows that overlap make a longer one
            step = min(span, window - span)
            lowest, span = np.minimum(lowest[:-step], lowest[step:]), span + step
        least[window:] = lowest
    return least


def prior_rank(values: Floats, window: int) -> Floats:
    """Share of the `window` values before bar t that lie below it; NaN if one of them is missing."""
    ranks = np.full(len(values), np.nan)
    if len(values) > window:
        before = sliding_window_view(values, window)[:-1]
        below = np.count_nonzero(before < values[window:, None], axis=1) / window
        ranks[window:] = np.where(known_windows(values, window), below, np.nan)
    return ranks


def known_windows(values: Floats, window: int) -> NDArray[np.bool_]:
    """For each t >= window: are bar t and the `window` values before it all finite?"""
    missing = np.concatenate(([0], np.cumsum(~np.isfinite(values))))
    inside: NDArray[np.bool_] = missing[window + 1 :] == missing[: -window - 1]
    return inside


def prior_median(values: Floats, window: int) -> Floats:
    """Median of the `window` values before bar t; NaN if one of them, or bar t, is missing."""
    (median,) = _middles(values, window, 1)
    return median


def robust_z(values: Floats, window: int) -> Floats:
    """Distance from the median of earlier bars in robust sigmas; NaN where they did not move."""
    median, spread = _middles(values, window, 2)
    return ratio(values - median, MAD_TO_SIGMA * spread)


def _middles(values: Floats, window: int, wanted: int) -> list[Floats]:
    """Median and, if two columns are wanted, the median absolute deviation from it."""
    middles = np.full((wanted, len(values)), np.nan)
    edges = np.flatnonzero(np.diff(np.isfinite(values), prepend=False, append=False)).tolist()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        own, found = values[first:last], grid(wanted, last - first, np.nan)
        if len(own) > window:
            moving_middle(column(own), column(np.sort(own[:window])), found)
        middles[:, first:last] = found
    return list(middles)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Quotient, NaN wherever the whole is not positive or the quotient is not a finite number."""
    with np.errstate(all="ignore"):
        quotient = np.where(whole > 0, part / whole, np.nan)
    return np.where(np.isfinite(quotient), quotient, np.nan)


def normal_cdf(values: Floats) -> Floats:
    """Standard normal distribution function; NaN stays NaN."""
    return np.array([(1 + math.erf(x / math.sqrt(2))) / 2 for x in values.tolist()])
