"""Swings and breaks of structure, one bar at a time and looking back over everything each time."""

from collections.abc import Sequence
from typing import NamedTuple

type Bar = tuple[float, float, float, float]
"""Open, high, low, close."""


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


def breaks(bars: Sequence[Bar], reach: int, *, wick: bool) -> list[Break]:
    high, low = [bar[1] for bar in bars], [bar[2] for bar in bars]
    highs = swing_highs(high, reach, reach)
    lows = swing_highs([-price for price in low], reach, reach)
    found: list[Break] = []
    for t, (open_, top, bottom, close) in enumerate(bars):
        passed = {1: top if wick else close, -1: -(bottom if wick else close)}
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
            body = (close > open_) - (close < open_)
            hits = [hit for hit in hits if hit[0] == body]
        for direction, swing, level in hits:
            change = bool(found) and found[-1].direction == -direction
            found.append(Break(t, direction, swing, level, change))
    return found
