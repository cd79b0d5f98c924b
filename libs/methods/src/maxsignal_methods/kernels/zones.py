"""Zones price left behind, with their lives: fair value gaps, order blocks, and what failed ones become.

`bars` are both sides' columns OPEN..CLOSE, `reaches` their lows and closes with the block minima. Prices are
written as they are: a zone of the mirrored side is turned back.
"""

from maxsignal_methods._jit import Column, Grid, filled, grid, kernel
from maxsignal_methods.kernels.measures import in_atr
from maxsignal_methods.kernels.reach import first_below, zone_life
from maxsignal_methods.kernels.structure import BREAK_BAR, CLOSE, DIRECTION, HIGH, LOW, OPEN, ORIGIN

# columns of the zones: KIND is 0 for a fresh one, SOURCE the break, or the failed zone's row
KIND, SIGN, BAR, KNOWN, SOURCE, TOUCHED, HALF, FILLED, INVALID = range(9)
TOP, BOTTOM, STRENGTH = range(3)
# kinds of a failed zone
INVERTED = 1
MITIGATION, BREAKER = 1, 2


@kernel
def gaps(bars: Column, reaches: Column, atr: Column, least: float) -> tuple[Grid, Grid, int]:
    """Three-bar gaps of at least `least` ATR; one that is closed through lives on as its inverse."""
    found = _gap_bars(bars[0], atr, least)
    count = len(found)
    zones, prices = grid(9, 2 * count, -1), grid(3, 2 * count, 0.0)
    for k in range(len(found)):
        sign = 1 if found[k] > 0 else -1
        known = abs(found[k])
        side, own, other = _sided(sign, bars, reaches)
        top, bottom = side[LOW][known], side[HIGH][known - 2]
        life = zone_life(own, known + 1, top, bottom)
        zone = (top, bottom, in_atr(top - bottom, atr[known]))
        _write(k, (0, sign, known - 1, known, -1), zone, life, (zones, prices))
        end = life[3]
        if end >= 0:
            life = zone_life(other, end + 1, -bottom, -top)
            zone = (-bottom, -top, in_atr(top - bottom, atr[end]))
            _write(count, (INVERTED, -sign, known - 1, end, k), zone, life, (zones, prices))
            count += 1
    return zones, prices, count


@kernel
def _gap_bars(up: Column, atr: Column, least: float) -> Column:
    """Last bars of the gaps, negative where price fell: the middle bar closes beyond the first one."""
    _, high, low, close = up
    found = filled(len(close), 0)
    count = 0
    for t in range(2, len(close)):
        rise, fall = low[t] - high[t - 2], low[t - 2] - high[t]
        if least > 0 and not max(rise, fall) >= least * atr[t]:
            continue
        if rise > 0 and close[t - 1] > high[t - 2]:
            found[count] = t
            count += 1
        elif fall > 0 and close[t - 1] < low[t - 2]:
            found[count] = -t
            count += 1
    return found[:count]


@kernel
def blocks(bars: Column, reaches: Column, measures: Column, rule: Column) -> tuple[Grid, Grid, int]:
    """Order blocks of the breaks; one that fails becomes resistance as a breaker or a mitigation block.

    `measures` are ATR, the columns of the breaks and the displacement of their legs. `rule` says how many ATR
    make a bar too wide, whether the body is the zone and whether a wick ends it. Two breaks may rest on one
    candle: it is one block, known at the first of them.
    """
    atr, breaks, displacement = measures
    wide, _, wick = rule
    room = 2 * len(displacement)
    zones, prices = grid(9, room, -1), grid(3, room, 0.0)
    seen = grid(2, len(atr), 0)
    count = 0
    for k in range(len(displacement)):
        sign, known = breaks[DIRECTION][k], breaks[BREAK_BAR][k]
        side, own, other = _sided(sign, bars, reaches)
        bar = _last_opposite(side, atr, wide, breaks[ORIGIN][k], known)
        mine = seen[0 if sign > 0 else 1]
        if mine[bar]:
            continue
        mine[bar] = 1
        top, bottom = _edges(side, bar, rule)
        touched, _, through, end = zone_life(own, known + 1, top, bottom)
        half = first_below(own[2], own[3], known + 1, (top + bottom) / 2)
        if wick:
            end = first_below(own[0], own[1], known + 1, bottom)
        life = (touched, half, through, end)
        _write(count, (0, sign, bar, known, k), (top, bottom, displacement[k]), life, (zones, prices))
        count += 1
        if end >= 0:
            kind = BREAKER if _made_high(side[HIGH], other, (bar, known, end)) else MITIGATION
            life = zone_life(other, end + 1, -bottom, -top)
            zone = (-bottom, -top, 0.0)
            _write(count, (kind, -sign, bar, end, count - 1), zone, life, (zones, prices))
            count += 1
    return zones, prices, count


@kernel
def _last_opposite(side: Column, atr: Column, wide: float, first: int, last: int) -> int:
    """The lowest down-close bar of first..last-1 (later on ties).

    Bars as wide as `wide` ATR do not count unless all are; without a down close the lowest bar counts.
    """
    open_, high, low, close = side
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


@kernel
def _made_high(high: Column, other: Column, born: Column) -> bool:
    """Did price pass, until the block failed, the highest price from the block to its break?"""
    bar, known, end = born
    peak = high[bar]
    for t in range(bar + 1, known + 1):
        peak = max(peak, high[t])
    passed = first_below(other[0], other[1], known + 1, -peak)
    return bool(0 <= passed <= end)


@kernel
def _sided(sign: int, bars: Column, reaches: Column) -> tuple[Column, Column, Column]:
    """A side's own columns, its reach, and the reach of the other side."""
    if sign > 0:
        return bars[0], reaches[0], reaches[1]
    return bars[1], reaches[1], reaches[0]


@kernel
def _write(row: int, name: Column, zone: Column, life: Column, out: Column) -> None:
    """Fill a row; `zone` is top, bottom and strength in the prices of the zone's own side."""
    zones, prices = out
    zones[KIND][row], zones[SIGN][row], zones[BAR][row], zones[KNOWN][row], zones[SOURCE][row] = name
    zones[TOUCHED][row], zones[HALF][row], zones[FILLED][row], zones[INVALID][row] = life
    top, bottom, strength = zone
    prices[TOP][row] = top if name[1] > 0 else -bottom
    prices[BOTTOM][row] = bottom if name[1] > 0 else -top
    prices[STRENGTH][row] = strength
