"""Swings, breaks of structure and displacement: the skeleton every other method leans on."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from maxsignal_methods._jit import column, integers
from maxsignal_methods.candles import Floats, Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.kernels.structure import breaks, supersede
from maxsignal_methods.mirror import Side
from maxsignal_methods.study import Study


@dataclass(frozen=True, slots=True)
class Swings:
    """Swing highs of one side in its own prices; `row` are their rows in the log."""

    bar: Ints
    known: Ints
    level: Floats
    row: Ints


@dataclass(frozen=True, slots=True)
class Structure:
    """Swings by sign (+1 highs, -1 lows, mirrored), breaks in order of time, trend after every bar."""

    swings: dict[int, Swings]
    bar: Ints
    direction: Ints
    origin: Ints
    change: Ints
    displacement: Floats
    row: Ints
    trend: Ints


def swing_highs(high: Floats, left: int, right: int) -> Ints:
    """Bars above all `left` bars before and not below any of `right` after: a plateau counts once."""
    if len(high) < left + right + 1:
        return np.zeros(0, dtype=np.int64)
    middle = high[left : len(high) - right]
    before = sliding_window_view(high[: len(high) - right - 1], left).max(axis=1)
    after = sliding_window_view(high[left + 1 :], right).max(axis=1)
    bars: Ints = np.flatnonzero((middle > before) & (middle >= after)) + left
    return bars


def displacement(study: Study) -> dict[int, Ints]:
    """For each sign, the latest bar up to t that moved at least 1.5 ATR with a full body; -1 = none."""
    rule, c = study.params.smc, study.candles
    body = c.close - c.open
    wide = np.abs(body) >= rule.displacement_atr * study.atr
    full = np.abs(body) >= rule.displacement_body * study.spread
    bars = np.flatnonzero(wide & full & (body != 0))
    sign = np.sign(body[bars]).astype(np.int64)
    study.log.add(
        "smc", "displacement", sign, bars, bars, c.close[bars],
        np.maximum(c.open, c.close)[bars], np.minimum(c.open, c.close)[bars],
        study.in_atr(np.abs(body[bars]), bars),
    )  # fmt: skip
    return {side: _latest(bars[sign == side], len(c)) for side in (1, -1)}


def internal(study: Study) -> Structure:
    """Structure of the 5/5 swings: the one that carries the trend."""
    return _structure(study, study.params.smc.internal, "")


def major(study: Study) -> Structure:
    """Structure of the 20/20 swings: the ones that span the dealing range."""
    return _structure(study, study.params.smc.major, "_major")


def _structure(study: Study, reach: int, suffix: str) -> Structure:
    bars = {side.sign: swing_highs(side.high, reach, reach) for side, _ in study.sides}
    levels = {1: study.up.high[bars[1]], -1: study.down.high[bars[-1]]}
    broken = _breaks(study, reach, bars, levels)
    bar, direction, swing, change, trend = broken
    swings = {
        side.sign: _log_swings(study, side, reach, suffix, bars, levels, broken) for side, _ in study.sides
    }
    rows = np.where(direction > 0, *(_pick(swings[sign].row, swing) for sign in (1, -1)))
    origin = np.where(direction > 0, *(_pick(bars[sign], swing) for sign in (1, -1)))
    level = np.where(direction > 0, *(sign * _pick(levels[sign], swing) for sign in (1, -1)))
    moved = study.run(displacement)
    leg = np.where(direction > 0, moved[1][bar], moved[-1][bar])
    size = np.abs(study.candles.close - study.candles.open)[leg]
    strength = np.where(leg >= origin, study.in_atr(size, leg), 0.0)
    kinds = np.array([KIND_CODE["bos" + suffix], KIND_CODE["choch" + suffix]])[change]
    row = study.log.add(
        "smc", kinds, direction, bar, bar, level, strength=strength, ref=rows
    )  # fmt: skip
    return Structure(swings, bar, direction, origin, change, strength, row, trend)


def _breaks(
    study: Study, reach: int, bars: dict[int, Ints], levels: dict[int, Floats]
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    open_, high, low, close = study.up.columns
    size = len(study)
    bar, direction, swing, change, trend = (integers(size) for _ in range(5))
    wick = study.params.smc.break_on == "wick"
    count = breaks(
        open_, close, high if wick else close, low if wick else close,
        column(bars[1] + reach), column(levels[1]), column(bars[-1] + reach), column(-levels[-1]),
        bar, direction, swing, change, trend,
    )  # fmt: skip
    out = [np.array(values[:count], dtype=np.int64) for values in (bar, direction, swing, change)]
    return out[0], out[1], out[2], out[3], np.array(trend, dtype=np.int64)


def _log_swings(
    study: Study,
    side: Side,
    reach: int,
    suffix: str,
    bars: dict[int, Ints],
    levels: dict[int, Floats],
    broken: tuple[Ints, ...],
) -> Swings:
    own, level = bars[side.sign], levels[side.sign]
    gone, other = integers(len(own)), bars[-side.sign]
    supersede(
        column(own), column(level), column(other), column(levels[-side.sign]),
        integers(len(own)), gone,
    )  # fmt: skip
    successor = np.array(gone, dtype=np.int64)
    filled = np.full(len(own), -1)
    bar, direction, swing = broken[:3]
    filled[swing[direction == side.sign]] = bar[direction == side.sign]
    label = np.sign(np.diff(level, prepend=level[:1])) * side.sign
    row = study.log.add(
        "smc", "swing" + suffix, side.sign, own, own + reach, side.sign * level,
        strength=label, filled=filled,
        invalid=np.where(successor < 0, -1, _pick(own, successor) + reach),
    )  # fmt: skip
    return Swings(own, own + reach, level, row)


def _pick(values: Floats | Ints, index: Ints) -> Floats | Ints:
    """values[index], where the index may point nowhere (-1, or past a side without swings)."""
    if not len(values):
        return np.zeros(len(index), dtype=values.dtype)
    return values[np.minimum(index, len(values) - 1)]


def _latest(bars: Ints, size: int) -> Ints:
    latest = np.full(size, -1)
    latest[bars] = bars
    found: Ints = np.maximum.accumulate(latest)
    return found
