"""Days of bars on whole prices that wander, run and turn, around clock changes and holes in time."""

import random
from datetime import UTC, datetime
from typing import Literal

from hypothesis import strategies as st

from maxsignal_methods import Candles
from maxsignal_methods.candles import timeframe_ms

# Winter, summer, and the Fridays before New York moves its clocks.
STARTS = [datetime(2024, *day, tzinfo=UTC) for day in ((1, 10), (7, 3), (3, 8), (11, 1))]

type Day = Literal["utc", "fx", "exchange"]


def series(rng: random.Random, timeframe: str, size: int) -> Candles:
    """Runs of a few bars up or down, short pauses between, now and then a hole of hours."""
    step = timeframe_ms(timeframe)
    now = int(rng.choice(STARTS).timestamp() * 1000) + step * rng.randint(0, 40)
    times, rows, volume = [], [], []
    price, drift = 60, 0
    for n in range(size):
        if n % rng.randint(3, 6) == 0:
            drift = rng.choice((-3, -1, 0, 1, 3))
        close = max(10, price + drift + rng.randint(-1, 1))
        top, bottom = max(price, close) + rng.randint(0, 2), min(price, close) - rng.randint(0, 2)
        rows.append((price, top, bottom, close))
        volume.append(rng.randint(1, 9))
        times.append(now)
        now += step * rng.choice([1] * 40 + [2, 9, 70])
        price = close
    open_, high, low, closes = ([float(row[n]) for row in rows] for n in range(4))
    return Candles.from_arrays(times, open_, high, low, closes, volume, timeframe=timeframe)


@st.composite
def days(draw: st.DrawFn) -> Candles:
    rng = draw(st.randoms(use_true_random=True))
    return series(rng, draw(st.sampled_from(("15m", "30m", "1h", "4h"))), draw(st.integers(40, 160)))
