"""What must not change what is told: units, weeks, the future, and a past too old to remember.

Mirrored prices are in test_mirror.py, growing series in test_asof.py.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.candles import WEEK_MS
from maxsignal_methods.events import LIFECYCLE, Event, Events, rows
from maxsignal_methods.methods.vsa.facts import CONFIRMED
from tests.unit.methods.build import EXAMPLES, QUICK, candles, closes, grids, walk

PRICES = ("open", "high", "low", "close")
LEVELS = ("level", "top", "bottom")


def told(events: Events) -> list[Event]:
    """Rows without ids, which times make; a reference is the row it points to."""
    at = dict(zip(events["id"].tolist(), range(len(events)), strict=True))
    return [event._replace(id=0, ref=at.get(event.ref, -1)) for event in rows(events)]


def with_prices(series: Candles, scale: float, shift: float = 0.0) -> Candles:
    prices: dict[str, Any] = {name: scale * getattr(series, name) + shift for name in PRICES}
    return replace(series, **prices)


def with_volume(series: Candles, scale: float) -> Candles:
    taker = None if series.taker_buy is None else scale * series.taker_buy
    return replace(series, volume=scale * series.volume, taker_buy=taker)


def later(series: Candles, weeks: int) -> Candles:
    return replace(series, ts_ms=series.ts_ms + weeks * WEEK_MS)


def scaled(event: Event, scale: float) -> Event:
    return event._replace(**{name: scale * getattr(event, name) for name in LEVELS})


def rounded(events: Iterable[Event], shift: float = 0.0) -> list[Event]:
    return [
        event._replace(
            strength=round(event.strength, 9),
            **{name: round(getattr(event, name) - shift, 9) for name in LEVELS},
        )
        for event in events
    ]


class TestUnits:
    @EXAMPLES
    @given(grids(), st.integers(-40, 30))
    def test_prices_times_a_power_of_two_are_exact(self, series: Candles, power: int) -> None:
        scale = 2.0**power
        before, after = detect(series, QUICK).events, detect(with_prices(series, scale), QUICK).events
        assert told(after) == [scaled(event, scale) for event in told(before)]

    @pytest.mark.parametrize("power", [-17, 11])
    def test_a_scaled_walk_tells_the_same(self, power: int) -> None:
        series, scale = walk(600), 2.0**power
        before, after = detect(series).events, detect(with_prices(series, scale)).events
        assert told(after) == [scaled(event, scale) for event in told(before)]

    @EXAMPLES
    @given(grids(), st.integers(1, 10**6))
    def test_prices_plus_a_constant_tell_the_same(self, series: Candles, shift: int) -> None:
        # whole prices add exactly; only the share of a retracement rounds
        before, after = detect(series, QUICK).events, detect(with_prices(series, 1, shift), QUICK).events
        assert rounded(told(after), shift) == rounded(told(before))

    @EXAMPLES
    @given(grids(), st.integers(-40, 40))
    def test_volume_times_a_power_of_two_is_exact(self, series: Candles, power: int) -> None:
        before, after = detect(series, QUICK).events, detect(with_volume(series, 2.0**power), QUICK).events
        assert told(after) == told(before)

    @pytest.mark.parametrize("scale", [1e-6, 3.0, 1e9])
    def test_the_unit_of_volume_does_not_matter(self, scale: float) -> None:
        series = walk(600)
        before, after = detect(series).events, detect(with_volume(series, scale)).events
        assert rounded(told(after)) == rounded(told(before))


class TestTime:
    @pytest.mark.parametrize("weeks", [1, 5])
    @pytest.mark.parametrize("timeframe", ["15m", "1h", "4h", "1d"])
    def test_whole_weeks_change_nothing(self, timeframe: str, weeks: int) -> None:
        series = walk(500, timeframe=timeframe) if timeframe != "1d" else walk(80, timeframe="1d")
        assert told(detect(later(series, weeks)).events) == told(detect(series).events)

    def test_a_change_of_clocks_moves_sessions_and_nothing_else(self) -> None:
        # January stands five hours behind UTC, April four
        series = walk(500)
        before, after = (rounded(told(detect(candles_).events)) for candles_ in (series, later(series, 12)))
        for method in ("wyckoff", "smc", "vsa", "delta"):
            own, moved = ([e for e in found if e.method == method] for found in (before, after))
            assert [e._replace(ref=0) for e in own] == [e._replace(ref=0) for e in moved]
        killzones = [{(e.kind, e.bar) for e in found if e.kind == "asia"} for found in (before, after)]
        assert killzones[0] != killzones[1]

    def test_another_time_gives_other_ids(self) -> None:
        series = walk(300)
        assert not set(detect(series).events["id"]) & set(detect(later(series, 1)).events["id"])


POISONS = {
    "spike": {**dict.fromkeys(PRICES, 1e9)},
    "nought": {**dict.fromkeys(PRICES, 0.0), "volume": 0.0, "taker_buy": 0.0},
    "silence": {"volume": 0.0, "taker_buy": 0.0},
    "flood": {"volume": 1e30, "taker_buy": 1e30},
}


def poisoned(series: Candles, bar: int, poison: str) -> Candles:
    """Later bars all alike and impossible."""
    future = np.arange(len(series)) > bar
    columns: dict[str, Any] = {
        name: np.where(future, value, column)
        for name, value in POISONS[poison].items()
        if (column := getattr(series, name)) is not None
    }
    return replace(series, **columns)


class TestFuture:
    @EXAMPLES
    @given(grids(), st.floats(0, 1), st.sampled_from(sorted(POISONS)))
    def test_a_poisoned_future_leaves_the_past_alone(self, series: Candles, at: float, poison: str) -> None:
        bar = int(at * len(series))
        spoiled = detect(poisoned(series, bar, poison), QUICK)
        assert np.array_equal(spoiled.as_of(bar).events, detect(series, QUICK).as_of(bar).events)

    @pytest.mark.parametrize("poison", POISONS)
    def test_a_poisoned_walk_keeps_its_past(self, poison: str) -> None:
        series, whole = walk(900), detect(walk(900))
        for bar in (130, 444, 700):
            spoiled = detect(poisoned(series, bar, poison))
            assert np.array_equal(spoiled.as_of(bar).events, whole.as_of(bar).events)

    @pytest.mark.parametrize("seed", [1, 2])
    def test_a_stream_of_bars_tells_what_the_batch_tells(self, seed: int) -> None:
        series = walk(130, seed=seed, timeframe="1h")
        batch, seen = detect(series, QUICK).events, []
        for bar in range(130):
            stream = detect(series[: bar + 1], QUICK).events
            seen += [event[:11] for event in rows(stream) if event.known == bar]
            for name in LIFECYCLE:
                now = batch["id"][batch[name] == bar]
                assert set(stream["id"][stream[name] == bar]) == set(now[np.isin(now, stream["id"])])
        assert seen == [event[:11] for event in rows(batch)]


# Longest look-back of what reads windows only: ranks of 100 bars of ratios of 20 before them.
WINDOW = 121
WINDOWED = {
    ("smc", "swing"), ("smc", "swing_major"), ("delta", "anomaly"),
    *(("vsa", kind) for kind in (*CONFIRMED, "effort_no_result", "result_no_effort") if kind != "test"),
}  # fmt: skip
# A Wilder average never forgets: after n bars (13/14)^n of the old one is left, 1e-13 after 400.
AVERAGED = {("smc", "fvg"), ("smc", "displacement"), ("vsa", "test"), ("delta", "absorption")}
FADED = 400


def since(series: Candles, start: int, first: int) -> list[Event]:
    """What is told of bars from `first` on by a series that begins at `start`, in bars of the whole."""
    return [
        moved for event in told(detect(series[start:]).events) if (moved := _moved(event, start)).bar >= first
    ]


def _moved(event: Event, bars: int) -> Event:
    moved = {name: value for name in ("bar", "known", *LIFECYCLE) if (value := getattr(event, name)) >= 0}
    later_: dict[str, Any] = {name: value + bars for name, value in moved.items()}
    return event._replace(ref=0, **later_)


class TestPast:
    """Prepended bars: what reads windows forgets exactly, averages fade, structure forgets when it turns."""

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_windows_forget_exactly(self, seed: int) -> None:
        series, start = walk(1200, seed=seed), 500
        whole, part = (
            [e for e in since(series, begin, start + WINDOW) if (e.method, e.kind) in WINDOWED]
            for begin in (0, start)
        )
        # what became of a swing belongs to structure
        life: dict[str, Any] = dict.fromkeys(LIFECYCLE, -1)
        strip = [
            [e._replace(strength=0.0, **life) if e.method == "smc" else e for e in x] for x in (whole, part)
        ]
        assert strip[0] == strip[1]
        assert {(e.method, e.kind) for e in whole} >= WINDOWED - {("vsa", "climax")}

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_averages_fade_beyond_nine_digits(self, seed: int) -> None:
        series, start = walk(1500, seed=seed), 500
        whole, part = (
            rounded(e for e in since(series, begin, start + FADED) if (e.method, e.kind) in AVERAGED)
            for begin in (0, start)
        )
        assert whole == part
        assert {(e.method, e.kind) for e in whole} == AVERAGED

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_structure_has_forgotten_after_many_bars(self, seed: int) -> None:
        # seen on these walks, not owed: a trend, a pool or a range lasts until price ends it
        series, start = walk(3000, seed=seed), 500
        whole, part = (rounded(since(series, begin, start + 1500)) for begin in (0, start))
        assert whole == part

    def test_an_endless_trend_is_never_forgotten(self) -> None:
        # the one swing high there ever was is broken long before the part begins
        rising = closes(1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, *(n / 10 for n in range(1, 2000)))
        series = candles(rising)
        assert [e.kind for e in since(series, 0, 0) if e.kind in ("bos", "choch")] == ["bos"]
        assert not [e for e in since(series, 500, 0) if e.kind in ("bos", "choch")]


def test_parameters_that_change_nothing_told_change_only_ids() -> None:
    series = walk(300)
    wider = replace(Params(), vsa=replace(Params().vsa, window=61))
    assert told(detect(series, wider).events) == told(detect(series).events)
