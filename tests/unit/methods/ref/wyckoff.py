"""The accumulation schematic told range by range, each phase looking back over the bars it has seen.

One thing happens to a range on one bar: what comes first below. Upside down it is distribution.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.unit.methods.ref import vsa
from tests.unit.methods.ref.structure import swing_highs
from tests.unit.methods.ref.told import Market, Told


def schematics(market: Market) -> list[Told]:
    return [*_half(market), *(row.mirrored() for row in _half(market.mirrored))]


def _half(m: Market) -> Iterator[Told]:
    climaxes = {row.bar for row in vsa.patterns(m) if row.kind == "climax" and row.direction > 0}
    t = 0
    while t < len(m.bars):
        if not _opens(m, climaxes, t):
            t += 1
            continue
        story = Story(m, climaxes, t)
        story.tell()
        yield from story.rows
        if story.end < 0:
            return
        t = story.end


def _opens(m: Market, climaxes: set[int], t: int) -> bool:
    """A selling climax at the lowest low of 40 bars, four ATR under their high."""
    rule, atr = m.params.wyckoff, m.atr[t]
    if t not in climaxes or t < rule.low_of or atr is None:
        return False
    low, high = min(m.low[t - rule.low_of : t]), max(m.high[t - rule.low_of : t])
    return m.low[t] < low and high - m.low[t] >= rule.fall_atr * atr


@dataclass
class Story:
    """One range from its climax to its end; `support` and `resistance` are its edges so far."""

    m: Market
    climaxes: set[int]
    start: int
    rows: list[Told] = field(default_factory=list)
    end: int = -1
    floor: float = 0.0
    support: float = 0.0
    resistance: float = 0.0
    reaction: int = -1
    springs: list[int] = field(default_factory=list)

    @property
    def height(self) -> float:
        return self.resistance - self.support

    def tell(self) -> None:
        m = self.m
        low = self.support = self.resistance = m.low[self.start]
        self.rows = [Told("climax", 1, self.start, self.start, low, low, low, 0.0)]
        t = self._await_reaction()
        t = self._await_test(t) if t >= 0 else -1
        while t >= 0:
            t = self._phase_b(t)
            t = self._phase_d(t) if t >= 0 else -1
        self.rows[0] = self.rows[0]._replace(invalid=self.end)

    def _say(self, kind: str, bar: int, t: int, level: float) -> int:
        depth = self.m.in_atr(self.support - level, t) if kind == "spring" else 0.0
        told = Told(kind, 1, bar, t, level, self.resistance, self.support, depth, ref=self.start)
        self.rows.append(told)
        return t

    def _over(self, t: int, kind: str = "") -> int:
        if kind:
            self._say(kind, t, t, self.m.close[t])
        self.end = t
        return -1

    def _swing(self, t: int, *, low: bool) -> int:
        """The swing that becomes known at t, -1 for none."""
        reach = self.m.params.wyckoff.swing
        bar = t - reach
        prices = [-x for x in self.m.low] if low else self.m.high
        around = prices[max(0, bar - reach) : t + 1]
        return bar if bar >= reach and swing_highs(around, reach, reach) == [reach] else -1

    def _await_reaction(self) -> int:
        """The reaction rises from the lowest low since the climax; a close as far below gives it up."""
        m, rule, start = self.m, self.m.params.wyckoff, self.start
        for t in range(start + 1, len(m.bars)):
            far = rule.reaction_atr * (m.atr[t] or float("nan"))
            floor = min(range(start, t + 1), key=lambda k: (m.low[k], k))
            lower_climax = _opens(m, self.climaxes, t) and m.low[t] < m.low[start]
            if m.close[t] < m.low[start] - far or lower_climax:
                return self._over(t)
            bar = self._swing(t, low=False)
            if bar > floor and m.high[bar] - m.low[floor] >= far:
                self.floor = self.support = m.low[floor]
                self.resistance, self.reaction = m.high[bar], bar
                return self._say("automatic_reaction", bar, t, m.high[bar])
            if t == start + rule.reaction_bars:
                return self._over(t)
        return -1

    def _await_test(self, since: int) -> int:
        m, rule = self.m, self.m.params.wyckoff
        for t in range(since + 1, len(m.bars)):
            margin = rule.below_h * self.height
            if m.close[t] > self.resistance + margin:
                return self._over(t, "v_reversal")
            if m.close[t] < self.support - margin:
                return self._over(t, "breakdown")
            bar = self._swing(t, low=True)
            if self._is_test(bar):
                self.support = min(self.support, m.low[bar])
                return self._say("secondary_test", bar, t, m.low[bar])
            if t - self.start > rule.stale:
                return self._over(t, "stale")
        return -1

    def _is_test(self, bar: int) -> bool:
        """After the reaction, near the climax and on less volume."""
        m, rule = self.m, self.m.params.wyckoff
        if bar <= self.reaction or bar in self.springs:
            return False
        above = m.low[bar] - self.floor
        near = -rule.below_h * self.height <= above <= rule.above_h * self.height
        return near and m.volume[bar] < m.volume[self.start]

    def _phase_b(self, since: int) -> int:
        """The bar of a sign of strength, or -1 if the range ended."""
        m, rule = self.m, self.m.params.wyckoff
        calm = since  # since this bar price has known the present support
        for t in range(since + 1, len(m.bars)):
            r, s = m.r(t) or 0.0, m.s(t) or 0.0
            if m.close[t] < self.support - rule.below_h * self.height:
                return self._over(t, "breakdown")
            if t - since > rule.stale:
                return self._over(t, "stale")
            if m.close[t] > self.resistance and r >= 1 and s >= 1:
                return self._say("sign_of_strength", t, t, m.close[t])
            if m.close[t] > self.resistance + self.height:
                return self._markup(t)
            self._spring(since, calm, t)
            poke = m.high[t] - self.resistance
            if 0 < poke <= rule.below_h * self.height and m.close[t] <= self.resistance:
                self.resistance = m.high[t]
                self._say("upper_action", t, t, m.high[t])
            calm = self._test_again(since, calm, t)
        return -1

    def _spring(self, since: int, calm: int, t: int) -> None:
        """Back above support within three bars of first trading below it."""
        m, rule = self.m, self.m.params.wyckoff
        if m.close[t] <= self.support:
            return
        above = [k for k in range(calm + 1, t) if m.close[k] > self.support]
        below = [k for k in range(max([calm, *above]) + 1, t + 1) if m.low[k] < self.support]
        if not below or t - below[0] > rule.spring_bars or below[0] - since < rule.phase_b:
            return
        bar = min(below, key=lambda k: (m.low[k], k))
        if self.support - m.low[bar] <= rule.spring_h * self.height:
            self.springs.append(bar)
            self._say("spring", bar, t, m.low[bar])

    def _test_again(self, since: int, calm: int, t: int) -> int:
        m, rule = self.m, self.m.params.wyckoff
        bar = self._swing(t, low=True)
        if not self._is_test(bar):
            return calm
        low, r = m.low[bar], m.r(bar)
        quiet = r is not None and r < rule.test_volume
        kind = "test" if low > self.support and quiet and t - since >= rule.phase_b else "secondary_test"
        wider = low < self.support
        self.support = min(self.support, low)
        self._say(kind, bar, t, low)
        return t if wider else calm

    def _phase_d(self, strength: int) -> int:
        """The bar at which it fell back into phase B, or -1 if the range ended."""
        m, rule = self.m, self.m.params.wyckoff
        line = self.resistance - rule.lps_h * self.height
        support = None
        for t in range(strength + 1, len(m.bars)):
            high = max(m.high[strength:t]) if support is not None else self.resistance + self.height
            if m.close[t] < (line if support is None else support):
                kind = "sos_failed" if support is None else "lps_failed"
                return self._say(kind, t, t, m.close[t])
            if m.close[t] > high:
                return self._markup(t)
            bar = self._swing(t, low=True)
            if bar > strength and m.low[bar] > line:
                support = m.low[bar]
                self._say("last_point_of_support", bar, t, support)
        return -1

    def _markup(self, t: int) -> int:
        """The trend that left the range, until it falls back inside, ages or meets another climax."""
        m, rule = self.m, self.m.params.wyckoff
        self._say("markup", t, t, m.close[t])
        line = self.resistance - rule.lps_h * self.height
        self.end = m.first(
            t + 1,
            lambda k: m.close[k] < line or k - t > rule.trend_bars or _opens(m, self.climaxes, k),
        )
        return -1
