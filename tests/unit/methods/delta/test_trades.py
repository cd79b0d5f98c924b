from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maxsignal_methods import Candles, InvalidCandles, Params, analyze, detect
from maxsignal_methods.candles import HOUR_MS
from maxsignal_methods.methods.delta.detect import flow
from maxsignal_methods.methods.delta.trades import Trades, tick_rule, with_trades
from maxsignal_methods.study import Study
from tests.unit.methods.build import MONDAY_MS, candles, closes
from tests.unit.methods.delta.estimators import LEANS, SIZES, market, measured, row

EVIDENCE = Path(__file__).parents[4] / "docs/methods-evidence.md"
ESTIMATORS = ("tick", "bvc", "body", "sign", "clv")


def tape(*trades: tuple[float, float, float, int], sides: bool = True) -> Trades:
    """Trades are (hours after the start, price, size, side)."""
    hour, price, size, side = (np.array(column, dtype=np.float64) for column in zip(*trades, strict=True))
    times = (MONDAY_MS + hour * HOUR_MS).astype(np.int64)
    return Trades(times, price, size, side.astype(np.int64) if sides else None)


TAPE = ((0.0, 5, 2, 1), (0.5, 6, 3, -1), (0.999, 6, 1, 1), (1.0, 5, 4, -1), (1.5, 5, 6, -1))
TWO_BARS = candles(closes(6, 5), volume=[6, 10])


def deltas(series: Candles) -> list[float]:
    return list(flow(Study(series, Params())).delta)


def test_delta_is_the_sum_of_signed_sizes() -> None:
    series = with_trades(TWO_BARS, tape(*TAPE))
    assert deltas(series) == [0, -10]
    assert flow(Study(series, Params())).source == "trades"


def test_signed_trades_are_no_estimate() -> None:
    state = analyze(with_trades(market(20, 0.0).candles, market(20, 0.0).trades), "delta").state
    assert (state["source"], state["estimated"]) == ("trades", False)


def test_a_tape_without_sides_is_signed_by_ticks() -> None:
    # unknown, up, still up; down, still down
    series = with_trades(TWO_BARS, tape(*TAPE, sides=False))
    assert deltas(series) == [4, -10]
    assert (series.taker_source, flow(Study(series, Params())).estimated) == ("tick", True)


def test_the_tick_rule_keeps_the_last_change() -> None:
    assert tick_rule(np.array([5.0, 5, 6, 6, 4, 4, 7])).tolist() == [0, 0, 1, 1, -1, -1, 1]
    assert tick_rule(np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("trades", "row_"),
    [
        (TAPE[1:], 0),
        (TAPE[:-1], 1),
        ((*TAPE, (1.6, 5, 1, 1)), 1),
        (((0.0, 5, float("inf"), 1), *TAPE[1:]), 0),
    ],
    ids=["first trade lost", "last trade lost", "one too many", "no number"],
)
def test_half_a_tape_is_refused(trades: tuple[tuple[float, float, float, int], ...], row_: int) -> None:
    with pytest.raises(InvalidCandles) as error:
        with_trades(TWO_BARS, tape(*trades))
    assert (error.value.row, error.value.reason) == (row_, "tape_differs")


@pytest.mark.parametrize("bad", [(0.4, 5, 0, 1), (0.4, 5, -1, 1), (0.4, 5, float("nan"), 1), (-1, 5, 1, 1)])
def test_a_tape_that_cannot_be_is_refused(bad: tuple[float, float, float, int]) -> None:
    with pytest.raises(ValueError, match="sorted by time"):
        tape((0.0, 5, 2, 1), bad)


def test_taker_volume_never_exceeds_the_volume() -> None:
    # a hundred thousand tenths add up to a little more than ten thousand
    size = np.full(100_000, 0.1)
    every = Trades(np.full(100_000, MONDAY_MS), np.ones(100_000), size, np.ones(100_000, dtype=np.int64))
    series = with_trades(candles([(1, 1, 1, 1)], volume=10_000), every)
    assert size.cumsum()[-1] > series.volume[0]
    assert deltas(series) == [10_000]


def test_trades_outside_the_candles_are_not_looked_at() -> None:
    early, late = (-1.0, 5.0, 9.0, 1), (2.0, 5.0, 9.0, 1)
    assert deltas(with_trades(TWO_BARS, tape(early, *TAPE, late))) == [0, -10]
    assert len(with_trades(TWO_BARS[:0], tape(*TAPE))) == 0


def test_trades_between_two_candles_belong_to_none() -> None:
    gapped = replace(TWO_BARS, ts_ms=TWO_BARS.ts_ms + np.array([0, HOUR_MS]))
    between = (1.2, 5.0, 9.0, 1)
    later = [(hour + (hour >= 1), *rest) for hour, *rest in TAPE]
    assert deltas(with_trades(gapped, tape(*sorted([between, *later])))) == [0, -10]  # type: ignore[arg-type]


def test_slices_keep_the_source_of_their_delta() -> None:
    series = with_trades(TWO_BARS, tape(*TAPE))
    assert (series[1:].taker_source, deltas(series[1:])) == ("trades", [-10])
    with pytest.raises(ValueError, match="read-only"):
        series.taker_buy[0] = 1  # type: ignore[index]


def test_trades_and_taker_volume_tell_the_same_events() -> None:
    own = market(20, 0.4)
    taker, trades = detect(own.candles[:600]), detect(with_trades(own.candles, own.trades)[:600])
    assert {"absorption", "divergence"} <= set(taker.events["kind"].tolist())
    for name in ("kind", "bar", "known", "invalid"):
        assert np.array_equal(taker.events[name], trades.events[name])


def test_the_tick_rule_states_nothing_circular() -> None:
    own = market(20, 0.4)
    guessed = with_trades(own.candles, replace(own.trades, side=None))
    kinds = set(detect(guessed[:600]).events["kind"].tolist())
    assert "anomaly" in kinds
    assert not {"absorption", "divergence", "hidden_divergence"} & kinds


def test_trades_give_the_truth_to_the_last_unit() -> None:
    signed_right, per_bar, total = measured("informed", 20)["trades"]
    assert (signed_right, per_bar, total) == pytest.approx((1, 1, 1), abs=1e-12)


def test_the_tick_rule_signs_four_trades_of_five() -> None:
    own = market(100, 0.4).trades
    assert np.mean(tick_rule(own.price) == own.side) == pytest.approx(0.78, abs=0.01)


@pytest.mark.parametrize("trades", SIZES)
@pytest.mark.parametrize("name", LEANS)
def test_every_estimate_is_as_good_as_documented(name: str, trades: int) -> None:
    assert row(name, trades, ESTIMATORS) in EVIDENCE.read_text()
