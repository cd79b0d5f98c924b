"""Fair value gaps and their lives in one walk over the bars."""

from math import inf

from maxsignal_methods._jit import Column, Grid, filled, grid, kernel
from maxsignal_methods.kernels.measures import in_atr
from maxsignal_methods.kernels.zones import FILLED, HALF, INVALID, TOUCHED, Table, new_table, write


@kernel
def gaps(bars: Column, atr: Column, least: float) -> Table:
    """Three-bar gaps of at least `least` ATR with their lives: those of rising prices, then of falling."""
    up, down = bars
    rises, falls = _gap_bars(up, atr, least), _gap_bars(down, atr, least)
    table = new_table(len(rises) + len(falls))
    _write_side(1, rises, (up, atr), table, 0)
    _write_side(-1, falls, (down, atr), table, len(rises))
    return table


@kernel
def _gap_bars(side: Column, atr: Column, least: float) -> Column:
    """Last bars of the gaps: the bar before closes beyond the first one."""
    _, high, low, close = side
    found = filled(len(close), 0)
    count = 0
    for t in range(2, len(close)):
        size = low[t] - high[t - 2]
        if size > 0 and close[t - 1] > high[t - 2] and (least <= 0 or size >= least * atr[t]):
            found[count] = t
            count += 1
    return found[:count]


@kernel
def _write_side(sign: int, known: Column, measures: Column, table: Table, first: int) -> None:
    (_, high, low, close), atr = measures
    levels = grid(3, len(known), 0.0)
    top, middle, bottom = levels[0], levels[1], levels[2]
    for k in range(len(known)):
        t = known[k]
        top[k], bottom[k] = low[t], high[t - 2]
        middle[k] = (top[k] + bottom[k]) / 2
        zone = (top[k], bottom[k], in_atr(top[k] - bottom[k], atr[t]))
        write(table, first + k, (0, sign, t - 1, t, -1), zone)
    _follow(known, levels, (low, close), table[0], first)


@kernel
def _follow(known: Column, levels: Grid, bars: Column, zones: Grid, first: int) -> None:
    """Walk over the bars with the open gaps stacked by each level: what price reaches is on top."""
    top, middle, bottom = levels[0], levels[1], levels[2]
    low, close = bars
    stacks = grid(4, len(known), 0)
    fresh, half, through, held = stacks[0], stacks[1], stacks[2], stacks[3]
    a = b = c = d = 0
    row = 0
    # the highest level of all: a bar above it touches nothing
    alert = -inf
    for t in range(known[0] if len(known) else len(low), len(low)):
        if low[t] <= alert:
            a = _hit(fresh, a, top, low[t], (zones[TOUCHED], first, t))
            b = _hit(half, b, middle, low[t], (zones[HALF], first, t))
            c = _hit(through, c, bottom, low[t], (zones[FILLED], first, t))
            while d > 0 and close[t] < bottom[held[d - 1]]:
                d -= 1
                zones[INVALID][first + held[d]] = t
            alert = max(_nearest(fresh, a, top), _nearest(half, b, middle), _nearest(held, d, bottom))
        if row < len(known) and known[row] == t:
            a = _push(fresh, a, top, row)
            b = _push(half, b, middle, row)
            c = _push(through, c, bottom, row)
            d = _push(held, d, bottom, row)
            alert = max(alert, top[row])
            row += 1


@kernel
def _hit(stack: Column, depth: int, level: Column, price: float, out: Column) -> int:
    """Write the bar for every gap whose level was reached; the depth that is left."""
    life, first, t = out
    while depth > 0 and price <= level[stack[depth - 1]]:
        depth -= 1
        life[first + stack[depth]] = t
    return depth


@kernel
def _nearest(stack: Column, depth: int, level: Column) -> float:
    return level[stack[depth - 1]] if depth > 0 else -inf


@kernel
def _push(stack: Column, depth: int, level: Column, row: int) -> int:
    """Newer gaps lie higher, but for some that overlap: those go below."""
    at = depth
    while at > 0 and level[stack[at - 1]] > level[row]:
        stack[at] = stack[at - 1]
        at -= 1
    stack[at] = row
    return depth + 1
