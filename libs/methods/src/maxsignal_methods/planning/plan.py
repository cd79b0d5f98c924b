"""The plan: bias, key zone, a leg if one passes every gate, and three scenarios that agree with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from maxsignal_methods.planning.bias import lean
from maxsignal_methods.planning.gates import FIRST_REWARD, STOP_ATR, Trade, failures
from maxsignal_methods.planning.ledger import Candidate, Ledger, exact
from maxsignal_methods.planning.shape import (
    Bias,
    Confirmation,
    Leg,
    Plan,
    Scenario,
    Target,
    Zone,
)
from maxsignal_methods.result import MethodResult

CONFIRM_ON = ("M15", "H1")
VALID_BARS = 20
# Levels closer together than this are one level to a trader.
APART_ATR = Decimal("0.25")
SCORE_ATR = Decimal("0.5")
MOST_TARGETS = 3
# No level further than this from where a move starts is called its target.
REACH_ATR = Decimal(8)
SHARES = {
    1: (Decimal(1),),
    2: (Decimal("0.5"), Decimal("0.5")),
    3: (Decimal("0.5"), Decimal("0.3"), Decimal("0.2")),
}
# Without ATR the two triggers stand this share of the price away.
BLIND_SHARE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Market:
    """What every step of the plan reads; `atr` is 0 when it is unknown."""

    ledger: Ledger
    last: Decimal
    atr: Decimal


def plan(
    results: Mapping[str, MethodResult] | Iterable[MethodResult],
    last: float | Decimal,
    atr: float | Decimal | None,
    tick: Decimal | str,
) -> Plan:
    """Decide the plan from the methods' states, levels and facts; missing methods do not vote.

    `last` and `atr` are in the quote currency (`atr` None or 0: unknown), `tick` is the instrument's
    price step, and every price of the plan is a multiple of it. Raises ValueError for a tick <= 0.
    """
    step = Decimal(tick)
    if step <= 0:
        raise ValueError("a tick is a positive price step")
    given = list(results.values() if isinstance(results, Mapping) else results)
    market = _Market(Ledger(given, step), exact(last), exact(atr or 0))
    bias = lean({result.method: result for result in given})
    key = _key_zone(market, bias)
    legs, reasons = _legs(market, bias, key)
    scenarios = _scenarios(market, legs)
    if key:
        market.ledger.cite(key.zone.top, key.zone.bottom)
    zone = key.zone if key else None
    return Plan(bias, zone, scenarios, legs, market.ledger.used, reasons)


def _key_zone(market: _Market, bias: Bias) -> Candidate | None:
    """The nearest zone price can return to on the side of the bias; narrow and well scored ones first."""
    sign = {"long": 1, "short": -1, "wait": 0}[bias]

    def cost(candidate: Candidate) -> Decimal:
        away = max(candidate.bottom - market.last, market.last - candidate.top, Decimal(0))
        height = candidate.top - candidate.bottom
        return away + height / 2 - SCORE_ATR * market.atr * exact(candidate.score)

    reachable = [
        candidate
        for candidate in market.ledger.zones()
        if sign in (0, candidate.direction) and _reachable(candidate, market.last)
    ]
    return min(reachable, key=cost, default=None)


def _reachable(candidate: Candidate, last: Decimal) -> bool:
    """Support lies below the last close and resistance above, or price is inside."""
    return candidate.bottom <= last if candidate.direction > 0 else candidate.top >= last


def _scenarios(market: _Market, legs: tuple[Leg, ...]) -> tuple[Scenario, ...]:
    ledger = market.ledger
    upper, lower = (_trigger(market, sign, legs) for sign in (1, -1))
    middle = ledger.own("middle", (ledger.price(upper) + ledger.price(lower)) / 2)
    above, below = (
        _beyond(market, ledger.price(trigger), sign) for trigger, sign in ((upper, 1), (lower, -1))
    )
    ledger.cite(*above, *below)
    return (
        Scenario("bull", upper, above, lower),
        Scenario("bear", lower, below, upper),
        Scenario("neutral", middle, (lower, upper)),
    )


def _trigger(market: _Market, sign: int, legs: tuple[Leg, ...]) -> str:
    """The nearest level a close must pass, never before it has left a leg's entry zone behind.

    Where it would be, the leg's stop takes its place against the leg, the zone's edge along with it.
    """
    ledger, price = market.ledger, _nearest(market, sign)
    for leg in legs:
        edge = ledger.price(leg.entry_zone.top if sign > 0 else leg.entry_zone.bottom)
        along = leg.side == ("long" if sign > 0 else "short")
        if sign * (price - edge) < 0:
            price = edge if along else ledger.price(leg.stop)
    return ledger.own("upper" if sign > 0 else "lower", price)


def _nearest(market: _Market, sign: int) -> Decimal:
    """The nearest level on a side of the last close; an ATR away where there is none."""
    found = _beyond(market, market.last, sign)
    if found:
        return market.ledger.price(found[0])
    step = max(market.atr or abs(market.last) * BLIND_SHARE, market.ledger.tick)
    return market.ledger.away(market.last + sign * step, sign)


def _beyond(market: _Market, price: Decimal, sign: int, start: Decimal | None = None) -> tuple[str, ...]:
    """Up to three levels within reach of a price, nearest first, none within a quarter ATR of another.

    With a `start` they lie beyond it.
    """
    apart = max(APART_ATR * market.atr, market.ledger.tick)
    found: list[str] = []
    reached = price if start is None else start
    for level, level_id in sorted(market.ledger.magnets(), key=lambda item: sign * item[0]):
        within = not market.atr or sign * (level - price) <= REACH_ATR * market.atr
        if within and sign * (level - reached) >= apart:
            found.append(level_id)
            reached = level
    return tuple(found[:MOST_TARGETS])


def _legs(market: _Market, bias: Bias, key: Candidate | None) -> tuple[tuple[Leg, ...], tuple[str, ...]]:
    missing = [
        code
        for code, absent in (
            ("no_bias", bias == "wait"),
            ("no_atr", market.atr <= 0),
            ("no_zone", key is None),
        )
        if absent
    ]
    if missing or key is None:
        return (), tuple(missing)
    sign = 1 if bias == "long" else -1
    worst, best = (key.top, key.bottom) if sign > 0 else (key.bottom, key.top)
    stop = market.ledger.away(best - sign * STOP_ATR * market.atr, -sign)
    targets = _targets(market, sign, worst, stop)
    prices = [market.ledger.price(target) for target in targets]
    trade = Trade(sign, worst, best, stop, prices)
    reasons = failures(trade, market.last, market.atr, market.ledger.tick)
    return ((), reasons) if reasons else ((_leg(market, trade, key.zone, targets),), ())


def _targets(market: _Market, sign: int, worst: Decimal, stop: Decimal) -> tuple[str, ...]:
    """Levels worth the risk; if none pays, the nearest ones, so that the gate can say why not.

    What price has yet to leave behind on its way to the zone is no target: all lie beyond the last close.
    """
    pays = worst + FIRST_REWARD * (worst - stop)
    apart = max(APART_ATR * market.atr, market.ledger.tick)
    ahead = sign * max(sign * worst, sign * market.last)
    enough = sign * max(sign * pays - apart, sign * ahead)
    return _beyond(market, worst, sign, start=enough) or _beyond(market, worst, sign, start=ahead)


def _leg(market: _Market, trade: Trade, zone: Zone, targets: tuple[str, ...]) -> Leg:
    ledger = market.ledger
    near = zone.top if trade.sign > 0 else zone.bottom
    stop = ledger.own("stop", trade.stop)
    ledger.cite(zone.top, zone.bottom, *targets)
    shares = zip(targets, SHARES[len(targets)], strict=True)
    return Leg(
        side="long" if trade.sign > 0 else "short",
        entry_type="limit",
        entry_zone=zone,
        stop=stop,
        targets=tuple(Target(level, share) for level, share in shares),
        confirmation=Confirmation(near, CONFIRM_ON),
        valid_bars=VALID_BARS,
        reward_risk=trade.reward_risk(trade.targets[0]).quantize(Decimal("0.01")),
    )
