import numpy as np
import pytest

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.candles import HOUR_MS
from maxsignal_methods.events import Event
from maxsignal_methods.methods.delta.detect import cumulative, flow, sessions
from maxsignal_methods.params import DeltaParams, Measures, SmcParams
from maxsignal_methods.study import Study
from tests.unit.methods.build import MONDAY_MS, Row, candles, closes, found, walk

# Delta of the hundred calm bars alternates between -1 and 1: median 0, MAD 1, sigma 1.4826.
CALM = 104


def told(
    kind: str,
    *bars: tuple[Row, float, float],
    calm: Row = (10, 11, 9, 10),
    taker: bool = True,
    mirror: bool = False,
) -> list[Event]:
    """Calm bars, then (row, volume, delta) each."""
    rows = [*[calm] * CALM, *(row for row, _, _ in bars)]
    volume = np.array([10.0] * CALM + [size for _, size, _ in bars])
    delta = np.array([(-1.0) ** n for n in range(CALM)] + [net for _, _, net in bars])
    if mirror:
        rows, delta = [(20 - o, 20 - low, 20 - h, 20 - c) for o, h, low, c in rows], -delta
    series = candles(rows, volume=volume, taker=(volume + delta) / 2 if taker else None)
    return [event for event in found(detect(series).events, kind) if event.bar >= CALM]


AGGRESSION = ((10, 12, 10, 11.9), 20, 6)
ABSORBED = ((10, 11, 9, 10.1), 20, 6)


class TestAnomaly:
    def test_delta_three_sigmas_out_is_an_anomaly(self) -> None:
        (event,) = told("anomaly", AGGRESSION)
        assert (event.bar, event.known, event.direction, event.level) == (CALM, CALM, 1, 11.9)
        assert event.strength == pytest.approx(6 / 1.4826)

    def test_selling_is_the_mirror(self) -> None:
        (event,) = told("anomaly", AGGRESSION, mirror=True)
        assert (event.direction, event.level) == (-1, 20 - 11.9)

    @pytest.mark.parametrize(("volume", "net"), [(20, 4.4), (9, 6), (20, 0)])
    def test_a_near_anomaly_is_none(self, volume: float, net: float) -> None:
        assert not told("anomaly", ((10, 12, 10, 11.9), volume, net))

    def test_it_no_longer_holds_once_price_closes_across(self) -> None:
        held = ((11.9, 12.5, 11, 12), 10, 0)
        lost = ((12, 12, 11, 11.5), 10, 0)
        assert told("anomaly", AGGRESSION, held, lost)[0].invalid == CALM + 2


class TestAbsorption:
    def test_aggression_without_progress_is_absorbed(self) -> None:
        (event,) = told("absorption", ABSORBED)
        assert (event.direction, event.level, event.filled, event.invalid) == (-1, 11, -1, -1)

    def test_buyers_absorb_sellers_in_the_mirror(self) -> None:
        (event,) = told("absorption", ABSORBED, mirror=True)
        assert (event.direction, event.level) == (1, 9)

    @pytest.mark.parametrize(
        "bar",
        [AGGRESSION, ((10, 11, 9, 10.1), 14, 6), ((10, 11, 9, 10.1), 20, 2.9)],
        ids=["price followed", "ordinary volume", "ordinary delta"],
    )
    def test_near_absorption_is_none(self, bar: tuple[Row, float, float]) -> None:
        assert not told("absorption", bar)

    def test_a_close_against_the_flow_needs_no_atr(self) -> None:
        # nothing moved before, so there is no ATR to measure by
        against, along = ((10, 11, 9, 9.9), 20, 6), ((10, 11, 9, 10.1), 20, 6)
        assert len(told("absorption", against, calm=(10, 10, 10, 10))) == 1
        assert not told("absorption", along, calm=(10, 10, 10, 10))

    def test_three_closes_inside_confirm_it(self) -> None:
        inside = ((10, 11, 9, 10.0), 10, 0)
        assert told("absorption", ABSORBED, inside, inside)[0].filled == -1
        assert told("absorption", ABSORBED, inside, inside, inside)[0].filled == CALM + 3

    def test_a_close_beyond_the_extreme_fails_it(self) -> None:
        (event,) = told("absorption", ABSORBED, ((10, 12, 10, 11.5), 10, 0))
        assert (event.filled, event.invalid) == (-1, CALM + 1)

    def test_it_is_never_stated_on_estimated_delta(self) -> None:
        assert not told("absorption", ABSORBED, taker=False)


SMALL = Params(
    measures=Measures(atr=2), smc=SmcParams(internal=2), delta=DeltaParams(window=4, divergence=0.25)
)


def diverging(
    second: float,
    net: float,
    *after: tuple[float, float],
    start: int = MONDAY_MS,
    mirror: bool = False,
) -> list[Event]:
    """Highs at bars 6 and 10, CVD up and down by 1 but for `net` at the second, then (close, delta) bars."""
    prices = (3, 3, 3, 3, 3, 4, 5, 4, 3, 4, second, 4, 3, *(price for price, _ in after))
    tail = [1, -1, *(step for _, step in after)]
    delta = np.array([1, -1, 1, -1, 1, -1, 1, -1, 1, -1, net, *tail], dtype=np.float64)
    rows = closes(*prices)
    if mirror:
        rows, delta = [(10 - o, 10 - low, 10 - h, 10 - c) for o, h, low, c in rows], -delta
    series = candles(rows, volume=10, taker=(10 + delta) / 2, start_ms=start)
    return found(detect(series, SMALL).events, "divergence", "hidden_divergence")


class TestDivergence:
    def test_a_higher_high_on_less_cvd_diverges(self) -> None:
        (event,) = diverging(6, -3)
        assert (event.kind, event.direction, event.bar, event.known) == ("divergence", -1, 10, 12)
        assert (event.top, event.bottom) == (6.5, 5.5)

    def test_a_lower_high_on_more_cvd_is_hidden(self) -> None:
        assert [event.kind for event in diverging(4.8, 3)] == ["hidden_divergence"]

    def test_lows_diverge_in_the_mirror(self) -> None:
        (event,) = diverging(6, -3, mirror=True)
        assert (event.kind, event.direction, event.level) == ("divergence", 1, 3.5)

    @pytest.mark.parametrize(("second", "net"), [(6, 3), (5, -3), (6, 1.1)])
    def test_a_near_divergence_is_none(self, second: float, net: float) -> None:
        assert not diverging(second, net)

    def test_cvd_catching_up_voids_it(self) -> None:
        (event,) = diverging(6, -3, (3, 3), (3, 2))
        assert event.invalid == 14

    def test_a_close_an_atr_beyond_the_swing_voids_it(self) -> None:
        # one ATR is between 2 and 3: 6.9 is within the margin above 6.5, 10 is not
        (event,) = diverging(6, -3, (6.9, -1), (10, -1))
        assert event.invalid == 14

    def test_swings_of_two_days_are_never_compared(self) -> None:
        # the day changes between the two highs
        assert not diverging(6, -3, start=MONDAY_MS - 8 * HOUR_MS)


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
