"""Market structure: which swing was superseded, which was broken, and the trend after every bar."""

from maxsignal_methods._jit import Column, kernel

BREAK_ON_CLOSE = 0
BREAK_ON_WICK = 1


@kernel
def supersede(
    high_bar: Column, high: Column, low_bar: Column, low: Column, stack: Column, gone: Column
) -> None:
    """gone[i] := number of the first more extreme high after high i with no low between them."""
    base = 0
    depth = 0
    lows = 0
    for i in range(len(high_bar)):
        while lows < len(low_bar) and low_bar[lows] < high_bar[i]:
            # a low between two highs settles every high before it
            while base < depth and high_bar[stack[base]] < low_bar[lows]:
                base += 1
            lows += 1
        while depth > base and high[stack[depth - 1]] < high[i]:
            depth -= 1
            gone[stack[depth]] = i
        stack[depth] = i
        depth += 1


@kernel
def breaks(
    open_: Column,
    close: Column,
    upper: Column,
    lower: Column,
    high_known: Column,
    high: Column,
    low_known: Column,
    low: Column,
    bar: Column,
    direction: Column,
    swing: Column,
    change: Column,
    trend: Column,
) -> int:
    """Write the breaks of the latest swing on each side; `upper`/`lower` are the prices that must pass.

    When one bar passes both sides its own direction decides, and a doji breaks neither.
    """
    count = 0
    now = 0
    highs = 0
    lows = 0
    high_open = False
    low_open = False
    for t in range(len(close)):
        while highs < len(high_known) and high_known[highs] < t:
            highs += 1
            high_open = True
        while lows < len(low_known) and low_known[lows] < t:
            lows += 1
            low_open = True
        up = high_open and upper[t] > high[highs - 1]
        down = low_open and lower[t] < low[lows - 1]
        if up and down:
            up = close[t] > open_[t]
            down = close[t] < open_[t]
        if up or down:
            side = 1 if up else -1
            bar[count] = t
            direction[count] = side
            swing[count] = highs - 1 if up else lows - 1
            change[count] = 1 if now == -side else 0
            count += 1
            now = side
            if up:
                high_open = False
            else:
                low_open = False
        trend[t] = now
    return count
