"""Why a bar is a sign of strength or weakness: its volume, spread and close beside the thresholds."""

from collections.abc import Iterator, Mapping

import numpy as np

from maxsignal_methods.indicators import lag, prior_rank
from maxsignal_methods.reasons import Case, Condition, Reason, Relation, View, measure


def _ratio(case: Case, name: str, value: float, relation: Relation, threshold: float) -> Condition:
    """A measure over the bars of the average and the event's own."""
    bar = case.event.bar
    first = max(0, bar - case.params.measures.average)
    return measure(name, value, relation, threshold, (first, bar))


def _volume_ratio(case: Case, relation: Relation, threshold: float) -> Condition:
    value = case.study.volume_ratio[case.event.bar]
    return _ratio(case, "volume_ratio", value, relation, threshold)


def _spread_ratio(case: Case, relation: Relation, threshold: float) -> Condition:
    value = case.study.spread_ratio[case.event.bar]
    return _ratio(case, "spread_ratio", value, relation, threshold)


def _position(case: Case, view: View, relation: Relation, threshold: float) -> Condition:
    """Where the close lies in the bar, from its far end (0) in the view's direction to the near one (1)."""
    bar, side = case.event.bar, view.side
    share = (side.close[bar] - side.low[bar]) / case.study.spread[bar]
    return measure("close_position", share, relation, threshold, (bar, bar))


def _quiet(case: Case) -> Iterator[Condition]:
    bar, volume = case.event.bar, case.study.candles.volume
    for back in (1, 2):
        name, bars = f"volume_below_{back}_before", (bar - back, bar)
        yield measure(name, volume[bar], "<", volume[bar - back], bars, unit="volume")


def new_extreme(case: Case, view: View) -> Iterator[Condition]:
    """A lower close and a new low, as the view sees them."""
    bar, side, window = case.event.bar, view.side, case.params.vsa.extreme
    yield view.price("closes_lower", side.close[bar], "<", side.close[bar - 1], bar - 1, bar)
    least = side.low[bar - window : bar].min()
    yield view.price("new_extreme", side.low[bar], "<", least, bar - window, bar)


def climactic(case: Case) -> Iterator[Condition]:
    view, rule, ranks = case.facing(case.event.direction), case.params.vsa, case.params.measures.ranks
    yield from new_extreme(case, view)
    bar, ratio = case.event.bar, case.study.volume_ratio
    if ratio[bar] >= rule.climax_volume:
        yield _volume_ratio(case, ">=", rule.climax_volume)
    else:
        rank = float(prior_rank(ratio, ranks)[bar])
        yield measure("volume_rank", rank, ">=", rule.climax_rank, (bar - ranks, bar))
    yield _spread_ratio(case, ">=", rule.climax_spread)


def _stopping(case: Case) -> Iterator[Condition]:
    view, rule = case.facing(case.event.direction), case.params.vsa
    yield from new_extreme(case, view)
    yield _volume_ratio(case, ">=", rule.stopping_volume)
    yield _position(case, view, ">=", rule.stopping_close)


def _weakness(case: Case) -> Iterator[Condition]:
    view, rule, bar = case.facing(-case.event.direction), case.params.vsa, case.event.bar
    close = view.side.close
    yield view.price("closes_beyond_last", close[bar], ">", close[bar - 1], bar - 1, bar)
    yield _spread_ratio(case, "<", rule.narrow)
    yield from _quiet(case)
    yield _position(case, view, "<=", rule.weak_close)


def _thrust(case: Case) -> Iterator[Condition]:
    view, rule, bar = case.facing(-case.event.direction), case.params.vsa, case.event.bar
    side, first = view.side, case.event.bar - rule.extreme
    before = side.high[first:bar].max()
    yield view.price("pokes_beyond", side.high[bar], ">", before, first, bar)
    yield view.price("closes_back", side.close[bar], "<", before, first, bar)
    yield _position(case, view, "<=", rule.thrust_close)
    yield _spread_ratio(case, ">=", rule.thrust_spread)


def _test(case: Case) -> Iterator[Condition]:
    view, rule, bar = case.facing(case.event.direction), case.params.vsa, case.event.bar
    side, first = view.side, case.event.bar - rule.extreme
    near = side.low[first:bar].min() + rule.test_atr * case.study.atr[bar]
    yield view.price("dips_near_extreme", side.low[bar], "<=", near, first, bar)
    yield _position(case, view, ">=", rule.high_close)
    yield _spread_ratio(case, "<", 1)
    if case.study.volume_ratio[bar] > 1:
        # the shape of a test on loud volume: a failed one
        yield _volume_ratio(case, ">", 1)
    else:
        yield from _quiet(case)


def _effort(case: Case) -> Iterator[Condition]:
    candles, window, bar = case.study.candles, case.params.measures.ranks, case.event.bar
    effort = float(prior_rank(candles.volume, window)[bar])
    result = float(prior_rank(np.abs(candles.close - lag(candles.close)), window)[bar])
    excess = effort - result if case.event.kind == "effort_no_result" else result - effort
    yield measure("rank_gap", excess, ">=", case.params.vsa.effort, (bar - window, bar))
    view = case.facing(-case.event.direction)
    relation: Relation = ">" if case.event.direction else "=="
    close = view.side.close
    yield view.price("closes_beyond_last", close[bar], relation, close[bar - 1], bar - 1, bar)


REASONS: Mapping[str, Reason] = {
    "no_demand": _weakness,
    "no_supply": _weakness,
    "stopping_volume": _stopping,
    "climax": climactic,
    "upthrust": _thrust,
    "spring_bar": _thrust,
    "test": _test,
    "effort_no_result": _effort,
    "result_no_effort": _effort,
}
