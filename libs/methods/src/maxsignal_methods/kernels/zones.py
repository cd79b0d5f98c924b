"""The candle a break leaves behind, and the range that structure last spanned."""

from maxsignal_methods._jit import Column, kernel


@kernel
def order_blocks(
    open_: Column,
    high: Column,
    low: Column,
    close: Column,
    limit: Column,
    first: Column,
    last: Column,
    block: Column,
) -> None:
    """block[k] := the lowest down-close bar of first[k]..last[k]-1 (later on ties).

    Bars as wide as `limit` do not count unless all are; without a down close the lowest bar counts.
    """
    for k in range(len(first)):
        best = -1
        best_rank = -1
        for t in range(first[k], last[k]):
            rank = 0 if high[t] - low[t] >= limit[t] else 2
            if close[t] < open_[t]:
                rank += 1
            if rank > best_rank or (rank == best_rank and low[t] <= low[best]):
                best = t
                best_rank = rank
        block[k] = best


@kernel
def dealing_ranges(
    size: int,
    high_known: Column,
    high_broken: Column,
    low_known: Column,
    low_broken: Column,
    bar: Column,
    top: Column,
    bottom: Column,
    end: Column,
) -> int:
    """Write each span between the latest unbroken high and low: numbers of the swings, first and end bar."""
    count = 0
    high_stack = [0 for _ in high_known]
    low_stack = [0 for _ in low_known]
    highs = 0
    lows = 0
    high_depth = 0
    low_depth = 0
    for t in range(size):
        while highs < len(high_known) and high_known[highs] <= t:
            high_stack[high_depth] = highs
            high_depth += 1
            highs += 1
        while lows < len(low_known) and low_known[lows] <= t:
            low_stack[low_depth] = lows
            low_depth += 1
            lows += 1
        while high_depth > 0 and 0 <= high_broken[high_stack[high_depth - 1]] <= t:
            high_depth -= 1
        while low_depth > 0 and 0 <= low_broken[low_stack[low_depth - 1]] <= t:
            low_depth -= 1
        upper = high_stack[high_depth - 1] if high_depth > 0 else -1
        lower = low_stack[low_depth - 1] if low_depth > 0 else -1
        live = count > 0 and end[count - 1] < 0
        if live and (top[count - 1] != upper or bottom[count - 1] != lower):
            end[count - 1] = t
            live = False
        if not live and upper >= 0 and lower >= 0:
            bar[count] = t
            top[count] = upper
            bottom[count] = lower
            count += 1
    return count
