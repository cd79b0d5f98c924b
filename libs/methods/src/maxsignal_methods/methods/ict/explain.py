"""Why a level of time is one, and what made a shift, a manipulation or an entry."""

from collections.abc import Iterator, Mapping

from maxsignal_methods.candles import DAY_MS, HOUR_MS, Ints
from maxsignal_methods.methods.ict.hours import day_number, hour_of, new_york_ms, week_number
from maxsignal_methods.methods.smc.explain import displaces, sweeps
from maxsignal_methods.reasons import Case, Condition, Reason, measure


def _shift(case: Case) -> Iterator[Condition]:
    """A change of character whose leg, from the broken swing on, holds a displacement bar."""
    event, change = case.event, case.cause
    bars = (change.bar, event.bar)
    yield measure("break_known", change.known, "==", event.known, bars, unit="bars")
    view, first = case.facing(event.direction), case.find(change.ref).bar
    leg = [tuple(displaces(case, view, bar)) for bar in range(event.bar, first - 1, -1)]
    yield from next(found for found in leg if all(condition.holds for condition in found))


def _entry(case: Case) -> Iterator[Condition]:
    event, view = case.event, case.facing(case.event.direction)
    bars = (case.cause.known, event.known)
    yield measure("bars_after_break", event.known - case.cause.known, ">", 0, bars, unit="bars")
    yield view.price("retraces_into", view.side.low[event.known], "<=", view.top(event), *bars)


def _judas(case: Case) -> Iterator[Condition]:
    event, sweep, rule = case.event, case.cause, case.params.ict
    asia, at = case.find(sweep.ref), (sweep.known, sweep.known)
    yield measure("asian_range_known", asia.known, "<=", sweep.known, (asia.bar, sweep.known), unit="bars")
    hour = float(hour_of(_local(case))[sweep.known])
    begin, end = next(span for span in (rule.london, rule.ny_am) if span[0] <= hour < span[1])
    yield measure("window_begins", hour, ">=", begin, at, unit="hours")
    yield measure("window_ends", hour, "<", end, at, unit="hours")
    bars = (sweep.known, event.known)
    yield measure("bars_to_shift", event.known - sweep.known, ">", 0, bars, unit="bars")
    yield measure("shift_within", event.known - sweep.known, "<=", rule.judas_bars, bars, unit="bars")


def _local(case: Case) -> Ints:
    return new_york_ms(case.study.candles.ts_ms)


def _numbers(case: Case) -> Ints:
    """Number of each bar's period, by the clock the kind is cut on."""
    days = day_number(case.study.candles, case.params.ict.day)
    if case.event.kind.startswith("midnight"):
        return _local(case) // DAY_MS
    return week_number(days) if case.event.kind.startswith("week") else days


def _open(case: Case) -> Iterator[Condition]:
    bar, number = case.event.bar, _numbers(case)
    yield measure("period_begins", number[bar], ">", number[bar - 1], (bar - 1, bar), unit="number")
    opened = float(case.study.candles.open[bar])
    yield case.facing(1).price("is_open", case.event.level, "==", opened, bar)


def _period(case: Case) -> Iterator[Condition]:
    event, number = case.event, _numbers(case)
    first = event.bar
    while number[first - 1] == number[event.bar]:
        first -= 1
    span = (event.bar, event.known)
    yield measure("period_over", number[event.known], ">", number[event.bar], span, unit="number")
    yield _extreme(case, first)


def _session(case: Case) -> Iterator[Condition]:
    event, local = case.event, _local(case)
    begin, end = getattr(case.params.ict, event.kind)
    day, hour = local[event.bar] // DAY_MS, hour_of(local)
    first = event.bar
    while first and local[first - 1] // DAY_MS == day and hour[first - 1] >= begin:
        first -= 1
    yield measure("session_begins", hour[first], ">=", begin, (first, first), unit="hours")
    yield measure("session_ends", hour[event.bar], "<", end, (event.bar, event.bar), unit="hours")
    later = (local[event.known] - day * DAY_MS) / HOUR_MS
    yield measure("session_over", later, ">=", end, (event.bar, event.known), unit="hours")
    yield _extreme(case, first)


def _extreme(case: Case, first: int) -> Condition:
    event, view = case.event, case.facing(case.event.direction)
    most = view.side.high[first : event.bar + 1].max()
    return view.price("is_extreme", view.level(event), "==", most, first, event.bar)


REASONS: Mapping[str, Reason] = {
    "sweep": sweeps,
    "mss": _shift,
    "ote": _entry,
    "judas": _judas,
    **dict.fromkeys(("day_open", "week_open", "midnight_open"), _open),
    **dict.fromkeys(("day", "week"), _period),
    **dict.fromkeys(("asia", "london", "ny_am", "london_close", "ny_pm"), _session),
}
