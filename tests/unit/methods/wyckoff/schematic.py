"""Accumulation drawn bar by bar: each step of the schematic is a few bars appended to the last."""

from collections.abc import Iterable
from typing import Self

from maxsignal_methods import Candles
from tests.unit.methods.build import candles

TOP = 300.0


class Chart:
    """Bars of half a point of wick and volume 10 unless said; `mirror` turns it into distribution."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, float, float, float]] = []
        self.volume: list[float] = []

    def go(self, *prices: float, volume: float = 10.0, wick: float = 0.5) -> Self:
        for close in prices:
            self.bar((self.last, max(self.last, close) + wick, min(self.last, close) - wick, close), volume)
        return self

    def bar(self, row: tuple[float, float, float, float], volume: float = 10.0) -> Self:
        self.rows.append(row)
        self.volume.append(volume)
        return self

    @property
    def last(self) -> float:
        return self.rows[-1][3] if self.rows else 150.0

    def candles(self, *, mirror: bool = False) -> Candles:
        rows: Iterable[tuple[float, float, float, float]] = self.rows
        if mirror:
            rows = [(TOP - o, TOP - low, TOP - h, TOP - c) for o, h, low, c in rows]
        return candles(rows, volume=self.volume)


def climax() -> Chart:
    """Forty-five bars down from 150, then the climax: low 99.5 at bar 45."""
    return Chart().go(*(150 - n for n in range(45))).bar((106, 106.5, 99.5, 101), volume=40)


def reaction() -> Chart:
    """Up to a swing high of 112.5 at bar 49 and back: the range is 99.5 to 112.5."""
    return climax().go(104, 107, 110, 112, 110, 108, 106)


def tested() -> Chart:
    """A quiet swing low of 101.5 at bar 54, known at bar 57: phase B."""
    return reaction().go(104, 102, 104, 106, 108, volume=6)


def built() -> Chart:
    """Twelve bars inside the range."""
    return tested().go(*[107, 108] * 6)


def sprung() -> Chart:
    """Below support and back above on the next bar: low 98.5."""
    return built().go(105, 103, 101).bar((101, 101.5, 98.5, 99)).bar((99, 102.5, 98.8, 102))


def strong() -> Chart:
    """Out of the range on wide spread and volume."""
    return sprung().go(104, 106, 108, 110).bar((110, 116.5, 109.5, 116), volume=25)


def supported() -> Chart:
    """Up to 117.5, back to 111.5 and up: the last point of support holds above the range's middle."""
    return strong().go(117, 115, 113, 112, 113, 114, 115)
