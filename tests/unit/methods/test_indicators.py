import numpy as np
import pytest

from maxsignal_methods import Params
from maxsignal_methods.indicators import (
    lag,
    prior_deviation,
    prior_min,
    prior_rank,
    prior_sum,
    ratio,
    robust_z,
)
from maxsignal_methods.kernels.measures import in_atr
from maxsignal_methods.study import Study
from tests.unit.methods.build import candles, closes, walk
from tests.unit.methods.ref import windows as ref

SERIES = walk(300)
VOLUME = SERIES.volume.tolist()


def as_list(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float | None]:
    return [None if np.isnan(x) else float(x) for x in values]


@pytest.mark.parametrize("t", [14, 15, 120, 299])
def test_atr_at_a_bar_is_wilders_of_the_bars_before(t: int) -> None:
    columns = (SERIES.high.tolist(), SERIES.low.tolist(), SERIES.close.tolist())
    study = Study(SERIES, Params())
    assert study.atr[t] == pytest.approx(ref.wilder_atr(*columns, 14, t - 1))
    assert study.atr_now[t] == pytest.approx(ref.wilder_atr(*columns, 14, t))


def test_atr_is_unavailable_before_its_warm_up() -> None:
    study = Study(SERIES[:14], Params())
    assert np.isnan(study.atr).all()
    assert np.isfinite(study.atr_now).tolist() == [False] * 13 + [True]


def test_a_flat_market_has_no_atr_to_measure_with() -> None:
    assert np.isnan(Study(candles([(5, 5, 5, 5)] * 40), Params()).atr).all()


@pytest.mark.parametrize("t", [100, 199, 299])
def test_windows_before_a_bar_equal_recomputation(t: int) -> None:
    volume = SERIES.volume
    assert prior_sum(volume, 20)[t] / 20 == pytest.approx(ref.prior_mean(VOLUME, 20, t))
    assert prior_rank(volume, 100)[t] == ref.prior_rank(VOLUME, 100, t)
    assert robust_z(volume, 100)[t] == pytest.approx(ref.robust_z(VOLUME, 100, t))
    assert prior_min(volume, 10)[t] == min(VOLUME[t - 10 : t])
    assert prior_deviation(volume, 50)[t] == pytest.approx(np.std(VOLUME[t - 50 : t]))


def test_every_window_is_silent_until_it_is_full() -> None:
    short = SERIES.volume[:10]
    for measure in (prior_sum, prior_rank, robust_z, prior_min, prior_deviation):
        assert np.isnan(measure(short, 10)).all()
    assert np.isfinite(prior_sum(SERIES.volume[:11], 10)[10])


def test_a_missing_value_silences_the_windows_that_hold_it() -> None:
    values = np.array([np.nan, 1.0, 2.0, 3.0, 4.0])
    assert as_list(prior_rank(values, 2)) == [None, None, None, 1.0, 1.0]


def test_an_equal_value_does_not_rank_below() -> None:
    assert as_list(prior_rank(np.array([1.0, 2.0, 3.0, 2.0]), 3)) == [None, None, None, 1 / 3]


def test_a_window_without_spread_has_no_z() -> None:
    assert np.isnan(robust_z(np.array([1.0, 1.0, 1.0, 5.0]), 3)).all()


@pytest.mark.parametrize(("part", "whole"), [(1.0, 0.0), (1.0, np.nan), (1e300, 1e-300), (1.0, -2.0)])
def test_an_impossible_ratio_is_unavailable(part: float, whole: float) -> None:
    assert np.isnan(ratio(np.array([part]), np.array([whole]))).all()


def test_a_size_beyond_all_numbers_of_atr_is_unavailable() -> None:
    assert in_atr(3.0, 2.0) == 1.5
    assert [in_atr(1e300, 1e-300), in_atr(1.0, 0.0), in_atr(1.0, np.nan)] == [0.0, 0.0, 0.0]


def test_a_lag_longer_than_the_series_is_unavailable() -> None:
    assert as_list(lag(np.array([1.0, 2.0, 3.0]))) == [None, 1.0, 2.0]
    assert np.isnan(lag(np.array([1.0]), 2)).all()


def test_volume_ratio_needs_volume_in_bar_and_window() -> None:
    volume = [0.0] * 20 + [5.0, 0.0, 5.0]
    study = Study(candles(closes(*range(1, 24)), volume=volume), Params())
    assert as_list(study.volume_ratio)[20:] == [None, None, 20.0]


def test_a_flat_bar_closes_in_its_middle() -> None:
    study = Study(candles([(5, 5, 5, 5), (5, 6, 4, 6)]), Params())
    assert study.close_position.tolist() == [0.5, 1.0]
