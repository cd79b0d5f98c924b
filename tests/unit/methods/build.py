"""Candle series for tests: short ones written by hand, grids that force ties, walks and recorded stocks."""

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.candles import timeframe_ms
from maxsignal_methods.events import Event, Events, rows
from tests.unit.methods.ref.told import Market, Told

RECORDED = Path(__file__).parents[3] / "services/ingest/src/maxsignal_ingest/recorded"

# The same examples in every run: a red build is about the change at hand.
EXAMPLES = settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))

# Monday 2024-01-08 00:00 UTC
MONDAY_MS = 1_704_672_000_000

type Row = Sequence[float]

_P = Params()
# Every detector at work within a few bars, and shares that whole prices meet exactly.
QUICK = Params(
    measures=replace(_P.measures, atr=2, average=3, ranks=5),
    smc=replace(
        _P.smc,
        internal=1,
        major=2,
        pool_age=8,
        gap_atr=0.0,
        displacement_atr=0.5,
        block_skip_atr=1.0,
    ),
    vsa=replace(
        _P.vsa,
        extreme=2,
        narrow=1.0,
        climax_volume=1.2,
        climax_spread=1.1,
        weak_close=0.75,
        stopping_close=0.5,
        thrust_close=0.25,
        test_atr=0.0,
        background=6,
    ),
    delta=replace(
        _P.delta, dominance=3, window=5, sigma=4, anomaly_z=1.0, absorption_z=0.5, absorption_volume=0.8
    ),
    wyckoff=replace(
        _P.wyckoff,
        swing=1,
        low_of=3,
        fall_atr=0.5,
        reaction_atr=0.3,
        reaction_bars=10,
        phase_b=2,
        stale=20,
        trend_bars=8,
    ),
)
# Structure of 2/2 swings and raw gaps: what textbook cards of a dozen bars can show.
SMALL = Params(smc=replace(_P.smc, internal=2, gap_atr=0.0))


def candles(
    bars: Iterable[Row],
    *,
    timeframe: str = "1h",
    volume: ArrayLike = 10.0,
    taker: ArrayLike | None = None,
    start_ms: int = MONDAY_MS,
) -> Candles:
    """Bars are (open, high, low, close) on consecutive steps of time."""
    table = np.array(list(bars), dtype=np.float64).reshape(-1, 4)
    step = timeframe_ms(timeframe)
    times = start_ms + step * np.arange(len(table))
    volumes = np.broadcast_to(np.asarray(volume, dtype=np.float64), len(table))
    open_, high, low, close = table.T
    return Candles.from_arrays(times, open_, high, low, close, volumes, taker_buy=taker, timeframe=timeframe)


def poisoned(series: Candles, bar: int, price: float, volume: float) -> Candles:
    """The same candles up to the bar, nonsense after it."""
    future = np.arange(len(series)) > bar
    open_, high, low, close = (
        np.where(future, price, column) for column in (series.open, series.high, series.low, series.close)
    )
    spoiled = np.where(future, volume, series.volume)
    return replace(series, open=open_, high=high, low=low, close=close, volume=spoiled)


def bars_of(series: Candles) -> list[tuple[float, float, float, float]]:
    """The (open, high, low, close) a reference reads, as plain numbers."""
    columns = (series.open, series.high, series.low, series.close)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def market(series: Candles, params: Params) -> Market:
    """What a reference reads."""
    return Market(bars_of(series), series.volume.tolist(), params)


def table(series: Candles, params: Params, method: str, *kinds: str) -> list[Told]:
    """The events of a method, or these kinds of them, as `plain` shows a reference's."""
    events = rows(detect(series, params).events)
    bars = {event.id: event.bar for event in events}
    wanted = [e for e in events if e.method == method and (e.kind in kinds or not kinds)]
    return plain(Told(e.kind, *e[3:10], bars.get(e.ref, -1), *e[11:]) for e in wanted)


def plain(told: Iterable[Told]) -> list[Told]:
    """In one order; measures are compared to nine digits, prices and bars exactly."""
    return sorted(row._replace(strength=round(row.strength, 9)) for row in told)


def closes(*prices: float, wick: float = 0.5) -> list[Row]:
    """Bars that open at the previous close, with the same wick on both sides."""
    opens = (prices[0], *prices)
    return [(o, max(o, c) + wick, min(o, c) - wick, c) for o, c in zip(opens, prices, strict=False)]


def found(events: Events, *kinds: str, direction: int | None = None) -> list[Event]:
    """Events of these kinds in the order of the table."""
    return [event for event in rows(events) if event.kind in kinds and direction in (None, event.direction)]


@st.composite
def grids(draw: st.DrawFn, timeframes: Sequence[str] = ("1m", "1h", "4h", "1d")) -> Candles:
    """0-80 bars on whole prices 1..12 with gaps in time, idle bars and, at times, taker volume.

    Price jumps anywhere or walks by two; one draw in four leaves the numbers to hypothesis, which likes
    them flat.
    """
    size = draw(st.integers(0, 80) | st.integers(50, 80))
    random_ = draw(st.randoms(use_true_random=draw(st.integers(0, 3)) > 0))
    reach = draw(st.sampled_from([2, 12]))
    timeframe = draw(st.sampled_from(timeframes))
    step = timeframe_ms(timeframe)
    times, bars, volume = [], [], []
    now, price = MONDAY_MS, 6
    for _ in range(size):
        now += step * random_.choice([1] * 12 + [2, 9, 40])
        times.append(now)
        path = []
        for _ in range(4):
            price = random_.randint(max(1, price - reach), min(12, price + reach))
            path.append(price)
        bars.append((path[0], max(path), min(path), price))
        volume.append(random_.choice([0, 1, 3, random_.randint(0, 50)]))
    taker = [random_.randint(0, size_) for size_ in volume] if draw(st.booleans()) else None
    open_, high, low, close = np.array(bars, dtype=np.float64).reshape(-1, 4).T
    return Candles.from_arrays(times, open_, high, low, close, volume, taker_buy=taker, timeframe=timeframe)


def walk(size: int, *, seed: int = 1, timeframe: str = "15m", taker: bool = True) -> Candles:
    """A random walk with clustered volatility, jumps, and order flow that leans with price."""
    rng = random.Random(seed)
    price, heat, bars, volume, bought = 1000.0, 1.0, [], [], []
    for _ in range(size):
        heat = max(0.3, min(6.0, heat * np.exp(rng.gauss(0, 0.2))))
        path = [price]
        for _ in range(6):
            path.append(round(path[-1] + rng.gauss(0, heat) + rng.choice([0] * 60 + [8, -8]), 1))
        price = path[-1]
        bars.append((path[0], max(path), min(path), price))
        volume.append(round(rng.lognormvariate(3, 0.7) * heat, 2))
        lean = 0.5 + 0.1 * rng.gauss(0, 1) + 0.02 * (price - path[0])
        bought.append(volume[-1] * min(1.0, max(0.0, lean)))
    return candles(bars, timeframe=timeframe, volume=volume, taker=bought if taker else None)


def recorded(name: str) -> Candles:
    """The daily candles shipped with ingest."""
    with (RECORDED / f"{name}.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    times = [
        int(datetime.fromisoformat(line["date"]).replace(tzinfo=UTC).timestamp() * 1000) for line in lines
    ]
    columns = [[float(line[key]) for line in lines] for key in ("open", "high", "low", "close", "volume")]
    return Candles.from_arrays(times, *columns, timeframe="1d")
