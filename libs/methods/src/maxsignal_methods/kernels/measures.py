"""Measures that need a scan: average true range, and the middle of a moving window."""

from math import inf, nan

from maxsignal_methods._jit import Column, Grid, filled, kernel


@kernel
def average_ranges(high: Column, low: Column, close: Column, period: int) -> Column:
    """Wilder's average true range of the bars before t, for t up to one past the last; NaN in warm-up."""
    size = len(close)
    averaged = filled(size + 1, nan)
    if size < period:
        return averaged
    total = 0.0
    before = close[0]
    for t in range(period):
        total += _true_range(high[t], low[t], before if t else low[t])
        before = close[t]
    average = total / period
    averaged[period] = average
    for t in range(period, size):
        average = (average * (period - 1) + _true_range(high[t], low[t], close[t - 1])) / period
        averaged[t + 1] = average
    return averaged


@kernel
def _true_range(high: float, low: float, before: float) -> float:
    """High to low, including the close before."""
    return (max(before, high)) - (min(before, low))


@kernel
def in_atr(size: float, atr: float) -> float:
    """A price distance in ATRs, 0 where ATR is unavailable."""
    if atr > 0:
        share = size / atr
        if abs(share) < inf:
            return share
    return 0.0


@kernel
def moving_middle(values: Column, window: Column, out: Grid) -> None:
    """Median of the values before each bar and, if there is a column for it, median absolute deviation.

    `window` are the first values, sorted; it is kept sorted by binary search.
    """
    size = len(window)
    lower, upper = (size - 1) // 2, size // 2
    for t in range(size, len(values)):
        middle = (window[lower] + window[upper]) / 2
        out[0][t] = middle
        if len(out) > 1:
            out[1][t] = _middle_distance(window, middle, lower, upper)
        _replace(window, values[t - size], values[t])


@kernel
def _replace(window: Column, old: float, new: float) -> None:
    """Take the old value out of a sorted window and put the new one in."""
    out = _rank(window, old)
    into = _rank(window, new)
    if into > out:
        window[out : into - 1] = window[out + 1 : into]
        window[into - 1] = new
    else:
        window[into + 1 : out + 1] = window[into:out]
        window[into] = new


@kernel
def _rank(window: Column, value: float) -> int:
    """How many values of a sorted window lie below this one."""
    low, high = 0, len(window)
    while low < high:
        middle = (low + high) // 2
        if window[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _middle_distance(window: Column, centre: float, lower: int, upper: int) -> float:
    """Median of the distances from the centre: of a sorted window, the nearest values are a run."""
    low, high = 0, len(window) - lower - 1
    while low < high:
        first = (low + high) // 2
        if centre - window[first] > window[first + lower + 1] - centre:
            low = first + 1
        else:
            high = first
    last = low + lower
    near: float = max(centre - window[low], window[last] - centre)
    if lower == upper:
        return near
    before = centre - window[low - 1] if low > 0 else inf
    after = window[last + 1] - centre if last + 1 < len(window) else inf
    return (near + min(before, after)) / 2
