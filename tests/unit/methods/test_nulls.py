import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.random import Generator

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.events import KINDS, METHODS
from maxsignal_methods.nulls import (
    AHEAD,
    FEW,
    OUTCOMES,
    Interval,
    NullRate,
    Rate,
    bootstrapped,
    compare,
    null_rates,
    rates,
    walks,
)
from maxsignal_methods.study import Study
from maxsignal_methods.synth import Regime, trade
from tests.unit.methods.build import SMALL, candles, closes, found, recorded, walk

ROUNDS = 20
IBM = recorded("IBM")[-900:]


def shapes(series: Candles) -> np.ndarray:
    """Where open and close lie in each bar: what survives any change of scale."""
    spread = series.high - series.low
    return np.round((series.open - series.low) / spread, 6) + 1j * np.round(
        (series.close - series.low) / spread, 6
    )


class TestBootstrap:
    def test_a_seed_draws_the_same_series_every_time(self) -> None:
        one, other, third = (bootstrapped(np.random.default_rng(seed), IBM) for seed in (1, 1, 2))
        assert np.array_equal(one.close, other.close)
        assert not np.array_equal(one.close, third.close)

    def test_times_and_length_stay(self) -> None:
        drawn = bootstrapped(np.random.default_rng(1), IBM)
        assert np.array_equal(drawn.ts_ms, IBM.ts_ms)
        assert drawn.timeframe == IBM.timeframe

    def test_every_bar_is_one_of_the_recorded(self) -> None:
        own = walk(300)
        drawn = bootstrapped(np.random.default_rng(1), own)
        assert set(shapes(drawn)) <= set(shapes(own))

    def test_bars_inside_a_block_keep_their_order(self) -> None:
        own, drawn = shapes(IBM), shapes(bootstrapped(np.random.default_rng(1), IBM, block=30))
        first = int(np.flatnonzero(own == drawn[0])[0])
        assert np.array_equal(drawn[:30], own[first : first + 30])
        assert not np.array_equal(drawn[:60], own[first : first + 60])

    def test_the_drift_is_gone(self) -> None:
        rising = candles(closes(*(100 * 1.01**n for n in range(300))))
        assert 90 < bootstrapped(np.random.default_rng(1), rising).close[-1] < 110

    def test_a_market_that_grew_louder_makes_no_jumps(self) -> None:
        own, louder = walk(600), 1.005 ** np.arange(600)
        columns = {
            name: 1e5 + louder * (getattr(own, name) - 1000) for name in ("open", "high", "low", "close")
        }
        series = replace(own, volume=own.volume * louder, taker_buy=None, **columns)
        drawn = bootstrapped(np.random.default_rng(1), series)
        for column in (drawn.volume, (drawn.high - drawn.low) / drawn.close):
            assert 0.7 < np.median(column[400:]) / np.median(column[:200]) < 1.4

    def test_taker_volume_stays_the_same_share(self) -> None:
        own = walk(300)
        drawn = bootstrapped(np.random.default_rng(1), own)
        assert own.taker_buy is not None
        assert drawn.taker_buy is not None
        shares = np.round(drawn.taker_buy / drawn.volume, 9)
        assert set(shares) <= set(np.round(own.taker_buy / own.volume, 9))

    def test_estimates_get_no_taker_volume(self) -> None:
        assert bootstrapped(np.random.default_rng(1), IBM).taker_buy is None

    def test_too_few_bars_are_refused(self) -> None:
        assert len(bootstrapped(np.random.default_rng(1), walk(30))) == 30
        with pytest.raises(ValueError, match="9 usable bars are no block of 10"):
            bootstrapped(np.random.default_rng(1), walk(29))


class TestRates:
    def test_a_rate_is_events_per_hundred_bars(self) -> None:
        series = [walk(300, seed=1), walk(500, seed=2)]
        gaps = [event for one in series for event in found(detect(one).events, "fvg")]
        touched = sum(gap.touched >= 0 for gap in gaps)
        told = rates(series)["smc", "fvg"]
        assert (told.per_100, told.share) == (100 * len(gaps) / 800, touched / len(gaps))

    def test_what_comes_after_is_measured_along_the_event(self) -> None:
        series = walk(600)
        atr, close = Study(series, Params()).atr_now, series.close
        moves = {t: (close[t + AHEAD] - close[t]) / atr[t] for t in range(13, 600 - AHEAD)}
        usual = np.mean(list(moves.values()))
        gaps = [e for e in found(detect(series).events, "fvg") if e.known in moves]
        expected = np.mean([e.direction * (moves[e.known] - usual) for e in gaps])
        assert rates([series])["smc", "fvg"].ahead == pytest.approx(expected)

    def test_few_or_pointless_events_say_nothing_of_what_follows(self) -> None:
        told = rates([walk(600)])
        assert told["smc", "range"].ahead is None
        few = {key for key, own in told.items() if own.per_100 * 6 < FEW}
        assert few
        assert all(told[key].ahead is None for key in few)

    def test_a_market_that_never_moved_has_nothing_ahead(self) -> None:
        told = rates([candles([(5, 5, 5, 5)] * 60), candles([(1, 2, 1, 2)])])
        assert {own.ahead for own in told.values()} == {None}

    def test_an_outcome_on_the_very_next_bar_counts(self) -> None:
        told = rates([candles([(1, 2, 1, 2), (2, 4, 2, 4), (4, 5, 3, 5), (5, 5, 3, 4)])], SMALL)
        assert told["smc", "fvg"] == Rate(25.0, 1.0)

    def test_kinds_without_an_outcome_have_no_share(self) -> None:
        told = rates([walk(500)])
        assert {key for key, own in told.items() if own.share is not None} <= set(OUTCOMES)
        assert told["smc", "bos"].share is None

    def test_outcomes_name_kinds_that_exist(self) -> None:
        assert {method for method, _ in OUTCOMES} <= set(METHODS)
        assert {kind for _, kind in OUTCOMES} <= set(KINDS)

    def test_rounds_without_a_kind_count_as_none_of_it(self) -> None:
        series = iter([[walk(300)], [candles(closes(*[5.0] * 300))]])
        told = null_rates(lambda _: next(series), rounds=2, seed=1)
        own = rates([walk(300)])["smc", "fvg"]
        assert told["smc", "fvg"].per_100.mean == pytest.approx(own.per_100 / 2)
        assert told["smc", "fvg"].share == Interval(*[own.share] * 3)  # type: ignore[arg-type]

    def test_a_seed_measures_the_same_every_time(self) -> None:
        one, other, third = (
            null_rates(lambda rng: walks(rng, bars=300), rounds=2, seed=seed) for seed in (1, 1, 2)
        )
        assert one == other != third

    def test_parameters_are_those_of_the_caller(self) -> None:
        (raw, usual) = (
            null_rates(lambda _: [walk(300)], rounds=1, seed=1, params=params)["smc", "fvg"].per_100.mean
            for params in (SMALL, None)
        )
        assert raw > usual

    def test_bounds_enclose_the_mean(self) -> None:
        for own in null_rates(lambda rng: walks(rng, bars=300), rounds=5, seed=1).values():
            assert own.per_100.low <= own.per_100.mean <= own.per_100.high


def null(low: float, mean: float, high: float) -> NullRate:
    return NullRate(Interval(mean, low, high))


@pytest.mark.parametrize(
    ("rate", "bounds", "ratios", "above"),
    [
        (3.0, (1.0, 2.0, 2.5), (1.5, 1.2, 3.0), True),
        (2.5, (1.0, 2.0, 2.5), (1.25, 1.0, 2.5), False),
        (3.0, (0.0, 2.0, 2.5), (1.5, 1.2, math.inf), True),
        (1.0, (0.0, 0.1, 0.0), (10.0, math.inf, math.inf), True),
        (0.0, (0.0, 0.1, 0.0), (0.0, 0.0, math.inf), False),
    ],
)
def test_a_rate_is_judged_by_the_bounds_of_its_null(
    rate: float,
    bounds: tuple[float, float, float],
    ratios: tuple[float, float, float],
    above: bool,  # noqa: FBT001 - a case
) -> None:
    real = {("smc", "fvg"): Rate(rate)} if rate else {}
    (excess,) = compare(real, {("smc", "fvg"): null(*bounds)}).values()
    assert (excess.ratio, excess.low, excess.high) == pytest.approx(ratios)
    assert excess.above == above


def absorbing(rng: Generator, every: int) -> list[Candles]:
    """Buyers hit a wall now and then."""
    regime = Regime.lively(rng, 1200)
    for bar in range(150, 1200, every):
        regime.absorb(bar, 1)
    return [trade(rng, regime).candles]


def diverging(rng: Generator) -> Candles:
    """Highs on less and less buying, one after the other, within one session of daily bars."""
    regime = Regime.lively(rng, 1200)
    for bar in range(120, 1170, 40):
        regime.diverge(bar, 1)
    return trade(rng, regime, timeframe="1d").candles


def test_a_planted_pattern_stands_out_of_the_walk() -> None:
    noise = null_rates(lambda rng: walks(rng, bars=1200), rounds=ROUNDS, seed=1)
    planted, nothing = (
        compare(rates(series), noise)["delta", "absorption"]
        for series in (absorbing(np.random.default_rng(2), 40), walks(np.random.default_rng(2), bars=1200))
    )
    assert planted.above
    assert planted.ratio > 3
    assert not nothing.above


def test_shuffling_takes_a_planted_pattern_away() -> None:
    series = diverging(np.random.default_rng(3))
    noise = null_rates(lambda rng: [bootstrapped(rng, series)], rounds=ROUNDS, seed=1)
    shuffled = bootstrapped(np.random.default_rng(4), series)
    told = [compare(rates([one]), noise)["delta", "divergence"] for one in (series, shuffled)]
    assert [own.above for own in told] == [True, False]


def test_the_recorded_days_stand_out_in_few_kinds_if_any() -> None:
    noise = null_rates(lambda rng: [bootstrapped(rng, IBM)], rounds=ROUNDS, seed=1)
    excess = compare(rates([IBM]), noise)
    assert len(excess) > 30
    assert sum(own.above for own in excess.values()) <= 6


def test_only_a_market_with_memory_pays_who_follows_it() -> None:
    noise = null_rates(lambda rng: walks(rng, bars=1200), rounds=ROUNDS, seed=1)
    band = noise["smc", "displacement"].ahead
    assert band is not None
    assert band.low < 0 < band.high

    def paid(informed: float) -> float:
        rng = np.random.default_rng(5)
        series = trade(rng, Regime.lively(rng, 1200, informed=informed)).candles
        ahead = rates([series])["smc", "displacement"].ahead
        assert ahead is not None
        return ahead

    assert paid(0.4) > band.high
    assert band.low < paid(0.0) < band.high
