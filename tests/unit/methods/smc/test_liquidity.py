from dataclasses import replace

import pytest

from maxsignal_methods import Params, detect
from maxsignal_methods.events import Event
from maxsignal_methods.params import Measures, SmcParams
from tests.unit.methods.build import Row, candles, closes, found

# ATR of two bars, 2/2 swings, a tolerance of a tenth of about 2.
POOLS = Params(measures=Measures(atr=2), smc=SmcParams(internal=2, gap_atr=0.0))
DIP = (4, 3, 4)
# Swing highs of 5.5 at bars 2 and 6, the second known at bar 8.
EQUAL = (3, 4, 5, *DIP, 5, 4, 3)


def told(bars: list[Row], *kinds: str, params: Params = POOLS, direction: int = 1) -> list[Event]:
    events = detect(candles(bars), params).events
    return found(events[events["method"] == "smc"], *kinds, direction=direction)


class TestPools:
    def test_two_equal_highs_are_a_pool(self) -> None:
        (pool,) = told(closes(*EQUAL), "pool")
        assert (pool.bar, pool.known, pool.level, pool.strength) == (6, 8, 5.5, 2)

    def test_highs_within_the_tolerance_share_the_extreme(self) -> None:
        (pool,) = told(closes(3, 4, 5, *DIP, 4.9, 4, 3), "pool")
        assert (pool.level, pool.top, pool.bottom) == (5.5, 5.5, 5.4)

    def test_without_a_tolerance_only_equal_highs_pool(self) -> None:
        params = replace(POOLS, smc=replace(POOLS.smc, pool_tolerance_atr=0.0))
        assert len(told(closes(*EQUAL), "pool", params=params)) == 1
        assert not told(closes(3, 4, 5, *DIP, 4.9, 4, 3), "pool", params=params)

    def test_a_pool_taken_on_its_last_bar_did_not_expire(self) -> None:
        params = replace(POOLS, smc=replace(POOLS.smc, pool_age=4))
        (pool,) = told(closes(*EQUAL, 3, 3, 3, 8, 8), "pool", params=params)
        assert (pool.touched, pool.invalid) == (12, 13)

    def test_a_third_touch_replaces_the_pool(self) -> None:
        first, second = told(closes(*EQUAL, 4, 5, 4, 3), "pool")
        assert (second.strength, second.ref, first.invalid) == (3, first.id, second.known)

    def test_a_slightly_higher_high_takes_the_pool_instead_of_joining(self) -> None:
        (pool,) = told(closes(*EQUAL, 4, 5.1, 4, 3), "pool")
        assert (pool.strength, pool.touched) == (2, 10)

    @pytest.mark.parametrize(
        "prices",
        [(3, 4, 5, *DIP, 4.5, 4, 3), (3, 4, 5, *DIP, 5, 4), (3, 4, 5, 4, 6, 4, 5, 4, 3)],
        ids=["too far apart", "not yet confirmed", "exceeded in between"],
    )
    def test_near_equal_highs_are_no_pool(self, prices: tuple[float, ...]) -> None:
        assert not told(closes(*prices), "pool")

    def test_swings_too_far_apart_in_time_do_not_pool(self) -> None:
        params = replace(POOLS, smc=replace(POOLS.smc, pool_age=3))
        assert not told(closes(*EQUAL), "pool", params=params)

    def test_an_untouched_pool_expires(self) -> None:
        params = replace(POOLS, smc=replace(POOLS.smc, pool_age=4))
        (pool,) = told(closes(*EQUAL, 3, 3, 3, 3), "pool", params=params)
        assert (pool.touched, pool.invalid) == (-1, pool.known + 4)


class TestSweeps:
    def test_a_wick_above_that_closes_below_sweeps(self) -> None:
        (sweep,) = told([*closes(*EQUAL), (3, 6.5, 3, 5)], "sweep", direction=-1)
        assert (sweep.bar, sweep.known, sweep.level, sweep.top) == (9, 9, 5.5, 6.5)

    def test_a_close_back_within_three_bars_sweeps(self) -> None:
        bars = [*closes(*EQUAL), (3, 5.8, 3, 5.6), (5.6, 6, 5.4, 5.7), (5.7, 5.7, 5, 5.2)]
        (sweep,) = told(bars, "sweep", direction=-1)
        assert (sweep.bar, sweep.known, sweep.top) == (10, 11, 6)

    def test_a_sweep_names_its_pool_and_ends_it(self) -> None:
        bars = [*closes(*EQUAL), (3, 6.5, 3, 5)]
        (pool,), (sweep,) = told(bars, "pool"), told(bars, "sweep", direction=-1)
        assert (sweep.ref, pool.touched, pool.filled) == (pool.id, 9, 9)

    @pytest.mark.parametrize(
        "after",
        [
            [(3, 5.5, 3, 5)],
            [(3, 6, 3, 5.5), (5.5, 6, 5.5, 5.5), (5.5, 6, 5.5, 5.5), (5.5, 6, 5.5, 5.5)],
            [(3, 7, 3, 6.5), (6.5, 7, 6, 6.8)],
            [(3, 5.8, 3, 5.6), (5.6, 5.8, 5.5, 5.6), (5.6, 5.8, 5.5, 5.6), (5.6, 5.8, 5.5, 5.6)],
        ],
        ids=["only touched", "closed on the level", "accepted above", "no close back in time"],
    )
    def test_a_near_sweep_is_none(self, after: list[Row]) -> None:
        assert not told([*closes(*EQUAL), *after, (5, 5, 4, 4)], "sweep", direction=-1)

    def test_acceptance_breaks_the_pool(self) -> None:
        bars = [*closes(*EQUAL), (3, 7, 3, 6.5), (6.5, 7, 6, 6.8), (6.8, 6.8, 4, 4)]
        (pool,) = told(bars, "pool")
        assert (pool.touched, pool.filled, pool.invalid) == (9, -1, 10)

    def test_a_close_beyond_the_extreme_voids_a_sweep(self) -> None:
        bars = [*closes(*EQUAL), (3, 6.5, 3, 5), (5, 7, 5, 6.6)]
        (sweep,) = told(bars, "sweep", direction=-1)
        assert sweep.invalid == 10

    def test_a_lone_major_swing_is_swept_too(self) -> None:
        params = replace(POOLS, smc=replace(POOLS.smc, major=2))
        bars = [*closes(3, 4, 5, 4, 3), (3, 6, 3, 4)]
        (swing,) = told(bars, "swing_major", params=params)
        (sweep,) = told(bars, "sweep", params=params, direction=-1)
        assert sweep.ref == swing.id
