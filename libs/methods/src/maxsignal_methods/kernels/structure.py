"""Market structure: swings, which of them was superseded or broken, and the trend after every bar.

`bars` are both sides' columns OPEN..CLOSE: the prices as they are, and mirrored.
"""

from maxsignal_methods._jit import Column, Grid, filled, grid, kernel
from maxsignal_methods.kernels.measures import in_atr

OPEN, HIGH, LOW, CLOSE = range(4)
# columns of one side's swings; BROKEN and SUPERSEDED are bars, -1 for never
SWING_BAR, BROKEN, SUPERSEDED = range(3)
# columns of the breaks: SWING is a number on its side, CHANGE is 1 where the trend turned, ORIGIN a bar
BREAK_BAR, DIRECTION, SWING, CHANGE, ORIGIN = range(5)


@kernel
def structure(bars: Column, measures: Column, rule: Column) -> tuple[Grid, Grid, Grid, Column, Column]:
    """Swing highs, mirrored swing lows, breaks, the displacement of each break's leg, and the trend.

    `measures` are the sign of each bar's displacement (0: none) and ATR; `rule` says how far a swing
    reaches and whether a wick breaks it.
    """
    up, down = bars
    reach = rule[0]
    highs, lows = swing_highs(up[HIGH], reach), swing_highs(down[HIGH], reach)
    tops, bottoms = grid(3, len(highs), -1), grid(3, len(lows), -1)
    _supersede(highs, lows, up[HIGH], reach, tops)
    _supersede(lows, highs, down[HIGH], reach, bottoms)
    breaks = grid(5, len(highs) + len(lows), 0)
    trend = filled(len(up[CLOSE]), 0)
    count = _find_breaks(bars, (highs, lows), rule, breaks, trend)
    strength = filled(count, 0.0)
    for k in range(count):
        swings = tops if breaks[DIRECTION][k] > 0 else bottoms
        swing = breaks[SWING][k]
        swings[BROKEN][swing] = breaks[BREAK_BAR][k]
        breaks[ORIGIN][k] = swings[SWING_BAR][swing]
        strength[k] = _leg_displacement(k, breaks, up, measures)
    return tops, bottoms, breaks, strength, trend


@kernel
def displacements(bars: Column, atr: Column, rule: Column) -> Column:
    """The sign of every bar whose body is large in ATR and in its own spread (`rule`), 0 for the others."""
    open_, high, low, close = bars
    least_atr, least_share = rule
    moved = filled(len(close), 0)
    for t in range(len(close)):
        body = close[t] - open_[t]
        if abs(body) >= least_atr * atr[t] and abs(body) >= least_share * (high[t] - low[t]):
            moved[t] = 1 if body > 0 else -1
    return moved


@kernel
def swing_highs(high: Column, reach: int) -> Column:
    """Bars above all `reach` bars before and not below any of `reach` after: a plateau counts once."""
    found = filled(len(high), 0)
    count = 0
    for i in range(reach, len(high) - reach):
        top = high[i]
        if high[i - 1] >= top or high[i + 1] > top:
            continue
        k = 2
        while k <= reach and high[i - k] < top and high[i + k] <= top:
            k += 1
        if k > reach:
            found[count] = i
            count += 1
    return found[:count]


@kernel
def _supersede(bar: Column, low_bar: Column, high: Column, reach: int, swings: Grid) -> None:
    """Write the highs, each superseded once a more extreme one is known with no low between them."""
    stack = filled(len(bar), 0)
    base = 0
    depth = 0
    lows = 0
    for i in range(len(bar)):
        swings[SWING_BAR][i] = bar[i]
        while lows < len(low_bar) and low_bar[lows] < bar[i]:
            # a low between two highs settles every high before it
            while base < depth and bar[stack[base]] < low_bar[lows]:
                base += 1
            lows += 1
        while depth > base and high[bar[stack[depth - 1]]] < high[bar[i]]:
            depth -= 1
            swings[SUPERSEDED][stack[depth]] = bar[i] + reach
        stack[depth] = i
        depth += 1


@kernel
def _find_breaks(bars: Column, swings: Column, rule: Column, breaks: Grid, trend: Column) -> int:
    """Write the breaks of the latest swing on each side and return their number.

    When one bar passes both sides its own direction decides, and a doji breaks neither.
    """
    up, down = bars
    highs, lows = swings
    reach, wick = rule
    upper, lower = (up[HIGH], down[HIGH]) if wick else (up[CLOSE], down[CLOSE])
    count = 0
    now = 0
    high = -1
    low = -1
    high_open = False
    low_open = False
    for t in range(len(trend)):
        while high + 1 < len(highs) and highs[high + 1] + reach < t:
            high += 1
            high_open = True
        while low + 1 < len(lows) and lows[low + 1] + reach < t:
            low += 1
            low_open = True
        above = high_open and upper[t] > up[HIGH][highs[high]]
        below = low_open and lower[t] > down[HIGH][lows[low]]
        if above and below:
            above = up[CLOSE][t] > up[OPEN][t]
            below = up[CLOSE][t] < up[OPEN][t]
        if above or below:
            side = 1 if above else -1
            breaks[BREAK_BAR][count] = t
            breaks[DIRECTION][count] = side
            breaks[SWING][count] = high if above else low
            breaks[CHANGE][count] = 1 if now == -side else 0
            count += 1
            now = side
            high_open = high_open and not above
            low_open = low_open and not below
        trend[t] = now
    return count


@kernel
def _leg_displacement(k: int, breaks: Grid, up: Column, measures: Column) -> float:
    """Size in ATR of the newest displacement bar between swing and break in the break's direction."""
    moved, atr = measures
    for t in range(breaks[BREAK_BAR][k], breaks[ORIGIN][k] - 1, -1):
        if moved[t] == breaks[DIRECTION][k]:
            return in_atr(abs(up[CLOSE][t] - up[OPEN][t]), atr[t])
    return 0.0
