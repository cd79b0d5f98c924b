"""Where labels stand: rows of a column pushed apart, and the free place nearest to a wish."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def overlap(self, other: "Box") -> float:
        """The area both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * tall if wide > 0 and tall > 0 else 0.0

    def within(self, frame: "Box") -> bool:
        return (
            frame.left <= self.left
            and frame.top <= self.top
            and self.right <= frame.right
            and self.bottom <= frame.bottom
        )


# One square pixel of covered candle costs a label as much as this many pixels of distance.
_COVER = 0.35


def nearest_free(
    places: Iterable[Box], frame: Box, taken: Sequence[Box], candles: Sequence[Box]
) -> Box | None:
    """The best of the places, the first being the one wished for: in the frame, on no label, on few candles.

    Candles come in order from left to right.
    """
    best, least = None, float("inf")
    first: Box | None = None
    for place in places:
        first = first or place
        away = abs(place.left - first.left) + abs(place.top - first.top)
        if away >= least:
            continue
        if place.within(frame) and not any(place.overlap(label) for label in taken):
            cost = away + _COVER * _covered(place, candles)
            if cost < least:
                best, least = place, cost
    return best


def _covered(place: Box, candles: Sequence[Box]) -> float:
    first = bisect_left(candles, place.left, key=lambda candle: candle.right)
    after = bisect_right(candles, place.right, key=lambda candle: candle.left)
    return sum(place.overlap(candle) for candle in candles[first:after])


def push_apart(wishes: Sequence[float], height: float, top: float, bottom: float) -> list[float]:
    """Tops of equally high rows as near to the wished tops as order and room allow.

    Wishes come in ascending order and all rows must fit between top and bottom. Neighbours that would
    overlap become one block, which stands where its rows wish on average.
    """
    blocks: list[tuple[float, int]] = []
    for wish in wishes:
        mean, count = wish, 1
        while blocks and _start(blocks[-1], height, top, bottom) + blocks[-1][1] * height > _start(
            (mean, count), height, top, bottom
        ):
            before, rows = blocks.pop()
            # the block's first top, averaged over what each of its rows wishes for it
            mean = (before * rows + (mean - rows * height) * count) / (rows + count)
            count += rows
        blocks.append((mean, count))
    return [_start(block, height, top, bottom) + row * height for block in blocks for row in range(block[1])]


def _start(block: tuple[float, int], height: float, top: float, bottom: float) -> float:
    mean, count = block
    return max(top, min(mean, bottom - count * height))
