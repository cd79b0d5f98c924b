"""Swings and breaks of structure, one bar at a time and looking back over everything each time."""

from typing import NamedTuple


class Break(NamedTuple):
    bar: int
    direction: int
    swing_bar: int
    level: float
    change: bool


def swing_highs(high: list[float], left: int, right: int) -> list[int]:
    return [
        i
        for i in range(left, len(high) - right)
        if all(high[j] < high[i] for j in range(i - left, i))
        and all(high[j] <= high[i] for j in range(i + 1, i + right + 1))
    ]


def superseded(own: list[int], other: list[int], level: list[float], reach: int) -> dict[int, int]:
    """Swing bar -> bar at which a more extreme same-side swing became known, no opposite one between."""
    gone = {}
    for i in own:
        later = [j for j in own if j > i and level[j] > level[i] and not any(i < k < j for k in other)]
        if later:
            gone[i] = later[0] + reach
    return gone


def breaks(
    open_: list[float], high: list[float], low: list[float], close: list[float], reach: int, *, wick: bool
) -> list[Break]:
    highs = swing_highs(high, reach, reach)
    lows = swing_highs([-price for price in low], reach, reach)
    found: list[Break] = []
    for t in range(len(close)):
        passed = {
            1: (high if wick else close)[t],
            -1: -(low if wick else close)[t],
        }
        hits = []
        for direction, swings, sign in ((1, highs, 1), (-1, lows, -1)):
            known = [i for i in swings if i + reach < t]
            taken = {b.swing_bar for b in found if b.direction == direction}
            if not known or known[-1] in taken:
                continue
            level = high[known[-1]] if direction > 0 else low[known[-1]]
            if passed[direction] > sign * level:
                hits.append((direction, known[-1], level))
        if len(hits) == 2:
            body = (close[t] > open_[t]) - (close[t] < open_[t])
            hits = [hit for hit in hits if hit[0] == body]
        for direction, swing, level in hits:
            change = bool(found) and found[-1].direction == -direction
            found.append(Break(t, direction, swing, level, change))
    return found
