from dataclasses import replace

import numpy as np
import pytest

from maxsignal_methods import Candles, Params, analyze
from maxsignal_methods.candles import HOUR_MS
from maxsignal_methods.params import SmcParams
from maxsignal_methods.result import Fact
from tests.unit.methods.build import MONDAY_MS, Row, candles, closes, recorded

SMALL = Params(smc=SmcParams(internal=2, major=2, gap_atr=0.0))
TIGHT = replace(SMALL, smc=replace(SMALL.smc, internal=1))
# A range of 1.5 to 7.5.
SPAN = (5, 6, 7, 5, 3, 2, 3, 4)
# Enough quiet bars for the method to speak, then a gap of 10.5 to 11 left by bars 40 to 42.
GAP: list[Row] = [(10, 10.5, 9.5, 10)] * 41 + [(10, 12, 10, 11.8), (11.8, 13, 11, 12.5)]


def facts(series: Candles, kind: str, params: Params = SMALL) -> list[Fact]:
    return [fact for fact in analyze(series, "smc", params).facts if fact.kind == kind]


def drifting(target: float) -> Candles:
    """The span, then even steps to the target: a drift makes no swing of its own on the way."""
    steps = [4 + (target - 4) * n / 34 for n in range(1, 35)]
    return candles(closes(*SPAN, *steps))


@pytest.mark.parametrize(
    ("target", "zone"), [(6.5, "premium"), (4.5, "equilibrium"), (4.1, "discount"), (2.0, "discount")]
)
def test_the_zone_is_where_the_last_close_lies(target: float, zone: str) -> None:
    state = analyze(drifting(target), "smc", TIGHT).state
    assert state["zone"] == zone


def test_position_is_a_share_of_the_range() -> None:
    assert analyze(drifting(6.5), "smc", TIGHT).state["position"] == pytest.approx((6.5 - 1.5) / 6)


@pytest.mark.parametrize(
    ("target", "band"),
    [(7.4, "top"), (7.0, "none"), (4.6, "middle"), (4.4, "middle"), (2.0, "none"), (1.6, "bottom")],
)
def test_the_band_is_an_outer_twentieth_or_the_middle(target: float, band: str) -> None:
    assert analyze(drifting(target), "smc", TIGHT).state["band"] == band


def test_without_a_range_there_is_no_band() -> None:
    assert analyze(candles(GAP), "smc", SMALL).state["band"] == "none"


@pytest.mark.parametrize(("missing", "flagged"), [(0, False), (40, False), (41, True), (42, True)])
def test_a_gap_across_missing_time_is_flagged(missing: int, flagged: bool) -> None:  # noqa: FBT001 - a case
    plain = candles(GAP)
    late = HOUR_MS * (np.arange(len(plain)) >= missing) if missing else 0
    (gap,) = facts(replace(plain, ts_ms=MONDAY_MS + HOUR_MS * np.arange(len(plain)) + late), "fvg")
    assert gap.values["across_gap"] is flagged


@pytest.mark.parametrize(("low", "left"), [(4.6, True), (4.5, False)])
def test_a_block_says_whether_its_leg_left_a_gap(low: float, left: bool) -> None:  # noqa: FBT001 - a case
    # the block reaches to 4.5, the next bar breaks, and the one after it may leave a gap above
    bars = [*closes(*[3.0] * 34), *closes(1, 2, 3, 4, 5, 4, 3), (3, 6.5, 2.8, 6), (6.7, 7.5, low, 7)]
    (block,) = [fact for fact in facts(candles(bars), "ob") if fact.direction > 0]
    assert block.values["gap"] is left


def test_a_block_says_whether_its_leg_was_displaced() -> None:
    ibm = recorded("IBM")
    told = {
        block.values["displacement"] for end in (400, 800, 1200) for block in facts(ibm[:end], "ob", Params())
    }
    assert told == {True, False}


def test_a_sweep_says_how_much_of_its_bar_was_wick() -> None:
    bars = [*closes(*[3.0] * 34), *closes(1, 2, 3, 4, 5, 4, 3), (3, 6.5, 2.5, 5)]
    (sweep,) = [fact for fact in facts(candles(bars), "sweep") if fact.direction < 0]
    assert sweep.values["wick_share"] == pytest.approx((6.5 - 5) / (6.5 - 2.5))


@pytest.mark.parametrize(("close", "told"), [(6.5, 1), (6.6, 0)])
def test_a_sweep_closed_beyond_is_told_no_more(close: float, told: int) -> None:
    bars = [*closes(*[3.0] * 34), *closes(1, 2, 3, 4, 5, 4, 3), (3, 6.5, 2.5, 5), (5, 6.7, 4.9, close)]
    assert len([fact for fact in facts(candles(bars), "sweep") if fact.direction < 0]) == told


def test_a_sweep_names_the_level_it_swept() -> None:
    bars = [*closes(*[3.0] * 34), *closes(1, 2, 3, 4, 5, 4, 3), (3, 6.5, 2.5, 5)]
    result = analyze(candles(bars), "smc", SMALL)
    prices = {level.id: level.price for level in result.levels}
    (sweep,) = [fact for fact in result.facts if fact.kind == "sweep" and fact.direction < 0]
    assert sweep.levels["level"] == sweep.id.replace("sweep", "swept")
    assert prices[sweep.levels["level"]] == 5.5
