"""Where price first comes back into the leg of a break."""

from maxsignal_methods._jit import Column, kernel


@kernel
def retracements(bars: Column, legs: Column, depth: float, out: Column) -> None:
    """For each break: where its leg began, its extreme, and the bar that retraces `depth` of it.

    `bars` are high and low, `legs` the first and last bar of each leg and the bar of the next break;
    `out` receives the bars of origin, extreme and entry (-1: none). The extreme grows until price
    retraces; bar t is measured against the extreme of the bars before it.
    """
    high, low = bars
    first, last, stop = legs
    for k in range(len(first)):
        start = first[k]
        for t in range(first[k], last[k] + 1):
            if low[t] <= low[start]:
                start = t
        peak = start
        for t in range(start, last[k] + 1):
            if high[t] > high[peak]:
                peak = t
        for t in range(last[k] + 1, stop[k]):
            if low[t] <= high[peak] - depth * (high[peak] - low[start]):
                out[2][k] = t
                break
            if high[t] > high[peak]:
                peak = t
        out[0][k] = start
        out[1][k] = peak
