"""Swings, breaks and displacement as whole events, each asked for by looking over all bars again."""

from collections.abc import Iterator
from itertools import pairwise

from tests.unit.methods.ref.structure import Break, breaks, superseded, swing_highs
from tests.unit.methods.ref.told import Market, Told


def skeleton(market: Market) -> list[Told]:
    """Both degrees of structure, and displacement."""
    rule = market.params.smc
    found = []
    for m in (market, market.mirrored):
        half = [*_displacements(m), *_swings(m, rule.internal, ""), *_swings(m, rule.major, "_major")]
        found += half if m is market else [row.mirrored() for row in half]
    return [*found, *_breaks(market, rule.internal, ""), *_breaks(market, rule.major, "_major")]


def displaced(m: Market, t: int) -> float:
    """Size in ATR of an up bar that is long and mostly body, else 0."""
    rule, body, atr = m.params.smc, m.close[t] - m.open[t], m.atr[t]
    full = body > 0 and body >= rule.displacement_body * m.spread[t]
    return m.in_atr(body, t) if full and atr is not None and body >= rule.displacement_atr * atr else 0.0


def leg_displacement(market: Market, event: Break) -> float:
    """Size of the newest displacement bar from the broken swing to the break."""
    m = market if event.direction == market.sign else market.mirrored
    sizes = [displaced(m, t) for t in range(event.swing_bar, event.bar + 1)]
    return next((size for size in reversed(sizes) if size), 0.0)


def _displacements(m: Market) -> Iterator[Told]:
    for t, size in enumerate(displaced(m, t) for t in range(len(m.bars))):
        if size:
            yield Told("displacement", 1, t, t, m.close[t], m.close[t], m.open[t], size)


def _swings(m: Market, reach: int, suffix: str) -> Iterator[Told]:
    own, other = (swing_highs(high, reach, reach) for high in (m.high, m.mirrored.high))
    gone = superseded(own, other, m.high, reach)
    broken = {event.swing_bar: event.bar for event in _found(m, reach) if event.direction == m.sign}
    changes = [0.0, *((m.high[b] > m.high[a]) - (m.high[b] < m.high[a]) for a, b in pairwise(own))]
    for bar, change in zip(own, changes, strict=False):
        price, life = m.high[bar], {"filled": broken.get(bar, -1), "invalid": gone.get(bar, -1)}
        yield Told(f"swing{suffix}", 1, bar, bar + reach, price, price, price, m.sign * change, **life)


def _breaks(m: Market, reach: int, suffix: str) -> Iterator[Told]:
    for event in _found(m, reach):
        kind = ("choch" if event.change else "bos") + suffix
        prices = (event.level, event.level, event.level)
        size = leg_displacement(m, event)
        yield Told(kind, event.direction, event.bar, event.bar, *prices, size, ref=event.swing_bar)


def _found(m: Market, reach: int) -> list[Break]:
    """The breaks in real directions, whichever side is asked."""
    upright = m if m.sign > 0 else m.mirrored
    return breaks(upright.bars, reach, wick=m.params.smc.break_on == "wick")
