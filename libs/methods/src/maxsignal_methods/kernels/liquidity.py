"""Resting liquidity: equal highs that form a pool, and how a level is swept or broken."""

from maxsignal_methods._jit import Column, kernel

SWEPT = 1
BROKEN = 2
# closes running beyond the tolerance that mean acceptance
ACCEPTED = 2

# columns of the pool table
SWING, PREVIOUS, REPLACED, TOUCHES = range(4)
EXTREME, FLOOR = range(2)


@kernel
def pools(high: Column, swings: Column, tolerance: Column, book: Column) -> int:
    """Join each new swing high to the latest earlier one within tolerance that nothing has exceeded.

    `swings` are bar, known, level and the oldest bar each may be joined to. `book` is the pool each swing
    belongs to (-1: none), the pools' integer columns and their prices. A third touch writes a new row
    that replaces the old one.
    """
    bar, known, level, oldest = swings
    share, atr = tolerance
    member, table, prices = book
    count = 0
    for i in range(len(bar)):
        for j in range(i - 1, -1, -1):
            if bar[j] < oldest[i]:
                break
            pool = member[j]
            if pool >= 0 and table[REPLACED][pool] >= 0:
                continue
            top = level[j] if pool < 0 else prices[EXTREME][pool]
            if not abs(top - level[i]) <= share * atr[known[i]]:
                continue
            # a pool that was traded through is taken; a lone swing may be missed by the tolerance
            if pool >= 0 and level[i] > top:
                continue
            if not _exceeded(high, max(top, level[i]), bar[j] + 1, bar[i]):
                _join(i, j, count, swings, book)
                count += 1
                break
    return count


@kernel
def _exceeded(high: Column, level: float, first: int, end: int) -> bool:
    t = first
    while t < end and high[t] <= level:
        t += 1
    return t < end


@kernel
def _join(i: int, j: int, row: int, swings: Column, book: Column) -> None:
    """Write the pool of swings i and j, or of swing i and the pool of j, into a row of its own."""
    member, table, prices = book
    level = swings[2]
    pool = member[j]
    top, floor, touches = level[j], level[j], 1
    if pool >= 0:
        top, floor, touches = prices[EXTREME][pool], prices[FLOOR][pool], table[TOUCHES][pool]
        table[REPLACED][pool] = swings[1][i]
    table[SWING][row] = i
    table[PREVIOUS][row] = pool
    table[TOUCHES][row] = touches + 1
    prices[EXTREME][row] = max(top, level[i])
    prices[FLOOR][row] = min(floor, level[i])
    member[i] = row
    member[j] = row


@kernel
def sweeps(bars: Column, level: Column, taken: Column, rule: Column, out: Column) -> None:
    """From the bar that first trades above each level: closed back below (swept) or accepted (broken).

    `bars` are high, close and ATR. Two closes running beyond the tolerance of `rule` in ATR, or no close back
    within its number of bars, is acceptance. `out` receives the outcome, its bar and the bar of the extreme.
    """
    high, close, atr = bars
    patience, tolerance = rule
    for k in range(len(level)):
        if taken[k] < 0:
            continue
        beyond = 0
        top = taken[k]
        for t in range(taken[k], min(taken[k] + patience + 1, len(close))):
            if high[t] > high[top]:
                top = t
            beyond = beyond + 1 if close[t] > level[k] + tolerance * atr[t] else 0
            if close[t] < level[k]:
                out[0][k] = SWEPT
            elif beyond == ACCEPTED or t == taken[k] + patience:
                out[0][k] = BROKEN
            if out[0][k] > 0:
                out[1][k] = t
                out[2][k] = top
                break
