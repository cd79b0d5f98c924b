"""Where price first comes back into the leg of a break."""

from maxsignal_methods._jit import Column, kernel


@kernel
def retracements(
    high: Column,
    low: Column,
    first: Column,
    last: Column,
    stop: Column,
    origin: Column,
    extreme: Column,
    depth: float,
    entry: Column,
) -> None:
    """For each break of leg first..last: its origin and extreme, and the bar that retraces `depth` of it.

    The extreme grows until price retraces; bar t is measured against the extreme of the bars before it.
    """
    for k in range(len(first)):
        start = first[k]
        for t in range(first[k], last[k] + 1):
            if low[t] <= low[start]:
                start = t
        origin[k] = start
        peak = start
        for t in range(start, last[k] + 1):
            if high[t] > high[peak]:
                peak = t
        for t in range(last[k] + 1, stop[k]):
            if low[t] <= high[peak] - depth * (high[peak] - low[start]):
                entry[k] = t
                break
            if high[t] > high[peak]:
                peak = t
        extreme[k] = peak
