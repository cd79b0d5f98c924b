import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from maxsignal_methods import Candles, Condition, Detection, Params, UnknownEvent, detect, explain
from maxsignal_methods.candles import HOUR_MS
from maxsignal_methods.events import KINDS, METHODS, Event, rows
from maxsignal_methods.explain import REASONS
from maxsignal_methods.reasons import Case
from maxsignal_methods.study import Study
from tests.unit.methods.build import (
    EXAMPLES,
    MONDAY_MS,
    QUICK,
    SMALL,
    Row,
    candles,
    closes,
    found,
    grids,
    recorded,
    walk,
)

# Leaves 10 to 11 open at bar 2, then fills and closes through it.
GAP: list[Row] = [(9, 10, 9, 9.5), (9.5, 12, 9.5, 11.5), (11.5, 13, 11, 12.5), (12.5, 13, 9, 9.5)]
STALE = replace(QUICK, wyckoff=replace(QUICK.wyckoff, stale=4))

SERIES = {
    "a walk of quarter hours": (walk(700), Params()),
    "a walk of hours": (walk(500, seed=2, timeframe="1h", taker=False), Params()),
    "IBM": (recorded("IBM")[:800], Params()),
    "a walk read quickly": (walk(300, seed=6, timeframe="1h"), QUICK),
    "ranges that grow stale": (walk(300, seed=4, timeframe="1h"), STALE),
}

# Kinds that nothing but the bars around them makes.
OF_THEIR_BARS = {
    "smc": ("swing", "swing_major", "displacement", "fvg"),
    "vsa": ("no_demand", "no_supply", "stopping_volume", "climax", "upthrust", "spring_bar", "test",
            "effort_no_result", "result_no_effort"),
    "delta": ("anomaly", "absorption"),
}  # fmt: skip


def explained(series: Candles, params: Params, most: int) -> Iterator[tuple[Event, Condition]]:
    """Every condition of up to `most` events of each kind."""
    events = detect(series, params).events
    kinds = defaultdict(list)
    for event in random.Random(7).sample(rows(events), len(events)):
        kinds[event.method, event.kind].append(event)
    for event in (event for own in kinds.values() for event in own[:most]):
        reasons = explain(series, events, event.id, params).conditions
        assert reasons, event
        yield from ((event, condition) for condition in reasons)


@pytest.mark.parametrize("name", SERIES)
def test_every_condition_of_every_event_holds(name: str) -> None:
    series, params = SERIES[name]
    assert [(event, reason) for event, reason in explained(series, params, 12) if not reason.holds] == []


@EXAMPLES
@given(grids())
def test_conditions_hold_on_grids_full_of_ties(series: Candles) -> None:
    assert [pair for pair in explained(series, QUICK, 2) if not pair[1].holds] == []


def test_every_kind_has_an_explanation() -> None:
    assert {kind for _, kind in REASONS} == set(KINDS)


def test_every_explanation_was_asked_for() -> None:
    events = [event for series, params in SERIES.values() for event in rows(detect(series, params).events)]
    assert {(event.method, event.kind) for event in events} == set(REASONS)
    assert {method for method, _ in REASONS} == set(METHODS)


@pytest.mark.parametrize(("method", "kind"), [(m, k) for m, kinds in OF_THEIR_BARS.items() for k in kinds])
def test_no_other_bar_meets_the_conditions(method: str, kind: str) -> None:
    series = walk(400)
    study, events = Study(series, Params()), found(detect(series).events, kind)
    told = [event for event in events if event.method == method]
    late = told[0].known - told[0].bar
    # an upthrust points down only: its mirror has another name
    for t, direction in product(range(120, len(series)), {event.direction for event in told}):
        template = told[0]._replace(bar=t - late, known=t, direction=direction)
        holds = all(reason.holds for reason in REASONS[method, kind](Case(study, template, {})))
        assert holds == any((e.known, e.direction) == (t, direction) for e in told), (t, direction)


@pytest.mark.parametrize("bar", [150, 290])
def test_a_reason_is_the_same_when_bars_follow(bar: int) -> None:
    series = walk(300, seed=3, timeframe="1h")
    then, now = series[: bar + 1], detect(series, QUICK)
    seen = now.as_of(bar)
    for event in rows(seen.events)[::7]:
        before = explain(then, seen, event.id, QUICK)
        after = explain(series, now, event.id, QUICK)
        assert before.conditions == after.conditions
        assert all(moment.bar <= bar for moment in before.life)


class TestGap:
    series = candles(GAP)
    events = detect(candles(GAP), SMALL)
    gap = found(events.events, "fvg")[0]

    def test_conditions_state_prices_beside_their_thresholds(self) -> None:
        clears, middle = explain(self.series, self.events, self.gap.id, SMALL).conditions
        assert clears == Condition("clears_first_bar", 11, ">", 10, "price", 0, 2)
        assert middle == Condition("middle_closes_beyond", 11.5, ">", 10, "price", 0, 1)

    def test_bars_and_times_are_those_of_the_pattern(self) -> None:
        told = explain(self.series, self.events, self.gap.id, SMALL)
        assert (told.bars, told.across_gap, told.label) == ((0, 2), False, "")
        assert (told.bar_ms, told.known_ms) == (MONDAY_MS + HOUR_MS, MONDAY_MS + 2 * HOUR_MS)

    def test_its_life_is_told_in_order_of_time(self) -> None:
        life = explain(self.series, self.events, self.gap.id, SMALL).life
        names = ["touched", "half_filled", "filled", "closed_through"]
        assert [(moment.name, moment.bar) for moment in life] == [(name, 3) for name in names]

    def test_what_it_turned_into_rests_on_it(self) -> None:
        (turned,) = found(self.events.events, "ifvg")
        assert explain(self.series, self.events, turned.id, SMALL).chain == (self.gap,)

    def test_a_falling_gap_is_told_in_real_prices(self) -> None:
        series = candles([(20 - o, 20 - low, 20 - h, 20 - c) for o, h, low, c in GAP])
        events = detect(series, SMALL)
        clears, _ = explain(series, events, found(events.events, "fvg")[0].id, SMALL).conditions
        assert clears == Condition("clears_first_bar", 9, "<", 10, "price", 0, 2)

    def test_time_missing_inside_is_flagged(self) -> None:
        series = replace(self.series, ts_ms=self.series.ts_ms + HOUR_MS * (np.arange(4) > 1))
        events = detect(series, SMALL)
        assert explain(series, events, found(events.events, "fvg")[0].id, SMALL).across_gap


def test_a_swing_is_labelled_by_the_one_before() -> None:
    series = candles(closes(3, 4, 5, 4, 3, 4, 5, 6, 7, 6, 5, 5.5, 6.2, 5, 4, 3, 2, 3, 4))
    events = detect(series, SMALL)
    labels = [explain(series, events, swing.id, SMALL).label for swing in found(events.events, "swing")]
    assert labels == ["", "", "HH", "HL", "LH", "LL"]


def test_an_equal_high_is_labelled_as_no_higher() -> None:
    series = candles(closes(3, 4, 5, 4, 3, 4, 5, 4, 3))
    events = detect(series, SMALL)
    labels = [explain(series, events, e.id, SMALL).label for e in found(events.events, "swing", direction=1)]
    assert labels == ["", ""]


def test_a_block_rests_on_its_break_and_the_swing() -> None:
    series = candles([*closes(1, 2, 3, 4, 5, 4, 3), (3, 6.5, 2.8, 6)])
    events = detect(series, SMALL)
    (block,) = found(events.events, "ob")
    assert [e.kind for e in explain(series, events, block.id, SMALL).chain] == ["bos", "swing"]


def test_an_unknown_event_is_named() -> None:
    series = candles(GAP)
    with pytest.raises(UnknownEvent) as refused:
        explain(series, detect(series, SMALL), 12345, SMALL)
    assert refused.value.event_id == 12345


def test_a_table_of_longer_candles_is_refused() -> None:
    events = detect(candles(GAP), SMALL)
    with pytest.raises(UnknownEvent):
        explain(candles(GAP)[:2], events, found(events.events, "fvg")[0].id, SMALL)


def test_a_table_without_the_cause_names_the_cause() -> None:
    series = candles(GAP)
    events = detect(series, SMALL).events
    turned = events[events["kind"] == "ifvg"]
    with pytest.raises(UnknownEvent) as refused:
        explain(series, Detection(turned), int(turned["id"][0]), SMALL)
    assert refused.value.event_id == int(turned["ref"][0])


@pytest.mark.parametrize(
    ("relation", "value", "holds"),
    [("<", 1, True), ("<", 2, False), ("<=", 2, True), (">", 2, False), (">=", 2, True), ("==", 2, True),
     ("!=", 2, False)],
)  # fmt: skip
def test_a_condition_knows_whether_it_holds(relation: str, value: float, holds: bool) -> None:  # noqa: FBT001 - a case
    assert Condition("any", value, relation, 2, "ratio", 0, 0).holds is holds  # type: ignore[arg-type]
