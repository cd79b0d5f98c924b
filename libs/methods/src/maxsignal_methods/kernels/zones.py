"""The table of zones, and what a failed zone becomes on the other side.

`bars` are both sides' columns OPEN..CLOSE, `reaches` their lows and closes with the block minima. A table is
a grid of integers and one of prices as they are: a zone of the mirrored side is turned back.
"""

from maxsignal_methods._jit import Column, Grid, grid, kernel
from maxsignal_methods.kernels.measures import in_atr
from maxsignal_methods.kernels.reach import first_below, zone_life
from maxsignal_methods.kernels.structure import LOW

# KIND is 0 unless a zone failed, SOURCE the number of the break or of the failed zone; the rest are bars
KIND, SIGN, BAR, KNOWN, SOURCE, TOUCHED, HALF, FILLED, INVALID = range(9)
TOP, BOTTOM, STRENGTH = range(3)
MITIGATION, BREAKER = range(2)

type Table = tuple[Grid, Grid]


@kernel
def new_table(size: int) -> Table:
    return grid(9, size, -1), grid(3, size, 0.0)


@kernel
def write(table: Table, row: int, name: Column, zone: Column) -> None:
    """Fill a row; `name` is its KIND..SOURCE, `zone` top, bottom and strength in its own side's prices."""
    zones, prices = table
    zones[KIND][row], zones[SIGN][row], zones[BAR][row], zones[KNOWN][row], zones[SOURCE][row] = name
    top, bottom, strength = zone
    prices[TOP][row] = top if name[SIGN] > 0 else -bottom
    prices[BOTTOM][row] = bottom if name[SIGN] > 0 else -top
    prices[STRENGTH][row] = strength


@kernel
def live(zones: Grid, row: int, life: Column) -> None:
    zones[TOUCHED][row], zones[HALF][row], zones[FILLED][row], zones[INVALID][row] = life


@kernel
def inverted(reaches: Column, atr: Column, gaps: Table) -> Table:
    """Every gap that was closed through, read from the other side from that bar on."""
    zones, prices = gaps
    table = new_table(_failures(zones))
    row = 0
    for k in range(len(zones[INVALID])):
        end = zones[INVALID][k]
        if end >= 0:
            sign = -zones[SIGN][k]
            top, bottom = _turned(sign, prices, k)
            zone = (top, bottom, in_atr(top - bottom, atr[end]))
            write(table, row, (0, sign, zones[BAR][k], end, k), zone)
            live(table[0], row, zone_life(reaches[0] if sign > 0 else reaches[1], end + 1, top, bottom))
            row += 1
    return table


@kernel
def failed(bars: Column, reaches: Column, blocks: Table) -> Table:
    """Every block that failed, as resistance: a breaker if price made a new high first, else mitigation."""
    zones, prices = blocks
    table = new_table(_failures(zones))
    row = 0
    for k in range(len(zones[INVALID])):
        end = zones[INVALID][k]
        if end >= 0:
            sign = -zones[SIGN][k]
            # the new high of a failed bullish block is a new low on the side that now reads it
            low, reach = (bars[0][LOW], reaches[0]) if sign > 0 else (bars[1][LOW], reaches[1])
            top, bottom = _turned(sign, prices, k)
            passed = _passed(low, reach, zones[BAR][k], zones[KNOWN][k])
            kind = BREAKER if 0 <= passed <= end else MITIGATION
            write(table, row, (kind, sign, zones[BAR][k], end, k), (top, bottom, 0.0))
            live(table[0], row, zone_life(reach, end + 1, top, bottom))
            row += 1
    return table


@kernel
def _failures(zones: Grid) -> int:
    count = 0
    for end in zones[INVALID]:
        if end >= 0:
            count += 1
    return count


@kernel
def _turned(sign: int, prices: Grid, k: int) -> tuple[float, float]:
    """Top and bottom of a zone in the prices of a side."""
    if sign > 0:
        return prices[TOP][k], prices[BOTTOM][k]
    return -prices[BOTTOM][k], -prices[TOP][k]


@kernel
def _passed(low: Column, reach: Column, first: int, last: int) -> int:
    """First bar after `last` below the least low of first..last, -1 where there is none."""
    least = low[first]
    for t in range(first + 1, last + 1):
        least = min(least, low[t])
    return first_below(reach[0], reach[1], last + 1, least)
