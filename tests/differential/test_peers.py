"""What strangers find by the same definition must be the same; where definitions part, the test says how."""

from collections.abc import Iterable

import numpy as np
import pytest

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.events import Event
from maxsignal_methods.params import SmcParams
from tests.differential.peers import SERIES, candles, peer
from tests.unit.methods.build import found

RAW = Params(smc=SmcParams(gap_atr=0.0))

type Life = dict[tuple[int, int], tuple[int, ...]]
"""Middle bar and direction of a gap -> bars of its life."""


def gaps(series: Candles) -> list[Event]:
    return found(detect(series, RAW).events, "fvg")


def touches_of_smartmoneyconcepts(series: Candles) -> Life:
    """Its gaps want a middle bar with a body in their direction; ours, one that closes beyond the edge."""
    smc = peer("smartmoneyconcepts").smc
    names = ("open", "high", "low", "close", "volume")
    table = smc.fvg(peer("pandas").DataFrame({name: getattr(series, name).copy() for name in names}))
    middle = np.flatnonzero(~np.isnan(table["FVG"]))
    # a middle bar without a third bar is a gap to it; it writes 0 where a gap was never touched
    return {
        (int(bar), int(table["FVG"][bar])): (int(table["MitigatedIndex"][bar]) or -1,)
        for bar in middle
        if 0 < bar < len(series) - 1
    }


@pytest.mark.parametrize("name", SERIES)
def test_shared_gaps_are_touched_at_the_same_bar(name: str) -> None:
    series = candles(name)
    theirs = touches_of_smartmoneyconcepts(series)
    ours = {(gap.bar, gap.direction): (gap.touched,) for gap in gaps(series)}
    shared = ours.keys() & theirs.keys()
    assert len(shared) > 0.9 * len(ours)
    assert {gap: ours[gap] for gap in shared} == {gap: theirs[gap] for gap in shared}


@pytest.mark.parametrize("name", SERIES)
def test_gaps_of_pyvsmc_live_as_ours(name: str) -> None:
    """Its gaps ask nothing of the middle bar: those whose middle closes beyond are exactly ours."""
    series = candles(name)
    table = peer("pyvsmc").detect_fvg(series.high, series.low, close=series.close, compute_mitigation=True)
    life = (table.mitigated_index, table.mitigated_50_index, table.mitigated_full_index)
    theirs: Life = {}
    for sign, mask in ((1, table.bullish), (-1, table.bearish)):
        edge = series.high if sign > 0 else series.low
        for k in np.flatnonzero(mask):
            if sign * (series.close[k - 1] - edge[k - 2]) > 0:
                theirs[int(k) - 1, sign] = tuple(int(bars[k]) for bars in life)
    ours = {(gap.bar, gap.direction): (gap.touched, gap.ce, gap.filled) for gap in gaps(series)}
    assert ours == theirs


@pytest.mark.parametrize("reach", [2, 5, 20])
@pytest.mark.parametrize("name", SERIES)
def test_strict_swings_are_those_of_pyvsmc(name: str, reach: int) -> None:
    """Its strict swings have no equal in the window; ours may have later ones: a plateau's first bar."""
    series = candles(name)
    theirs = peer("pyvsmc").detect_swings(series.high, series.low, window_size=reach, tie="strict")
    events = detect(series, Params(smc=SmcParams(internal=reach))).events
    highs = found(events, "swing", direction=1)
    lows = found(events, "swing", direction=-1)
    assert alone(highs, series.high, reach) == np.flatnonzero(theirs.swing_high).tolist()
    assert alone(lows, -series.low, reach) == np.flatnonzero(theirs.swing_low).tolist()


def alone(swings: Iterable[Event], prices: np.ndarray, reach: int) -> list[int]:
    """Bars of the swings that no later bar of their window equals."""
    return [s.bar for s in swings if prices[s.bar] > prices[s.bar + 1 : s.bar + reach + 1].max()]
