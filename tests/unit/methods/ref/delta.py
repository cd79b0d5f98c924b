"""Order-flow delta, one bar at a time: what is said of true delta, and the little of an estimate."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import sqrt
from statistics import median
from zoneinfo import ZoneInfo

from tests.unit.methods.ref.structure import swing_highs
from tests.unit.methods.ref.told import Market, Told
from tests.unit.methods.ref.windows import robust_z


def events(m: Market, delta: Sequence[float], day: Sequence[int]) -> list[Told]:
    """`day` numbers the session of each bar."""
    found: list[Told] = []
    for t in range(m.params.delta.window, len(m.bars)):
        found += _anomaly(m, delta, t)
    for own, mirrored in ((m, False), (m.mirrored, True)):
        half = list(_half(own, [-x for x in delta] if mirrored else delta, day))
        found += [row.mirrored() for row in half] if mirrored else half
    return found


def anomalies(m: Market, delta: Sequence[float | None]) -> list[Told]:
    """All that is said of an estimate; delta is None before its warm-up."""
    start = sum(x is None for x in delta)
    known = [0.0 if x is None else x for x in delta]
    late = range(start + m.params.delta.window, len(m.bars))
    return [row for t in late for row in _anomaly(m, known, t)]


def session(ts_ms: int, boundary: str) -> object:
    """The day a bar belongs to: UTC's, New York's, or the FX day that begins at 17:00 New York."""
    moment = datetime.fromtimestamp(ts_ms / 1000, UTC)
    if boundary == "utc":
        return moment.date()
    local = moment.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)
    return (local + timedelta(hours=7 if boundary == "fx" else 0)).date()


def dominance(delta: Sequence[float], volume: Sequence[float], bars: int) -> float | None:
    return sum(delta[-bars:]) / sum(volume[-bars:]) if sum(volume[-bars:]) else None


def _half(m: Market, delta: Sequence[float], day: Sequence[int]) -> Iterator[Told]:
    reach = m.params.smc.internal
    for t in range(m.params.delta.window, len(m.bars)):
        yield from _absorption(m, delta, t)
    for first, second in pairwise(swing_highs(m.high, reach, reach)):
        yield from _divergence(m, delta, day, (first, second))


def _anomaly(m: Market, delta: Sequence[float], t: int) -> Iterator[Told]:
    rule = m.params.delta
    z, usual = robust_z(delta, rule.window, t), median(m.volume[t - rule.window : t])
    if z is not None and abs(z) >= rule.anomaly_z and m.volume[t] >= usual:
        up = 1 if z > 0 else -1
        lost = m.first(t + 1, lambda k: up * (m.close[k] - m.close[t]) < 0)
        yield Told("anomaly", up, t, t, m.close[t], m.high[t], m.low[t], z, invalid=lost)


def _absorption(m: Market, delta: Sequence[float], t: int) -> Iterator[Told]:
    """Buying that does not lift price: bearish, void on a close above the high within three bars."""
    rule = m.params.delta
    z, r, atr = robust_z(delta, rule.window, t), m.r(t), m.atr[t]
    loud = z is not None and abs(z) >= rule.absorption_z and (r or 0) >= rule.absorption_volume
    move = m.close[t] - m.open[t]
    stuck = move < 0 or (atr is not None and move <= rule.absorption_atr * atr)
    if z is not None and loud and delta[t] > 0 and stuck:
        end = t + rule.confirm
        failed = m.first(t + 1, lambda k: m.close[k] > m.high[t], end)
        held = end if failed < 0 and end < len(m.bars) else -1
        zone = (m.high[t], m.high[t], m.low[t])
        yield Told("absorption", -1, t, t, *zone, abs(z), filled=held, invalid=failed)


def _divergence(
    m: Market, delta: Sequence[float], day: Sequence[int], swings: tuple[int, int]
) -> Iterator[Told]:
    """Two swing highs of one day whose prices and cumulative delta move apart."""
    (a, b), rule = swings, m.params.delta
    known = b + m.params.smc.internal
    cvd = [_cvd(delta, day, t) for t in range(len(delta))]
    gained, higher = cvd[b] - cvd[a], m.high[b] - m.high[a]
    size = abs(gained) / (_deviation(delta, rule.window, known) or float("inf"))
    if day[a] == day[b] and size >= rule.divergence and higher * gained < 0:
        void = m.high[b] + rule.divergence_void_atr * (m.atr[known] or 0)
        ends = [
            m.first(known + 1, lambda k: day[k] == day[b] and cvd[k] > max(cvd[a], cvd[b])),
            m.first(known + 1, lambda k: m.close[k] > void),
        ]
        prices = (m.high[b], max(m.high[a], m.high[b]), min(m.high[a], m.high[b]))
        kind = "divergence" if higher > 0 else "hidden_divergence"
        invalid = min((end for end in ends if end >= 0), default=-1)
        yield Told(kind, -1, b, known, *prices, size, ref=b, invalid=invalid)


def _cvd(delta: Sequence[float], day: Sequence[int], t: int) -> float:
    return sum(delta[k] for k in range(t + 1) if day[k] == day[t])


def _deviation(delta: Sequence[float], window: int, t: int) -> float | None:
    if t < window:
        return None
    before = delta[t - window : t]
    mean = sum(before) / window
    return sqrt(sum((x - mean) ** 2 for x in before) / window)
