"""Shifts of structure, returns into a leg and the false move of a session, each told from its rule."""

from collections.abc import Iterator

from tests.unit.methods.ref.liquidity import Fate
from tests.unit.methods.ref.periods import Clock, fate, kinds, levels, with_next
from tests.unit.methods.ref.skeleton import leg_displacement
from tests.unit.methods.ref.structure import Break, breaks
from tests.unit.methods.ref.told import Market, Told


def story(market: Market, clock: Clock) -> list[Told]:
    """Everything the method tells."""
    turns = shifts(market)
    found = [*levels(market, clock), *turns]
    for m in (market, market.mirrored):
        half = [*_entries(m), *_manipulations(m, clock, turns)]
        found += half if m is market else [row.mirrored() for row in half]
    return found


def _breaks(market: Market) -> list[tuple[Break, float]]:
    """Breaks with the displacement of their legs, in real directions whichever side is asked."""
    m = market if market.sign > 0 else market.mirrored
    found = breaks(m.bars, m.params.smc.internal, wick=m.params.smc.break_on == "wick")
    return [(event, leg_displacement(m, event)) for event in found]


def shifts(market: Market) -> list[Told]:
    """Changes of character with displacement, until the next change of character."""
    changes = [(event, size) for event, size in _breaks(market) if event.change]
    found = []
    for event, size in changes:
        if size:
            end = next((other.bar for other, _ in changes if other.bar > event.bar), -1)
            prices = (event.level, event.level, event.level)
            t = event.bar
            found.append(Told("mss", event.direction, t, t, *prices, size, ref=t, invalid=end))
    return found


def _entries(m: Market) -> Iterator[Told]:
    """First return to 62 % of the leg that made a BOS or an MSS, before the next of them."""
    legs = [event for event, size in _breaks(m) if size or not event.change]
    for event, following in with_next(legs):
        if event.direction == m.sign:
            end = following.bar if following else len(m.bars)
            yield from _entry(m, event, end)


def _entry(m: Market, event: Break, end: int) -> Iterator[Told]:
    origin = min(range(event.swing_bar, event.bar + 1), key=lambda t: (m.low[t], -t))
    for t in range(event.bar + 1, end):
        leg = (max(m.high[origin:t]), m.low[origin])
        top = leg[0] - m.params.ict.ote_from * (leg[0] - leg[1])
        if m.low[t] <= top:
            yield _entered(m, event, t, leg)
            return


def _entered(m: Market, event: Break, t: int, leg: tuple[float, float]) -> Told:
    rule, (extreme, base) = m.params.ict, leg
    height = extreme - base
    top, middle, bottom = (extreme - share * height for share in (rule.ote_from, rule.ote_mid, rule.ote_to))
    life = {
        "touched": t,
        "ce": m.first(t, lambda k: m.low[k] <= middle),
        "filled": m.first(t, lambda k: m.low[k] <= bottom),
        "invalid": m.first(t, lambda k: m.close[k] < base),
    }
    return Told("ote", 1, t, t, middle, top, bottom, m.in_atr(height, t), ref=event.bar, **life)


def _manipulations(m: Market, clock: Clock, turns: list[Told]) -> Iterator[Told]:
    """London or New York sweeps the Asian high, then structure shifts down within twelve bars."""
    rule = m.params.ict
    asia = kinds(m, clock).get("asia", [])
    for period, following in with_next(asia):
        high, found, _ = fate(m, period, following.after if following else -1)
        back = found.swept
        if back >= 0 and any(a <= clock.hour(back) < b for a, b in (rule.london, rule.ny_am)):
            turn = next((row.bar for row in turns if row.direction == -m.sign and row.bar > back), -1)
            if 0 <= turn <= back + rule.judas_bars:
                yield from _judas(m, high, found, turn)


def _judas(m: Market, high: float, found: Fate, turn: int) -> Iterator[Told]:
    extreme = m.high[found.peak]
    void = m.first(found.swept + 1, lambda t: m.close[t] > extreme)
    if not 0 <= void <= turn:
        size = m.in_atr(extreme - high, turn)
        yield Told("judas", -1, found.peak, turn, high, extreme, high, size, ref=found.peak, invalid=void)
