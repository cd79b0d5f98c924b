"""Volume spread analysis: what the volume of a bar says about its range and close.

Each rule is written once and read a second time on mirrored prices. `strength` is R, the volume over
its 20-bar average (the gap of the two ranks for effort and result); `ref` names the last climax within
50 bars, the background without which the books give a bar no meaning.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.indicators import lag, prior_min, prior_rank, ratio
from maxsignal_methods.mirror import Side
from maxsignal_methods.search import FirstReach
from maxsignal_methods.study import Study

MIN_BARS = 22

type Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Climaxes:
    """Climactic bars by sign (+1 selling climax: hints up) and the latest climax row before each bar."""

    at: dict[int, Mask]
    background: Ints


@dataclass(frozen=True, slots=True)
class Bars:
    """One side's bars with the measures every rule reads."""

    study: Study
    side: Side
    opposite: Side
    position: Floats
    low_before: Floats
    high_before: Floats
    quiet: Mask

    def falls(self) -> Mask:
        return self.side.close < lag(self.side.close)

    def rises(self) -> Mask:
        return self.side.close > lag(self.side.close)


def detect(study: Study) -> None:
    study.run(climaxes)
    for pattern in (_weakness, _stopping, _thrusts, _tests):
        for sign in (1, -1):
            pattern(bars_of(study, sign))
    _effort(study)


def bars_of(study: Study, sign: int) -> Bars:
    return study.run(_UPRIGHT if sign > 0 else _MIRRORED)


def _bars(study: Study, flip: bool) -> Bars:
    side, opposite = study.sides[1 if flip else 0]
    volume = study.candles.volume
    sized = (study.spread > 0) & np.isfinite(study.volume_ratio)
    return Bars(
        study,
        side,
        opposite,
        ratio(side.close - side.low, study.spread),
        prior_min(side.low, study.params.vsa.extreme),
        -prior_min(opposite.low, study.params.vsa.extreme),
        sized & (volume < lag(volume)) & (volume < lag(volume, 2)),
    )


_UPRIGHT: Callable[[Study], Bars] = partial(_bars, flip=False)
_MIRRORED: Callable[[Study], Bars] = partial(_bars, flip=True)


def climaxes(study: Study) -> Climaxes:
    """New 10-bar extreme in the move's direction on climactic volume and spread."""
    rule, window = study.params.vsa, study.params.measures.ranks
    ranked = prior_rank(study.volume_ratio, window) >= rule.climax_rank
    loud = (study.volume_ratio >= rule.climax_volume) | ranked
    wide = study.spread_ratio >= rule.climax_spread
    latest = np.full(len(study) + 1, -1)
    at: dict[int, Mask] = {}
    for sign in (1, -1):
        bars = bars_of(study, sign)
        at[sign] = bars.falls() & (bars.side.low < bars.low_before) & loud & wide
        bar = np.flatnonzero(at[sign])
        against = (bars.position[bar] >= 0.5).astype(np.float64)
        strength = study.volume_ratio[bar] + against
        latest[bar + 1] = _log(bars, "climax", sign, bar, strength, -1, _answer(bars, bar))
    return Climaxes(at, _carried(latest[:-1], rule.background))


def _weakness(bars: Bars) -> None:
    """Upright: no demand, an up bar on narrow spread and drying volume. Mirrored: no supply."""
    study, rule = bars.study, bars.study.params.vsa
    found = bars.rises() & (study.spread_ratio < rule.narrow) & bars.quiet & (bars.position <= 0.67)
    bar = np.flatnonzero(found)
    strong = FirstReach(np.where(study.volume_ratio >= 1, bars.opposite.close, np.inf))
    life = {
        "filled": _within(bars.side.closes.below(bar + 1, bars.side.low[bar]), bar, rule.confirm),
        "invalid": _within(strong.below(bar + 1, -bars.side.high[bar]), bar, rule.confirm),
    }
    kind = "no_demand" if bars.side.sign > 0 else "no_supply"
    _log_with_background(bars, kind, -bars.side.sign, bar, life)


def _stopping(bars: Bars) -> None:
    study, rule = bars.study, bars.study.params.vsa
    new_low = bars.falls() & (bars.side.low < bars.low_before)
    loud = study.volume_ratio >= rule.stopping_volume
    bar = np.flatnonzero(new_low & loud & (bars.position >= 0.4))
    _log_with_background(bars, "stopping_volume", bars.side.sign, bar, _answer(bars, bar))


def _thrusts(bars: Bars) -> None:
    """Upright: upthrust above the last 10 highs that closes low. Mirrored: spring. R < 1 is a pseudo one."""
    study, rule, side = bars.study, bars.study.params.vsa, bars.side
    poked = (side.high > bars.high_before) & (side.close < bars.high_before)
    shape = poked & (bars.position <= 0.3) & (study.spread_ratio >= rule.thrust_spread)
    bar = np.flatnonzero(shape & np.isfinite(study.volume_ratio))
    life = {
        "filled": _within(side.closes.below(bar + 1, side.low[bar]), bar, rule.confirm),
        "invalid": bars.opposite.closes.below(bar + 1, -side.high[bar]),
    }
    kind = "upthrust" if side.sign > 0 else "spring_bar"
    _log_with_background(bars, kind, -side.sign, bar, life)


def _tests(bars: Bars) -> None:
    """A dip to the last 10 lows on drying volume that closes high; with R > 1 the test has failed."""
    study, rule, side = bars.study, bars.study.params.vsa, bars.side
    near = side.low <= bars.low_before + rule.test_atr * study.atr
    shape = near & (bars.position >= 0.5) & (study.spread_ratio < 1)
    loud = study.volume_ratio > 1
    bar = np.flatnonzero(shape & (bars.quiet | loud))
    confirmed = _within(bars.opposite.closes.below(bar + 1, -side.high[bar]), bar, rule.confirm)
    failed = loud[bar]
    life = {
        "filled": np.where(failed, -1, confirmed),
        "invalid": np.where(failed, bar, -1),
    }
    _log_with_background(bars, "test", side.sign, bar, life)


def _effort(study: Study) -> None:
    """Volume and progress that disagree in their ranks of 100 bars; hints against the bar's move."""
    c, window = study.candles, study.params.measures.ranks
    move = c.close - lag(c.close)
    effort = prior_rank(np.where(c.volume > 0, c.volume, np.nan), window)
    gap = effort - prior_rank(np.abs(move), window)
    for kind, excess in (("effort_no_result", gap), ("result_no_effort", -gap)):
        bar = np.flatnonzero(excess >= study.params.vsa.effort)
        direction = -np.sign(move[bar]).astype(np.int64)
        study.log.add(
            "vsa", kind, direction, bar, bar, c.close[bar], c.high[bar], c.low[bar], excess[bar],
            study.run(climaxes).background[bar],
        )  # fmt: skip


def _answer(bars: Bars, bar: Ints) -> dict[str, Ints]:
    """Confirmed by a higher next close, failed by any later close below the bar."""
    after = np.minimum(bar + 1, len(bars.study) - 1)
    higher = bars.side.close[after] > bars.side.close[bar]
    return {
        "filled": np.where(higher, after, -1),
        "invalid": bars.side.closes.below(bar + 1, bars.side.low[bar]),
    }


def _log_with_background(bars: Bars, kind: str, direction: int, bar: Ints, life: dict[str, Ints]) -> None:
    background = bars.study.run(climaxes).background[bar]
    _log(bars, kind, direction, bar, bars.study.volume_ratio[bar], background, life)


def _log(
    bars: Bars,
    kind: str,
    direction: int,
    bar: Ints,
    strength: Floats,
    ref: Ints | int,
    life: dict[str, Ints],
) -> Ints:
    c = bars.study.candles
    return bars.study.log.add(
        "vsa", kind, direction, bar, bar, c.close[bar], c.high[bar], c.low[bar], strength, ref,
        **life,
    )  # fmt: skip


def _within(found: Ints, bar: Ints, window: int) -> Ints:
    return np.where(found <= bar + window, found, -1)


def _carried(latest: Ints, window: int) -> Ints:
    """The newest row at or before each bar, forgotten after `window` bars."""
    at = np.where(latest >= 0, np.arange(len(latest)), -1)
    newest = np.maximum.accumulate(at) if len(at) else at
    fresh = (newest >= 0) & (np.arange(len(latest)) - newest < window)
    return np.where(fresh, latest[newest], -1)
