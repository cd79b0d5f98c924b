"""Why an event of structure, gaps, blocks, liquidity or ranges is one: its rule with the numbers in it."""

from collections.abc import Iterator, Mapping

import numpy as np

from maxsignal_methods.candles import Floats
from maxsignal_methods.events import Event
from maxsignal_methods.reasons import Case, Condition, Reason, Relation, View, measure

# closes running beyond the tolerance at which a level counts as accepted
ACCEPTED = 2


def _swing(case: Case) -> Iterator[Condition]:
    event, view = case.event, case.facing(case.event.direction)
    bar, reach = event.bar, event.known - event.bar
    high = view.side.high
    before, after = high[bar - reach : bar].max(), high[bar + 1 : bar + reach + 1].max()
    yield view.price("beyond_bars_before", high[bar], ">", before, bar - reach, bar)
    yield view.price("not_passed_after", high[bar], ">=", after, bar, event.known)


def _break(case: Case) -> Iterator[Condition]:
    event, swing, view = case.event, case.cause, case.facing(case.event.direction)
    wick = case.params.smc.break_on == "wick"
    passed = (view.side.high if wick else view.side.close)[event.bar]
    yield view.price("passes_swing", passed, ">", view.level(swing), event.bar)
    known = (swing.known, event.bar)
    yield measure("swing_known_before", event.bar - swing.known, ">", 0, known, unit="bars")
    suffix = "_major" if event.kind.endswith("_major") else ""
    before = case.earlier("bos" + suffix, "choch" + suffix)
    trend = before[-1].direction if before else 0
    against = -event.direction
    relation: Relation = "==" if event.kind.startswith("choch") else "!="
    span = (before[-1].known if before else event.bar, event.bar)
    yield measure("trend_before", trend, relation, against, span, unit="number")


def displaces(case: Case, view: View, bar: int) -> Iterator[Condition]:
    """The two conditions of a displacement bar."""
    rule, study, at = case.params.smc, case.study, (bar, bar)
    body = view.side.close[bar] - view.side.open[bar]
    needed = rule.displacement_atr * study.atr[bar]
    yield measure("body", body, ">=", needed, at, unit="distance")
    part = rule.displacement_body * study.spread[bar]
    yield measure("body_of_spread", body, ">=", part, at, unit="distance")


def _displacement(case: Case) -> Iterator[Condition]:
    return displaces(case, case.facing(case.event.direction), case.event.bar)


def _gap(case: Case) -> Iterator[Condition]:
    event, view = case.event, case.facing(case.event.direction)
    k, side, share = event.known, view.side, case.params.smc.gap_atr
    yield view.price("clears_first_bar", side.low[k], ">", side.high[k - 2], k - 2, k)
    yield view.price("middle_closes_beyond", side.close[k - 1], ">", side.high[k - 2], k - 2, k - 1)
    if share > 0:
        size = side.low[k] - side.high[k - 2]
        yield measure("size", size, ">=", share * case.study.atr[k], (k - 2, k), unit="distance")


def _inverted(case: Case) -> Iterator[Condition]:
    event, view = case.event, case.facing(case.event.direction)
    close = view.side.close[event.known]
    yield view.price("closes_through", close, ">", view.top(case.cause), event.known)


def _block(case: Case) -> Iterator[Condition]:
    event, view = case.event, case.facing(case.event.direction)
    break_ = case.cause
    side, bar, leg = view.side, event.bar, (case.find(break_.ref).bar, break_.bar - 1)
    yield measure("break_known", break_.known, "==", event.known, (leg[0], event.known), unit="bars")
    if side.close[bar] < side.open[bar]:
        yield view.price("closes_against", side.close[bar], "<", side.open[bar], bar)
    span = np.arange(leg[0], leg[1] + 1)
    limit = case.params.smc.block_skip_atr * case.study.atr
    narrow = span[~(case.study.spread[span] >= limit[span])]
    choice = narrow if len(narrow) else span
    if len(narrow) and np.isfinite(limit[bar]):
        yield measure("narrower_than", case.study.spread[bar], "<", limit[bar], (bar, bar), unit="distance")
    down = choice[side.close[choice] < side.open[choice]]
    lowest = side.low[down if len(down) else choice].min()
    yield view.price("extreme_of_leg", side.low[bar], "<=", lowest, *leg)


def _failed_block(case: Case) -> Iterator[Condition]:
    event, block, view = case.event, case.cause, case.facing(case.event.direction)
    side, known = view.side, event.known
    price = side.high if case.params.smc.block_fails_on == "wick" else side.close
    yield view.price("passes_block", price[known], ">", view.top(block), known)
    extreme = side.low[block.bar : block.known + 1].min()
    reached = side.low[block.known + 1 : known + 1].min()
    relation: Relation = "<" if event.kind == "breaker" else ">="
    yield view.price("extreme_before_failing", reached, relation, extreme, block.bar, known)


def _pool(case: Case) -> Iterator[Condition]:
    event, view, rule = case.event, case.facing(case.event.direction), case.params.smc
    own = view.side.high[event.bar]
    before = _touch_before(case, view)
    span = (before.bar, event.known)
    yield measure("touches", event.strength, ">=", 2, span, unit="number")
    apart = abs(view.level(before) - own)
    tolerance = rule.pool_tolerance_atr * case.study.atr[event.known]
    yield measure("apart", apart, "<=", tolerance, span, unit="distance")
    yield measure("age", event.bar - before.bar, "<=", rule.pool_age, span, unit="bars")
    between = view.side.high[before.bar + 1 : event.bar].max()
    yield view.price("nothing_beyond_between", between, "<=", view.top(event), before.bar, event.bar)


def _touch_before(case: Case, view: View) -> Event:
    """The pool this touch joined, or the lone swing."""
    event = case.event
    if event.ref:
        return case.cause
    own = view.side.high[event.bar]
    other = view.bottom(event) if own == view.top(event) else view.top(event)
    swings = [e for e in case.earlier("swing") if e.direction == event.direction and e.bar < event.bar]
    return next(swing for swing in reversed(swings) if view.level(swing) == other)


def sweeps(case: Case) -> Iterator[Condition]:
    """A sweep of any level: pools and swings here, days and sessions in ICT."""
    event, taken, view = case.event, case.cause, case.facing(-case.event.direction)
    side, level, rule = view.side, view.level(taken), case.params.smc
    touched = _first_beyond(side.high, level, taken)
    yield view.price("trades_beyond", side.high[event.bar], ">", level, touched, event.bar)
    yield view.price("closes_back", side.close[event.known], "<", level, event.known)
    span = (touched, event.known)
    yield measure("returns_within", event.known - touched, "<=", rule.sweep_bars, span, unit="bars")
    beyond = side.close > level + rule.broken_atr * case.study.atr
    run = longest = 0
    for bar in range(touched, event.known + 1):
        run = run + 1 if beyond[bar] else 0
        longest = max(longest, run)
    yield measure("closes_accepting", longest, "<", ACCEPTED, span, unit="number")


def _first_beyond(high: Floats, level: float, taken: Event) -> int:
    """A swing or pool may be taken from the bar after it is known, a period's extreme at once."""
    start = taken.known + 1 if taken.method == "smc" else taken.known
    return start + int(np.argmax(high[start:] > level))


def _range(case: Case) -> Iterator[Condition]:
    event, view = case.event, case.facing(1)
    bar, close = event.bar, view.side.close[event.bar]
    yield measure("height", event.top - event.bottom, ">", 0, (bar, bar), unit="distance")
    yield view.price("closes_below_top", close, "<=", event.top, bar)
    yield view.price("closes_above_bottom", close, ">=", event.bottom, bar)


REASONS: Mapping[str, Reason] = {
    "swing": _swing,
    "swing_major": _swing,
    "bos": _break,
    "choch": _break,
    "bos_major": _break,
    "choch_major": _break,
    "displacement": _displacement,
    "fvg": _gap,
    "ifvg": _inverted,
    "ob": _block,
    "breaker": _failed_block,
    "mitigation": _failed_block,
    "pool": _pool,
    "sweep": sweeps,
    "range": _range,
}
