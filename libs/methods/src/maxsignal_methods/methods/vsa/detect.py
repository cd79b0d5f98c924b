"""Volume spread analysis: what the volume of a bar says about its range and close.

Each rule is written once and read a second time on mirrored prices. `strength` is R, the volume over
its 20-bar average (the gap of the two ranks for effort and result); `ref` names the last climax within
50 bars, the background without which the books give a bar no meaning.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
        for bars in study.run(readings):
            pattern(bars)
    _effort(study)


def readings(study: Study) -> list[Bars]:
    """The bars as they are, and mirrored."""
    return [_bars(study, side) for side in study.sides]


def _bars(study: Study, side: Side) -> Bars:
    volume, window = study.candles.volume, study.params.vsa.extreme
    sized = (study.spread > 0) & np.isfinite(study.volume_ratio)
    return Bars(
        study,
        side,
        ratio(side.close - side.low, study.spread),
        prior_min(side.low, window),
        -prior_min(side.opposite.low, window),
        sized & (volume < lag(volume)) & (volume < lag(volume, 2)),
    )


def climaxes(study: Study) -> Climaxes:
    """New 10-bar extreme in the move's direction on climactic volume and spread."""
    rule, window = study.params.vsa, study.params.measures.ranks
    ranked = prior_rank(study.volume_ratio, window) >= rule.climax_rank
    loud = (study.volume_ratio >= rule.climax_volume) | ranked
    wide = study.spread_ratio >= rule.climax_spread
    latest = np.full(len(study) + 1, -1)
    at: dict[int, Mask] = {}
    for bars in study.run(readings):
        sign = bars.side.sign
        at[sign] = bars.falls() & (bars.side.low < bars.low_before) & loud & wide
        bar = np.flatnonzero(at[sign])
        against = (bars.position[bar] >= rule.high_close).astype(np.float64)
        strength = study.volume_ratio[bar] + against
        life = _answer(bars, bar)
        latest[bar + 1] = _log(study, "climax", sign, bar, strength=strength, **life)
    return Climaxes(at, _carried(latest[:-1], rule.background))


def _weakness(bars: Bars) -> None:
    """Upright: no demand, an up bar on narrow spread and drying volume. Mirrored: no supply."""
    study, rule = bars.study, bars.study.params.vsa
    found = (
        bars.rises() & (study.spread_ratio < rule.narrow) & bars.quiet & (bars.position <= rule.weak_close)
    )
    bar = np.flatnonzero(found)
    strong = FirstReach(np.where(study.volume_ratio >= 1, bars.side.opposite.close, np.inf))
    life = {
        "filled": _within(bars.side.close_below(bar + 1, bars.side.low[bar]), bar, rule.confirm),
        "invalid": strong.below(bar + 1, -bars.side.high[bar]),
    }
    kind = "no_demand" if bars.side.sign > 0 else "no_supply"
    _log_with_background(bars, kind, -bars.side.sign, bar, life)


def _stopping(bars: Bars) -> None:
    study, rule = bars.study, bars.study.params.vsa
    new_low = bars.falls() & (bars.side.low < bars.low_before)
    loud = study.volume_ratio >= rule.stopping_volume
    bar = np.flatnonzero(new_low & loud & (bars.position >= rule.stopping_close))
    _log_with_background(bars, "stopping_volume", bars.side.sign, bar, _answer(bars, bar))


def _thrusts(bars: Bars) -> None:
    """Upright: upthrust above the last 10 highs that closes low. Mirrored: spring. R < 1 is a pseudo one."""
    study, rule, side = bars.study, bars.study.params.vsa, bars.side
    poked = (side.high > bars.high_before) & (side.close < bars.high_before)
    shape = poked & (bars.position <= rule.thrust_close) & (study.spread_ratio >= rule.thrust_spread)
    bar = np.flatnonzero(shape & np.isfinite(study.volume_ratio))
    life = {
        "filled": _within(side.close_below(bar + 1, side.low[bar]), bar, rule.confirm),
        "invalid": side.close_above(bar + 1, side.high[bar]),
    }
    kind = "upthrust" if side.sign > 0 else "spring_bar"
    _log_with_background(bars, kind, -side.sign, bar, life)


def _tests(bars: Bars) -> None:
    """A dip to the last 10 lows on drying volume that closes high; with R > 1 the test has failed."""
    study, rule, side = bars.study, bars.study.params.vsa, bars.side
    near = side.low <= bars.low_before + rule.test_atr * study.atr
    shape = near & (bars.position >= rule.high_close) & (study.spread_ratio < 1)
    loud = study.volume_ratio > 1
    bar = np.flatnonzero(shape & (bars.quiet | loud))
    confirmed = _within(side.close_above(bar + 1, side.high[bar]), bar, rule.confirm)
    failed = loud[bar]
    life = {
        "filled": np.where(failed, -1, confirmed),
        "invalid": np.where(failed, bar, -1),
    }
    _log_with_background(bars, "test", side.sign, bar, life)


def efforts(study: Study) -> tuple[Floats, Floats]:
    """Ranks among the 100 bars before: of the volume, and of the move from close to close."""
    c, window = study.candles, study.params.measures.ranks
    return prior_rank(c.volume, window), prior_rank(np.abs(c.close - lag(c.close)), window)


def _effort(study: Study) -> None:
    """Volume and progress that disagree in their ranks; hints against the bar's move."""
    c = study.candles
    move = c.close - lag(c.close)
    effort, result = study.run(efforts)
    gap = np.where(np.isnan(study.volume_ratio), np.nan, effort - result)
    for kind, excess in (("effort_no_result", gap), ("result_no_effort", -gap)):
        bar = np.flatnonzero(excess >= study.params.vsa.effort)
        direction = -np.sign(move[bar]).astype(np.int64)
        background = study.run(climaxes).background[bar]
        _log(study, kind, direction, bar, strength=excess[bar], ref=background)


def _answer(bars: Bars, bar: Ints) -> dict[str, Ints]:
    """Confirmed by a higher next close, failed by any later close below the bar."""
    after = np.minimum(bar + 1, len(bars.study) - 1)
    higher = bars.side.close[after] > bars.side.close[bar]
    return {
        "filled": np.where(higher, after, -1),
        "invalid": bars.side.close_below(bar + 1, bars.side.low[bar]),
    }


def _log_with_background(bars: Bars, kind: str, direction: int, bar: Ints, life: dict[str, Ints]) -> None:
    study = bars.study
    background = study.run(climaxes).background[bar]
    _log(study, kind, direction, bar, strength=study.volume_ratio[bar], ref=background, **life)


def _log(study: Study, kind: str, direction: Ints | int, bar: Ints, **columns: ArrayLike) -> Ints:
    """Log bars as events known at their own close, drawn from high to low."""
    c = study.candles
    zone = (c.high[bar], c.low[bar])
    return study.log.add("vsa", kind, direction, bar=bar, known=bar, level=c.close[bar], zone=zone, **columns)


def _within(found: Ints, bar: Ints, window: int) -> Ints:
    return np.where(found <= bar + window, found, -1)


def _carried(latest: Ints, window: int) -> Ints:
    """The newest row at or before each bar, forgotten after `window` bars."""
    at = np.where(latest >= 0, np.arange(len(latest)), -1)
    newest = np.maximum.accumulate(at)
    fresh = (newest >= 0) & (np.arange(len(latest)) - newest < window)
    return np.where(fresh, latest[newest], -1)
