"""Order blocks: the last candle against each break, and its life."""

from maxsignal_methods._jit import Column, kernel
from maxsignal_methods.kernels.reach import first_below, zone_life
from maxsignal_methods.kernels.structure import BREAK_BAR, CLOSE, DIRECTION, HIGH, LOW, OPEN, ORIGIN
from maxsignal_methods.kernels.zones import Table, live, new_table, write


@kernel
def blocks(bars: Column, reaches: Column, measures: Column, rule: Column) -> Table:
    """The blocks under rising breaks, then those over falling ones; rows not needed stay empty at the end.

    `measures` are ATR, the columns of the breaks, the displacement of their legs. `rule` says how many ATR
    make a bar too wide, whether the body is the zone and whether a wick ends it.
    """
    table = new_table(len(measures[2]))
    rows = _write_side(1, (bars[0], reaches[0]), measures, rule, (table, 0))
    _write_side(-1, (bars[1], reaches[1]), measures, rule, (table, rows))
    return table


@kernel
def _write_side(sign: int, side: Column, measures: Column, rule: Column, out: Column) -> int:
    bars, reach = side
    atr, breaks, displacement = measures
    table = out[0]
    row: int = out[1]
    newest = -1
    for k in range(len(displacement)):
        if breaks[DIRECTION][k] != sign:
            continue
        known = breaks[BREAK_BAR][k]
        bar = _last_opposite(bars, (atr, rule[0]), breaks[ORIGIN][k], known)
        # two breaks may rest on one candle: it is one block, known at the first of them
        if bar != newest:
            newest = bar
            top, bottom = _edges(bars, bar, rule)
            write(table, row, (0, sign, bar, known, k), (top, bottom, displacement[k]))
            live(table[0], row, _life(reach, known + 1, (top, bottom), rule))
            row += 1
    return row


@kernel
def _life(reach: Column, start: int, zone: Column, rule: Column) -> tuple[int, int, int, int]:
    """As of any zone, but its middle is lost by a close and a wick may end it."""
    top, bottom = zone
    touched, _, through, end = zone_life(reach, start, top, bottom)
    half = first_below(reach[2], reach[3], start, (top + bottom) / 2)
    if rule[2]:
        end = first_below(reach[0], reach[1], start, bottom)
    return touched, half, through, end


@kernel
def _last_opposite(side: Column, limit: Column, first: int, last: int) -> int:
    """The lowest down-close bar of first..last-1 (later on ties).

    Bars as wide as the limit in ATR do not count unless all are; without a down close the lowest bar counts.
    """
    open_, high, low, close = side
    atr, wide = limit
    best = first
    best_rank = -1
    for t in range(first, last):
        rank = 0 if high[t] - low[t] >= wide * atr[t] else 2
        if close[t] < open_[t]:
            rank += 1
        if rank > best_rank or (rank == best_rank and low[t] <= low[best]):
            best = t
            best_rank = rank
    return best


@kernel
def _edges(side: Column, bar: int, rule: Column) -> tuple[float, float]:
    """Top and bottom of the block: the whole candle, or its body."""
    if rule[1]:
        return max(side[OPEN][bar], side[CLOSE][bar]), min(side[OPEN][bar], side[CLOSE][bar])
    return side[HIGH][bar], side[LOW][bar]
