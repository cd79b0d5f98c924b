"""Fair value gaps and their lives, each followed bar by bar on its own."""

from typing import NamedTuple


class Gap(NamedTuple):
    known: int
    direction: int
    top: float
    bottom: float
    touched: int
    half: int
    filled: int
    inverted: int


type Zone = tuple[float, float]


def gaps(high: list[float], low: list[float], close: list[float]) -> list[Gap]:
    found = []
    for k in range(2, len(close)):
        if low[k] > high[k - 2] and close[k - 1] > high[k - 2]:
            found.append(Gap(k, 1, low[k], high[k - 2], *_life(k, (low[k], high[k - 2]), low, close)))
        if high[k] < low[k - 2] and close[k - 1] < low[k - 2]:
            mirror = _life(k, (-high[k], -low[k - 2]), [-x for x in high], [-x for x in close])
            found.append(Gap(k, -1, low[k - 2], high[k], *mirror))
    return found


def _life(k: int, zone: Zone, low: list[float], close: list[float]) -> tuple[int, int, int, int]:
    top, bottom = zone

    def first(reached: list[bool]) -> int:
        return next((t for t in range(k + 1, len(reached)) if reached[t]), -1)

    return (
        first([x <= top for x in low]),
        first([x <= (top + bottom) / 2 for x in low]),
        first([x <= bottom for x in low]),
        first([x < bottom for x in close]),
    )
