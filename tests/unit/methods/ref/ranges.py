"""The dealing range asked anew at every close: the newest high and low that no close has broken."""

from itertools import groupby

from tests.unit.methods.ref.structure import swing_highs
from tests.unit.methods.ref.told import Market, Told

type Ends = tuple[int, int] | None


def ranges(m: Market) -> list[Told]:
    spans: list[tuple[int, Ends]] = []
    for ends, group in groupby(range(len(m.bars)), key=lambda t: _ends(m, t)):
        spans.append((next(group), ends))
    found = []
    for (start, ends), (end, _) in zip(spans, [*spans[1:], (-1, None)], strict=False):
        if ends is not None:
            top, bottom = m.high[ends[0]], m.low[ends[1]]
            if top > bottom:
                size = m.in_atr(top - bottom, start)
                middle = (top + bottom) / 2
                found.append(Told("range", 0, start, start, middle, top, bottom, size, invalid=end))
    return found


def _ends(m: Market, t: int) -> Ends:
    """Bars of the high and the low that span the market at the close of t."""
    high, low = _newest(m, t), _newest(m.mirrored, t)
    return None if high is None or low is None else (high, low)


def _newest(m: Market, t: int) -> int | None:
    reach = m.params.smc.major
    highs = [bar for bar in swing_highs(m.high, reach, reach) if bar + reach <= t]
    standing = [
        bar for bar in highs if max(m.close[bar + reach + 1 : t + 1], default=m.high[bar]) <= m.high[bar]
    ]
    return standing[-1] if standing else None
