import numpy as np
import pytest

from maxsignal_methods import Candles, Params
from maxsignal_methods.methods.delta.detect import cumulative, flow, sessions
from maxsignal_methods.study import Study
from tests.unit.methods.build import candles, closes, walk


class TestFlow:
    def test_taker_volume_gives_true_delta(self) -> None:
        table = flow(Study(candles(closes(1, 2), volume=10, taker=[7, 2]), Params()))
        assert (table.source, table.estimated, table.delta.tolist()) == ("taker", False, [4, -6])

    def test_without_taker_volume_delta_is_estimated(self) -> None:
        table = flow(Study(walk(60, taker=False), Params()))
        assert (table.source, table.estimated) == ("bvc", True)
        assert np.isnan(table.delta[:51]).all()
        assert np.isfinite(table.delta[51:]).all()

    def test_the_estimate_has_the_sign_of_the_move_and_no_more_than_the_volume(self) -> None:
        series = walk(200, taker=False)
        delta, move = flow(Study(series, Params())).delta[51:], np.diff(series.close)[50:]
        assert (np.sign(delta) == np.sign(move)).all()
        assert (np.abs(delta) <= series.volume[51:]).all()

    def test_a_market_that_never_moved_has_no_estimated_delta(self) -> None:
        table = flow(Study(candles([(5, 5, 5, 5)] * 60), Params()))
        assert table.delta[51:].tolist() == [0.0] * 9

    def test_without_volume_there_is_no_delta(self) -> None:
        assert flow(Study(candles(closes(1, 2, 3), volume=0), Params())).source == "none"

    def test_cumulative_delta_starts_again_with_each_session(self) -> None:
        total = cumulative(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 1]))
        assert total.tolist() == [1, 3, 3, 7]


@pytest.mark.parametrize(("timeframe", "bars", "count"), [("1h", 48, 2), ("4h", 84, 2), ("1d", 40, 1)])
def test_sessions_fit_the_timeframe(timeframe: str, bars: int, count: int) -> None:
    series: Candles = candles(closes(*[5.0] * bars), timeframe=timeframe)
    assert len(set(sessions(series).tolist())) == count
