"""The range that structure last spanned."""

from maxsignal_methods._jit import Column, kernel


@kernel
def dealing_ranges(size: int, highs: Column, lows: Column, stacks: Column, out: Column) -> int:
    """Write each span between the latest unbroken high and low and return their number.

    `highs`/`lows` are (known, broken) bars of the swings, `stacks` room for the numbers of both; `out`
    receives the bar a span begins, the numbers of its high and low, and the bar it ends (-1: not yet).
    """
    count = 0
    high = -1
    low = -1
    high_depth = 0
    low_depth = 0
    for t in range(size):
        while high + 1 < len(highs[0]) and highs[0][high + 1] <= t:
            high += 1
            stacks[0][high_depth] = high
            high_depth += 1
        while low + 1 < len(lows[0]) and lows[0][low + 1] <= t:
            low += 1
            stacks[1][low_depth] = low
            low_depth += 1
        while high_depth > 0 and 0 <= highs[1][stacks[0][high_depth - 1]] <= t:
            high_depth -= 1
        while low_depth > 0 and 0 <= lows[1][stacks[1][low_depth - 1]] <= t:
            low_depth -= 1
        upper = stacks[0][high_depth - 1] if high_depth > 0 else -1
        lower = stacks[1][low_depth - 1] if low_depth > 0 else -1
        live = count > 0 and out[3][count - 1] < 0
        if live and (out[1][count - 1] != upper or out[2][count - 1] != lower):
            out[3][count - 1] = t
            live = False
        if not live and upper >= 0 and lower >= 0:
            out[0][count] = t
            out[1][count] = upper
            out[2][count] = lower
            count += 1
    return count
