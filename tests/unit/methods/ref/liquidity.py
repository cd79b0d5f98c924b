"""Pools of equal highs, and what became of every level that rests above the market."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.unit.methods.ref.structure import swing_highs
from tests.unit.methods.ref.told import Market, Told


@dataclass
class Level:
    """A lone swing high (one touch) or a pool, until a touch more replaces it; touches are newest last."""

    touches: list[int]
    top: float
    floor: float
    before: "Level | None" = None
    replaced: int = -1

    @property
    def bar(self) -> int:
        return self.touches[-1]


class Fate(NamedTuple):
    """Bars at which a level was first traded beyond, swept, accepted, and the extreme beyond it."""

    touched: int = -1
    swept: int = -1
    broken: int = -1
    peak: int = -1


def liquidity(market: Market) -> list[Told]:
    return [*_half(market), *(row.mirrored() for row in _half(market.mirrored))]


def _half(m: Market) -> Iterator[Told]:
    reach, age = m.params.smc.internal, m.params.smc.pool_age
    for pool in _pools(m):
        known = pool.bar + reach
        fate = fate_of(m, known, pool.top)
        expiry = known + age if known + age < len(m.bars) and not 0 <= fate.touched <= known + age else -1
        end = min((bar for bar in (pool.replaced, expiry) if bar >= 0), default=-1)
        if end >= 0:
            fate = Fate(*(bar if bar <= end else -1 for bar in fate))
        over = min((bar for bar in (fate.broken, end) if bar >= 0), default=-1)
        life = {"touched": fate.touched, "filled": fate.swept, "invalid": over}
        ref = pool.before.bar if pool.before else -1
        yield Told("pool", 1, pool.bar, known, pool.top, pool.top, pool.floor, len(pool.touches), ref, **life)
        yield from sweep(m, pool.bar, pool.top, fate)
    for bar in swing_highs(m.high, m.params.smc.major, m.params.smc.major):
        yield from sweep(m, bar, m.high[bar], fate_of(m, bar + m.params.smc.major, m.high[bar]))


def _pools(m: Market) -> list[Level]:
    """Every swing joins the newest level it equals that nothing has traded through, or stands alone."""
    reach = m.params.smc.internal
    resting: list[Level] = []
    found = []
    for bar in swing_highs(m.high, reach, reach):
        level = Level([bar], m.high[bar], m.high[bar])
        equal = [other for other in resting if _equals(m, other, bar)]
        if equal:
            other = max(equal, key=lambda level: level.bar)
            resting.remove(other)
            top, floor = max(other.top, level.top), min(other.floor, level.floor)
            pool = other if len(other.touches) > 1 else None
            if pool:
                pool.replaced = bar + reach
            level = Level([*other.touches, bar], top, floor, pool)
            found.append(level)
        resting.append(level)
    return found


def _equals(m: Market, other: Level, bar: int) -> bool:
    """Within tolerance of it, not too old, and nothing between traded beyond both."""
    rule, atr = m.params.smc, m.atr[bar + m.params.smc.internal]
    near = atr is not None and abs(other.top - m.high[bar]) <= rule.pool_tolerance_atr * atr
    young = bar - other.bar <= rule.pool_age
    taken = len(other.touches) > 1 and m.high[bar] > other.top
    between = m.high[other.bar + 1 : bar]
    return near and young and not taken and all(high <= max(other.top, m.high[bar]) for high in between)


def fate_of(m: Market, known: int, level: float) -> Fate:
    """Swept by a close back below within three bars, broken by two closes well beyond or by no return."""
    touched = m.first(known + 1, lambda t: m.high[t] > level)
    if touched < 0:
        return Fate()
    last = touched + m.params.smc.sweep_bars
    back = m.first(touched, lambda t: m.close[t] < level, last)
    accepted = m.first(touched + 1, lambda t: _beyond(m, t, level) and _beyond(m, t - 1, level), last)
    if accepted >= 0 and not 0 <= back < accepted:
        return Fate(touched, broken=accepted)
    if back < 0:
        return Fate(touched, broken=last if last < len(m.bars) else -1)
    peak = max(range(touched, back + 1), key=lambda t: (m.high[t], -t))
    return Fate(touched, swept=back, peak=peak)


def _beyond(m: Market, t: int, level: float) -> bool:
    atr = m.atr[t]
    return atr is not None and m.close[t] > level + m.params.smc.broken_atr * atr


def sweep(m: Market, bar: int, level: float, fate: Fate) -> Iterator[Told]:
    """Bearish, known at the close back, void on a close beyond the extreme."""
    if fate.swept >= 0:
        extreme = m.high[fate.peak]
        depth = m.in_atr(extreme - level, fate.swept)
        void = m.first(fate.swept + 1, lambda t: m.close[t] > extreme)
        yield Told("sweep", -1, fate.peak, fate.swept, level, extreme, level, depth, ref=bar, invalid=void)
