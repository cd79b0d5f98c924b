"""Volume spread analysis, one bar at a time; a market upside down gives the bearish half."""

from collections.abc import Iterator

from tests.unit.methods.ref.told import Market, Told
from tests.unit.methods.ref.windows import prior_rank

HINTS = {"no_demand": -1, "upthrust": -1, "stopping_volume": 1, "climax": 1, "test": 1}
MIRRORED = {"no_demand": "no_supply", "upthrust": "spring_bar"}


def patterns(market: Market) -> list[Told]:
    found = [*_half(market)]
    found += [
        row.mirrored()._replace(kind=MIRRORED.get(row.kind, row.kind)) for row in _half(market.mirrored)
    ]
    found += _efforts(market)
    climaxes = [row.bar for row in found if row.kind == "climax"]
    return [
        row if row.kind == "climax" else row._replace(ref=_background(market, climaxes, row.bar))
        for row in found
    ]


def _background(market: Market, climaxes: list[int], t: int) -> int:
    return max((bar for bar in climaxes if t - market.params.vsa.background <= bar < t), default=-1)


def _half(m: Market) -> Iterator[Told]:
    for t in range(1, len(m.bars)):
        r, s = m.r(t), m.s(t)
        if m.spread[t] > 0 and r is not None and s is not None:
            q = (m.close[t] - m.low[t]) / m.spread[t]
            for rule in (_no_demand, _stopping, _climax, _upthrust, _test):
                yield from rule(m, t, q, r, s)


def _row(m: Market, kind: str, t: int, strength: float, life: tuple[int, int]) -> Told:
    zone = (m.close[t], m.high[t], m.low[t])
    return Told(kind, HINTS.get(kind, 0), t, t, *zone, strength, filled=life[0], invalid=life[1])


def _quiet(m: Market, t: int) -> bool:
    return t >= 2 and m.volume[t] < min(m.volume[t - 1], m.volume[t - 2])


def _new_low(m: Market, t: int) -> bool:
    window = m.params.vsa.extreme
    return t >= window and m.low[t] < min(m.low[t - window : t])


def _no_demand(m: Market, t: int, q: float, r: float, s: float) -> Iterator[Told]:
    rule = m.params.vsa
    if m.close[t] > m.close[t - 1] and s < rule.narrow and _quiet(m, t) and q <= rule.weak_close:
        confirmed = m.first(t + 1, lambda k: m.close[k] < m.low[t], t + rule.confirm)
        failed = m.first(t + 1, lambda k: m.close[k] > m.high[t] and (m.r(k) or 0) >= 1)
        yield _row(m, "no_demand", t, r, (confirmed, failed))


def _stopping(m: Market, t: int, q: float, r: float, s: float) -> Iterator[Told]:
    rule = m.params.vsa
    falls = m.close[t] < m.close[t - 1]
    if falls and _new_low(m, t) and r >= rule.stopping_volume and q >= rule.stopping_close:
        yield _row(m, "stopping_volume", t, r, _answer(m, t))


def _climax(m: Market, t: int, q: float, r: float, s: float) -> Iterator[Told]:
    rule = m.params.vsa
    loud = r >= rule.climax_volume or _rank_of_ratio(m, t, r) >= rule.climax_rank
    if m.close[t] < m.close[t - 1] and _new_low(m, t) and loud and s >= rule.climax_spread:
        yield _row(m, "climax", t, r + (q >= rule.high_close), _answer(m, t))


def _rank_of_ratio(m: Market, t: int, r: float) -> float:
    window = m.params.measures.ranks
    before = [m.r(k) for k in range(t - window, t)] if t >= window else [None]
    return -1 if None in before else sum(x < r for x in before if x is not None) / window


def _answer(m: Market, t: int) -> tuple[int, int]:
    """Confirmed by a higher next close, failed by any close below the low."""
    return (
        m.first(t + 1, lambda k: m.close[k] > m.close[t], t + 1),
        m.first(t + 1, lambda k: m.close[k] < m.low[t]),
    )


def _upthrust(m: Market, t: int, q: float, r: float, s: float) -> Iterator[Told]:
    rule = m.params.vsa
    top = max(m.high[t - rule.extreme : t]) if t >= rule.extreme else m.high[t]
    if m.high[t] > top > m.close[t] and q <= rule.thrust_close and s >= rule.thrust_spread:
        confirmed = m.first(t + 1, lambda k: m.close[k] < m.low[t], t + rule.confirm)
        failed = m.first(t + 1, lambda k: m.close[k] > m.high[t])
        yield _row(m, "upthrust", t, r, (confirmed, failed))


def _test(m: Market, t: int, q: float, r: float, s: float) -> Iterator[Told]:
    rule, atr = m.params.vsa, m.atr[t]
    if atr is None or t < rule.extreme or q < rule.high_close or s >= 1:
        return
    if m.low[t] <= min(m.low[t - rule.extreme : t]) + rule.test_atr * atr and (_quiet(m, t) or r > 1):
        confirmed = m.first(t + 1, lambda k: m.close[k] > m.high[t], t + rule.confirm)
        yield _row(m, "test", t, r, (-1, t) if r > 1 else (confirmed, -1))


def _efforts(m: Market) -> Iterator[Told]:
    """Ranks of volume and of the close-to-close move that lie far apart."""
    window = m.params.measures.ranks
    moves = [abs(m.close[t] - m.close[t - 1]) for t in range(1, len(m.bars))]
    for t in range(window + 1, len(m.bars)):
        effort, result = prior_rank(m.volume, window, t), prior_rank(moves, window, t - 1)
        assert effort is not None
        assert result is not None
        for kind, excess in (("effort_no_result", effort - result), ("result_no_effort", result - effort)):
            if m.r(t) is not None and excess >= m.params.vsa.effort:
                hint = (m.close[t] < m.close[t - 1]) - (m.close[t] > m.close[t - 1])
                yield _row(m, kind, t, excess, (-1, -1))._replace(direction=hint)
