"""Fair value gaps and the gaps they invert to, each followed bar by bar on its own."""

from collections.abc import Iterator

from tests.unit.methods.ref.told import Market, Told


def gaps(market: Market) -> list[Told]:
    return [*_half(market), *(row.mirrored() for row in _half(market.mirrored))]


def _half(m: Market) -> Iterator[Told]:
    """Bullish gaps, and the bearish zones of those closed through."""
    for k in range(2, len(m.bars)):
        top, bottom = m.low[k], m.high[k - 2]
        if top > bottom and m.close[k - 1] > bottom and _is_large(m, k, top - bottom):
            life = m.life(k, top, bottom)
            size = m.in_atr(top - bottom, k)
            gap = Told("fvg", 1, k - 1, k, (top + bottom) / 2, top, bottom, size, **life)
            yield gap
            if gap.invalid >= 0:
                yield _inverted(m.mirrored, gap).mirrored()


def _is_large(m: Market, k: int, size: float) -> bool:
    """A share of ATR; with a share of nothing every gap counts, even before ATR is known."""
    share, atr = m.params.smc.gap_atr, m.atr[k]
    return share == 0 or (atr is not None and size >= share * atr)


def _inverted(m: Market, gap: Told) -> Told:
    top, bottom, known = -gap.bottom, -gap.top, gap.invalid
    size = m.in_atr(top - bottom, known)
    life = m.life(known, top, bottom)
    return Told("ifvg", 1, gap.bar, known, (top + bottom) / 2, top, bottom, size, ref=gap.bar, **life)
