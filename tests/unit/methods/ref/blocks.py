"""Order blocks and the blocks they turn into when they fail, each followed bar by bar on its own."""

from collections.abc import Iterator

from tests.unit.methods.ref.skeleton import leg_displacement
from tests.unit.methods.ref.structure import Break, breaks
from tests.unit.methods.ref.told import Market, Told


def blocks(market: Market) -> list[Told]:
    """Order blocks, breakers and mitigation blocks of both sides."""
    rule = market.params.smc
    broken = breaks(market.bars, rule.internal, wick=rule.break_on == "wick")
    found = [*_half(market, broken)]
    return found + [row.mirrored() for row in _half(market.mirrored, broken)]


def _half(m: Market, broken: list[Break]) -> Iterator[Told]:
    """Bullish order blocks, and the bearish zones of those that failed."""
    seen = set()
    for event in broken:
        if event.direction != m.sign:
            continue
        bar = _last_candle(m, event.swing_bar, event.bar)
        if bar not in seen:
            seen.add(bar)
            block = _order_block(m, bar, event)
            yield block
            if block.invalid >= 0:
                yield _failed(m, block)


def _last_candle(m: Market, swing: int, end: int) -> int:
    """The lowest down close, later on ties; wide bars and up closes only if there is nothing else."""
    span = range(swing, end)
    narrow = [t for t in span if m.spread[t] < m.params.smc.block_skip_atr * (m.atr[t] or float("inf"))]
    choice = narrow or list(span)
    down = [t for t in choice if m.close[t] < m.open[t]]
    return min(down or choice, key=lambda t: (m.low[t], -t))


def _order_block(m: Market, bar: int, event: Break) -> Told:
    (top, bottom), known = _edges(m, bar), event.bar
    middle = (top + bottom) / 2
    life = m.life(known, top, bottom)
    life["ce"] = m.first(known + 1, lambda t: m.close[t] < middle)
    if m.params.smc.block_fails_on == "wick":
        life["invalid"] = m.first(known + 1, lambda t: m.low[t] < bottom)
    size = leg_displacement(m, event)
    return Told("ob", 1, bar, known, middle, top, bottom, size, ref=event.bar, **life)


def _edges(m: Market, bar: int) -> tuple[float, float]:
    if m.params.smc.block_zone == "full":
        return m.high[bar], m.low[bar]
    return max(m.open[bar], m.close[bar]), min(m.open[bar], m.close[bar])


def _failed(m: Market, block: Told) -> Told:
    """A breaker if price first went above all that led to the break, else a mitigation block."""
    known = block.invalid
    peak = max(m.high[block.bar : block.known + 1])
    higher = any(high > peak for high in m.high[block.known + 1 : known + 1])
    down = m.mirrored
    zone = Told(
        "breaker" if higher else "mitigation",
        1,
        block.bar,
        known,
        -block.level,
        -block.bottom,
        -block.top,
        0.0,
        ref=block.bar,
        **down.life(known, -block.bottom, -block.top),
    )
    return zone.mirrored()
