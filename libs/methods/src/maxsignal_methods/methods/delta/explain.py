"""Why order flow was unusual, absorbed or apart from price: delta beside its thresholds."""

from collections.abc import Iterator, Mapping

from maxsignal_methods.indicators import prior_deviation, prior_median
from maxsignal_methods.methods.delta.detect import cumulative, flow, sessions
from maxsignal_methods.reasons import Case, Condition, Reason, Relation, measure


def _window(case: Case) -> tuple[int, int]:
    bar = case.event.bar
    return bar - case.params.delta.window, bar


def _anomaly(case: Case) -> Iterator[Condition]:
    study, rule, bar = case.study, case.params.delta, case.event.bar
    z, volume = study.run(flow).z[bar], study.candles.volume
    if case.event.direction > 0:
        yield measure("delta_z", z, ">=", rule.anomaly_z, _window(case))
    else:
        yield measure("delta_z", z, "<=", -rule.anomaly_z, _window(case))
    usual = prior_median(volume, rule.window)[bar]
    yield measure("volume", volume[bar], ">=", usual, _window(case), unit="volume")


def _absorption(case: Case) -> Iterator[Condition]:
    study, rule, bar, at = case.study, case.params.delta, case.event.bar, (case.event.bar,) * 2
    table, view = study.run(flow), case.facing(-case.event.direction)
    yield measure("delta_z", abs(table.z[bar]), ">=", rule.absorption_z, _window(case))
    since = bar - case.params.measures.average
    ratio = study.volume_ratio[bar]
    yield measure("volume_ratio", ratio, ">=", rule.absorption_volume, (since, bar))
    pushed = view.side.sign * table.delta[bar]
    yield measure("delta_absorbed", pushed, ">", 0, at, unit="volume")
    move = view.side.close[bar] - view.side.open[bar]
    if move < 0:
        yield measure("move_with_delta", move, "<", 0, at, unit="distance")
    else:
        limit = rule.absorption_atr * study.atr[bar]
        yield measure("move_with_delta", move, "<=", limit, at, unit="distance")


def _divergence(case: Case) -> Iterator[Condition]:
    event, study, rule = case.event, case.study, case.params.delta
    view, delta = case.facing(-event.direction), study.run(flow).delta
    session = sessions(study.candles, case.params.ict.day)
    second, first = event.bar, _swing_before(case)
    total, span = view.side.sign * cumulative(delta, session), (first, second)
    high, hidden = view.side.high, event.kind == "hidden_divergence"
    yield view.price("price_at_swings", high[second], "<" if hidden else ">", high[first], *span)
    relation: Relation = ">" if hidden else "<"
    yield measure("cvd_at_swings", total[second], relation, total[first], span, unit="volume")
    usual = prior_deviation(delta, rule.window)[event.known]
    apart = abs(total[second] - total[first]) / usual
    yield measure("cvd_apart", apart, ">=", rule.divergence, (first, event.known))
    yield measure("same_session", session[second], "==", session[first], span, unit="number")


def _swing_before(case: Case) -> int:
    """Bar of the swing of the same side before the one the divergence refers to."""
    swing = case.cause
    own = [e.bar for e in case.table.values() if (e.kind, e.direction) == ("swing", swing.direction)]
    return max(bar for bar in own if bar < swing.bar)


REASONS: Mapping[str, Reason] = {
    "anomaly": _anomaly,
    "absorption": _absorption,
    "divergence": _divergence,
    "hidden_divergence": _divergence,
}
