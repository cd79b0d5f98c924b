"""Order-flow delta: who hit the market, where it was unusual, and where price did not follow.

Delta is true only with taker volume. Without it bulk volume classification estimates it, and what
would be circular on an estimate (divergence, absorption) is not looked for.
"""

from dataclasses import dataclass

import numpy as np

from maxsignal_methods.candles import DAY_MS, HOUR_MS, Candles, Floats, Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.indicators import (
    lag,
    normal_cdf,
    prior_deviation,
    prior_median,
    ratio,
    robust_z,
)
from maxsignal_methods.methods.ict.hours import day_number, week_number
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.mirror import Side
from maxsignal_methods.search import FirstReach, earliest
from maxsignal_methods.study import Study

MIN_BARS = 71

TRUE_SOURCES = ("taker", "trades")

_DIVERGENCE = np.array([KIND_CODE["divergence"], KIND_CODE["hidden_divergence"]])


@dataclass(frozen=True, slots=True)
class Tape:
    """Cumulative delta per session, the sessions, and the usual size of one step."""

    total: Floats
    session: Ints
    deviation: Floats


@dataclass(frozen=True, slots=True)
class Flow:
    """Delta per bar (NaN before the estimate's warm-up), its source and its robust z."""

    source: str
    delta: Floats
    z: Floats

    @property
    def estimated(self) -> bool:
        return self.source not in TRUE_SOURCES


def flow(study: Study) -> Flow:
    """`source` is the candles' own for taker volume, bvc for the estimate, none without volume."""
    c, rule = study.candles, study.params.delta
    source: str
    if c.taker_buy is not None:
        source, delta = c.taker_source, 2 * c.taker_buy - c.volume
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


def sessions(candles: Candles, boundary: str = "utc") -> Ints:
    """Number of the session of each bar: the market's day up to 1h bars, its week below a day, else one.

    A day of longer bars has too few of them for two swings.
    """
    if candles.tf_ms >= DAY_MS:
        return np.zeros(len(candles), dtype=np.int64)
    days = day_number(candles, boundary)
    return days if candles.tf_ms <= HOUR_MS else week_number(days)


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
    usual = prior_median(c.volume, rule.window)
    bar = np.flatnonzero((np.abs(table.z) >= rule.anomaly_z) & (c.volume >= usual))
    price = c.close[bar]
    above = table.z[bar] > 0
    lost = np.where(above, study.up.close_below(bar + 1, price), study.up.close_above(bar + 1, price))
    study.log.add(
        "delta",
        "anomaly",
        np.where(above, 1, -1),
        bar=bar,
        known=bar,
        level=price,
        zone=(c.high[bar], c.low[bar]),
        strength=table.z[bar],
        invalid=lost,
    )


def _absorptions(study: Study, table: Flow) -> None:
    """Aggression that did not move price; the absorbed side's extreme must hold for three bars."""
    c, rule = study.candles, study.params.delta
    loud = (np.abs(table.z) >= rule.absorption_z) & (study.volume_ratio >= rule.absorption_volume)
    for side in study.sides:
        move = side.close - side.open
        stuck = (move < 0) | (move <= rule.absorption_atr * study.atr)
        bar = np.flatnonzero(loud & (side.sign * table.delta > 0) & stuck)
        beyond, held = side.close_above(bar + 1, side.high[bar]), bar + rule.confirm
        failed = np.where(beyond <= held, beyond, -1)
        study.log.add(
            "delta",
            "absorption",
            -side.sign,
            bar=bar,
            known=bar,
            level=side.sign * side.high[bar],
            zone=(c.high[bar], c.low[bar]),
            strength=np.abs(table.z[bar]),
            filled=np.where((failed < 0) & (held < len(c)), held, -1),
            invalid=failed,
        )


def _divergences(study: Study, table: Flow) -> None:
    session = sessions(study.candles, study.params.ict.day)
    tape = Tape(
        cumulative(table.delta, session),
        session,
        prior_deviation(table.delta, study.params.delta.window),
    )
    for side in study.sides:
        _side_divergences(study, side, tape)


def _side_divergences(study: Study, side: Side, tape: Tape) -> None:
    """Two highs of one session: price higher and CVD lower, or hidden: price lower and CVD higher."""
    own, rule = study.run(internal).swings[side.sign], study.params.delta
    first, second, known = own.bar[:-1], own.bar[1:], own.known[1:]
    total = side.sign * tape.total
    price, gained = np.sign(np.diff(own.level)), total[second] - total[first]
    size = np.nan_to_num(ratio(np.abs(gained), tape.deviation[known]))
    apart = (size >= rule.divergence) & (price * gained < 0) & (tape.session[first] == tape.session[second])
    first, second, known = first[apart], second[apart], known[apart]
    high, pair = side.high[second], np.sort(side.high[np.array([first, second])], axis=0)
    void = rule.divergence_void_atr * np.nan_to_num(study.atr[known])
    study.log.add(
        "delta",
        _DIVERGENCE[(price[apart] < 0).astype(np.int64)],
        -side.sign,
        bar=second,
        known=known,
        level=side.sign * high,
        zone=side.zone(pair[1], pair[0]),
        strength=size[apart],
        ref=own.row[1:][apart],
        invalid=earliest(
            _caught_up(total, tape.session, first, second, known),
            side.close_above(known + 1, high + void),
        ),
    )


def _caught_up(total: Floats, session: Ints, first: Ints, second: Ints, known: Ints) -> Ints:
    """First bar of the same session whose CVD passes that of both swings."""
    found = FirstReach(-total).below(known + 1, -np.maximum(total[first], total[second]))
    return np.where((found >= 0) & (session[found] == session[second]), found, -1)
