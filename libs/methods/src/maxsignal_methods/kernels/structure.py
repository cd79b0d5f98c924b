"""Market structure: which swing was superseded, which was broken, and the trend after every bar."""

from maxsignal_methods._jit import Column, kernel


@kernel
def supersede(highs: Column, low_bar: Column, stack: Column, gone: Column) -> None:
    """gone[i] := number of the first more extreme high after high i with no low between them.

    `highs` are the (bar, level) columns of the swing highs, `low_bar` the bars of the lows, and `stack`
    is room for one number per high.
    """
    bar, level = highs
    base = 0
    depth = 0
    lows = 0
    for i in range(len(bar)):
        while lows < len(low_bar) and low_bar[lows] < bar[i]:
            # a low between two highs settles every high before it
            while base < depth and bar[stack[base]] < low_bar[lows]:
                base += 1
            lows += 1
        while depth > base and level[stack[depth - 1]] < level[i]:
            depth -= 1
            gone[stack[depth]] = i
        stack[depth] = i
        depth += 1


@kernel
def breaks(bars: Column, highs: Column, lows: Column, out: Column, trend: Column) -> int:
    """Write the breaks of the latest swing on each side and return their number.

    `bars` are open, close and the prices that must pass a high and a low; `highs`/`lows` the (known,
    level) of the swings; `out` receives bar, direction, swing number and 1 for a change of trend.
    When one bar passes both sides its own direction decides, and a doji breaks neither.
    """
    open_, close, upper, lower = bars
    count = 0
    now = 0
    high = -1
    low = -1
    high_open = False
    low_open = False
    for t in range(len(close)):
        while high + 1 < len(highs[0]) and highs[0][high + 1] < t:
            high += 1
            high_open = True
        while low + 1 < len(lows[0]) and lows[0][low + 1] < t:
            low += 1
            low_open = True
        up = high_open and upper[t] > highs[1][high]
        down = low_open and lower[t] < lows[1][low]
        if up and down:
            up = close[t] > open_[t]
            down = close[t] < open_[t]
        if up or down:
            side = 1 if up else -1
            out[0][count] = t
            out[1][count] = side
            out[2][count] = high if up else low
            out[3][count] = 1 if now == -side else 0
            count += 1
            now = side
            high_open = high_open and not up
            low_open = low_open and not down
        trend[t] = now
    return count
