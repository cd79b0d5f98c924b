"""Markets that go through the schematic: each move is a few bars, and moves follow each other as drawn.

Whole prices and volumes, so that lows tie, closes land on edges and averages are exact.
"""

import random

from hypothesis import strategies as st

from maxsignal_methods import Candles
from tests.unit.methods.build import candles

SHORTEST, LONGEST = 20, 120
# Keeps prices positive on both sides.
LIFT = 500


class Tape:
    """Bars on whole prices; moves are told from the low of the latest climax."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.price = 24
        self.floor = 0
        self.rows: list[tuple[float, float, float, float]] = []
        self.volume: list[float] = []

    def to(self, height: int, volume: int, wick: int = 1) -> None:
        """Close that far above the floor."""
        close = self.floor + height
        top = max(self.price, close) + self.rng.randint(0, wick)
        bottom = min(self.price, close) - self.rng.randint(0, wick)
        self.rows.append((self.price, top, bottom, close))
        self.volume.append(volume)
        self.price = close

    def walk(self, height: int, bars: int, volume: int) -> None:
        for left in range(bars, 0, -1):
            now = self.price - self.floor
            step = round((height - now) / left) + self.rng.choice((-1, 0, 0, 1))
            self.to(now + step, volume + self.rng.randint(0, 3))


def _climax(tape: Tape) -> None:
    tape.walk(tape.price - tape.floor - tape.rng.randint(6, 14), 5, 8)
    tape.to(tape.price - tape.floor - tape.rng.randint(4, 8), 40, wick=3)
    tape.floor = int(tape.rows[-1][2])


def _bounce(tape: Tape) -> None:
    tape.walk(12, tape.rng.randint(2, 4), 10)
    tape.to(tape.rng.randint(8, 10), 8)


def _test(tape: Tape) -> None:
    tape.walk(tape.rng.randint(0, 4), 3, 4)
    tape.walk(6, 2, 5)


def _drift(tape: Tape) -> None:
    tape.walk(tape.rng.randint(4, 8), tape.rng.randint(2, 6), 6)


def _dip(tape: Tape) -> None:
    tape.walk(1, 2, 6)
    for _ in range(tape.rng.randint(1, 4)):
        tape.to(-tape.rng.randint(0, 3), tape.rng.randint(3, 20), wick=2)
    tape.to(tape.rng.randint(0, 4), 8)


def _poke(tape: Tape) -> None:
    tape.walk(11, 2, 6)
    tape.to(tape.rng.randint(10, 12), 6, wick=3)


def _strength(tape: Tape) -> None:
    tape.walk(11, 2, 6)
    tape.to(tape.rng.randint(13, 18), tape.rng.choice((5, 25, 25)))


def _pullback(tape: Tape) -> None:
    tape.walk(tape.rng.randint(5, 14), 3, 5)
    tape.to(tape.price - tape.floor + 2, 5)


def _rally(tape: Tape) -> None:
    tape.walk(tape.rng.randint(18, 40), tape.rng.randint(3, 6), 9)


def _idle(tape: Tape) -> None:
    for _ in range(tape.rng.randint(8, 24)):
        tape.to(tape.rng.randint(5, 7), tape.rng.choice((0, 4, 5)))


MOVES = (_climax, _bounce, _test, _drift, _dip, _poke, _strength, _pullback, _rally, _idle)
STORY = (_climax, _bounce, _test, _drift, _dip, _drift, _strength, _pullback, _rally)


def market(rng: random.Random, *, upside_down: bool) -> Candles:
    """The schematic in order with some moves left out, repeated or out of place."""
    tape = Tape(rng)
    tape.walk(24, 6, 8)
    size = rng.randint(SHORTEST, LONGEST)
    while len(tape.rows) < size:
        for move in STORY:
            roll = rng.random()
            if roll < 0.85:
                move(tape)
            elif roll < 0.95:
                rng.choice(MOVES)(tape)
    rows = tape.rows[:size]
    if upside_down:
        rows = [(-o, -low, -high, -c) for o, high, low, c in rows]
    moved = [(o + LIFT, high + LIFT, low + LIFT, c + LIFT) for o, high, low, c in rows]
    return candles(moved, volume=tape.volume[:size])


@st.composite
def markets(draw: st.DrawFn) -> Candles:
    rng = draw(st.randoms(use_true_random=True))
    return market(rng, upside_down=draw(st.booleans()))
