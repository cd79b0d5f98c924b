"""Order-flow delta: who hit the market, where it was unusual, and where price did not follow.

Delta is true only with taker volume. Without it bulk volume classification estimates it, and what
would be circular on an estimate (divergence, absorption) is not looked for.
"""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods.candles import DAY_MS, HOUR_MS, WEEK_MS, Candles, Floats, Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.indicators import (
    lag,
    normal_cdf,
    prior_deviation,
    prior_median,
    ratio,
    robust_z,
)
from maxsignal_methods.methods.smc.structure import Swings, internal
from maxsignal_methods.mirror import Side
from maxsignal_methods.search import FirstReach, earliest
from maxsignal_methods.study import Study

MIN_BARS = 71

# 1970-01-01 was a Thursday: weeks are cut on Monday 00:00 UTC.
MONDAY_MS = 4 * DAY_MS


_DIVERGENCE = np.array([KIND_CODE["divergence"], KIND_CODE["hidden_divergence"]])


@dataclass(frozen=True, slots=True)
class Flow:
    """Delta per bar (NaN before the estimate's warm-up), its source and its robust z."""

    source: str
    delta: Floats
    z: Floats

    @property
    def estimated(self) -> bool:
        return self.source != "taker"


def flow(study: Study) -> Flow:
    c, rule = study.candles, study.params.delta
    if c.taker_buy is not None:
        source, delta = "taker", 2 * c.taker_buy - c.volume
    elif c.volume.any():
        source, delta = "bvc", bulk_classified(c, rule.sigma)
    else:
        source, delta = "none", np.full(len(c), np.nan)
    return Flow(source, delta, robust_z(delta, rule.window))


def bulk_classified(candles: Candles, window: int) -> Floats:
    """Bulk volume classification with sigma of the bars before t: v * (2 Phi(change / sigma) - 1).

    Easley, Lopez de Prado, O'Hara; their sample sigma would look ahead.
    """
    change = candles.close - lag(candles.close)
    sigma = prior_deviation(change, window)
    share = 2 * normal_cdf(ratio(change, sigma)) - 1
    return candles.volume * np.where(sigma == 0, 0.0, share)


def sessions(candles: Candles) -> Ints:
    """Number of the session of each bar: UTC day up to 1h bars, week below a day, else one for all."""
    if candles.tf_ms <= HOUR_MS:
        return candles.ts_ms // DAY_MS
    if candles.tf_ms < DAY_MS:
        return (candles.ts_ms - MONDAY_MS) // WEEK_MS
    return np.zeros(len(candles), dtype=np.int64)


def cumulative(delta: Floats, session: Ints) -> Floats:
    """Running sum of delta that starts again with each session."""
    total = np.zeros(len(delta))
    running, last = 0.0, None
    for t, (step, own) in enumerate(zip(delta.tolist(), session.tolist(), strict=True)):
        running = step if own != last else running + step
        total[t], last = running, own
    return total


def detect(study: Study) -> None:
    table = study.run(flow)
    study.run(internal)
    _anomalies(study, table)
    if not table.estimated:
        _absorptions(study, table)
        _divergences(study, table)


def _anomalies(study: Study, table: Flow) -> None:
    c, rule = study.candles, study.params.delta
    usual, _ = prior_median(c.volume, rule.window)
    bar = np.flatnonzero((np.abs(table.z) >= rule.anomaly_z) & (c.volume >= usual))
    direction = np.sign(table.z[bar]).astype(np.int64)
    price = c.close[bar]
    below = study.up.closes.below(bar + 1, price)
    above = study.down.closes.below(bar + 1, -price)
    study.log.add(
        "delta", "anomaly", direction, bar, bar, price, c.high[bar], c.low[bar], table.z[bar],
        invalid=np.where(direction > 0, below, above),
    )  # fmt: skip


def _absorptions(study: Study, table: Flow) -> None:
    """Aggression that did not move price; the absorbed side's extreme must hold for three bars."""
    c, rule = study.candles, study.params.delta
    loud = (np.abs(table.z) >= rule.absorption_z) & (study.volume_ratio >= rule.absorption_volume)
    for side, opposite in study.sides:
        buying = loud & (side.sign * table.delta > 0)
        stuck = side.close - side.open <= rule.absorption_atr * study.atr
        bar = np.flatnonzero(buying & stuck)
        extreme = side.high[bar]
        beyond = opposite.closes.below(bar + 1, -extreme)
        held = bar + rule.confirm
        failed = np.where(beyond <= held, beyond, -1)
        study.log.add(
            "delta", "absorption", -side.sign, bar, bar, side.sign * extreme,
            c.high[bar], c.low[bar], np.abs(table.z[bar]),
            filled=np.where((failed < 0) & (held < len(c)), held, -1), invalid=failed,
        )  # fmt: skip


def _divergences(study: Study, table: Flow) -> None:
    session = sessions(study.candles)
    total = cumulative(table.delta, session)
    deviation = prior_deviation(table.delta, study.params.delta.window)
    for side, opposite in study.sides:
        own = study.run(internal).swings[side.sign]
        _side_divergences(study, side, opposite, own, total * side.sign, session, deviation)


def _side_divergences(
    study: Study,
    side: Side,
    opposite: Side,
    own: Swings,
    total: Floats,
    session: Ints,
    deviation: Floats,
) -> None:
    """Two highs of one session: price higher and CVD lower, or hidden: price lower and CVD higher."""
    first, second, known = own.bar[:-1], own.bar[1:], own.known[1:]
    price = np.sign(own.level[1:] - own.level[:-1])
    gained = total[second] - total[first]
    enough = np.abs(gained) >= study.params.delta.divergence * deviation[known]
    apart = enough & (price * gained < 0) & (session[first] == session[second])
    first, second, known, row = first[apart], second[apart], known[apart], own.row[1:][apart]
    high = side.high[second]
    void = study.params.delta.divergence_void_atr * np.nan_to_num(study.atr[known])
    caught_up = FirstReach(-total).below(known + 1, -np.maximum(total[first], total[second]))
    caught_up = np.where((caught_up >= 0) & (session[caught_up] == session[second]), caught_up, -1)
    top, bottom = np.maximum(side.high[first], high), np.minimum(side.high[first], high)
    study.log.add(
        "delta", _DIVERGENCE[(price[apart] < 0).astype(np.int64)], -side.sign, second, known, side.sign * high,
        *side.zone(top, bottom), np.nan_to_num(ratio(np.abs(gained[apart]), deviation[known])), row,
        invalid=earliest(caught_up, opposite.closes.below(known + 1, -(high + void))),
    )  # fmt: skip
