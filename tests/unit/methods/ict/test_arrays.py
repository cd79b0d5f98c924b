"""PD arrays of walks, their scores counted again from the event table."""

from functools import cache

import pytest

from maxsignal_methods import Fact, MethodResult, analyze, detect
from maxsignal_methods.events import Event, rows
from tests.unit.methods.build import Row, candles, walk

SEEDS = range(8)
LINES = {"eqh", "eql", "pdh", "pdl", "pwh", "pwl"}
FAR_ATR, PER_SIDE = 10, 4


@cache
def read(seed: int) -> MethodResult:
    return analyze(walk(400, seed=seed), "ict")


@cache
def events(seed: int) -> dict[int, Event]:
    return {event.id: event for event in rows(detect(walk(400, seed=seed)).events)}


def arrays(result: MethodResult) -> list[Fact]:
    """In the order of their numbers."""
    found = [fact for fact in result.facts if fact.kind == "pd_array"]
    return sorted(found, key=lambda fact: int(fact.id.rpartition(".")[2]))


def edges(result: MethodResult, fact: Fact) -> tuple[float, float]:
    prices = {level.id: level.price for level in result.levels}
    return prices[fact.levels["top"]], prices[fact.levels["bottom"]]


def is_line(fact: Fact) -> bool:
    return str(fact.values["source"]) in LINES or str(fact.values["source"]).endswith(("_high", "_low"))


@pytest.mark.parametrize("seed", SEEDS)
def test_arrays_are_numbered_nearest_first(seed: int) -> None:
    away = [float(fact.values["distance_atr"] or 0) for fact in arrays(read(seed))]
    assert away == sorted(away)
    assert max(away) <= FAR_ATR


@pytest.mark.parametrize("seed", SEEDS)
def test_each_side_has_a_few(seed: int) -> None:
    sides = [fact.direction for fact in arrays(read(seed))]
    assert max(sides.count(1), sides.count(-1)) <= PER_SIDE


@pytest.mark.parametrize("seed", SEEDS)
def test_distance_is_measured_to_the_nearer_edge(seed: int) -> None:
    result = read(seed)
    last, atr = result.state["last"], result.state["atr"]
    assert isinstance(last, float)
    assert isinstance(atr, float)
    for fact in arrays(result):
        top, bottom = edges(result, fact)
        assert fact.values["distance_atr"] == pytest.approx(max(bottom - last, last - top, 0) / atr)


def counted(seed: int, fact: Fact) -> list[bool]:
    """Fresh, displaced, gap and block together, right half."""
    top, bottom = edges(read(seed), fact)
    table, source = events(seed), str(fact.values["source"])
    zone = table[fact.event]
    made_by = table.get(zone.ref, zone) if source in ("ob", "ote") and zone.kind in ("ob", "ote") else zone
    bar = {"fvg": zone.bar, "ifvg": zone.known, "breaker": zone.known, "mitigation": zone.known}.get(
        source, -1
    )
    others = {"fvg": "ob", "ob": "fvg"}.get(source)
    spans = [e for e in table.values() if e.kind == "range" and e.invalid < 0]
    moved = any(
        e.kind == "displacement" and (e.bar, e.direction) == (bar, fact.direction) for e in table.values()
    )
    return [
        zone.touched < 0,
        moved or (source in ("ob", "ote") and made_by.strength > 0),
        any(
            e.kind == others and e.direction == fact.direction and e.filled < 0 > e.invalid
            and e.bottom <= top and bottom <= e.top
            for e in table.values()
        ),
        any((span.level - (top + bottom) / 2) * fact.direction > 0 for span in spans),
    ]  # fmt: skip


def test_the_score_counts_four_things() -> None:
    told = [(seed, fact) for seed in SEEDS for fact in arrays(read(seed))]
    points = [counted(seed, fact) for seed, fact in told]
    assert [fact.values["score"] for _, fact in told] == [sum(point) for point in points]
    assert all(len(set(column)) == 2 for column in zip(*points, strict=True))


def test_a_gap_of_a_silver_bullet_hour_says_so() -> None:
    told = [fact for seed in SEEDS for fact in arrays(read(seed))]
    bullets = [fact for fact in told if fact.values["silver_bullet"]]
    # winter: New York is five hours behind
    assert {(fact.known_ms or 0) // 3_600_000 % 24 for fact in bullets} <= {8, 15, 19}
    assert bullets
    assert {fact.values["source"] for fact in bullets} == {"fvg"}


def test_highs_and_lows_are_lines_to_turn_at() -> None:
    for seed in SEEDS:
        for fact in filter(is_line, arrays(read(seed))):
            top, bottom = edges(read(seed), fact)
            taken = events(seed)[fact.event]
            assert top == bottom == taken.level
            assert fact.direction == -taken.direction
            assert taken.touched < 0 > taken.invalid


def two_days(*, late_high: float) -> MethodResult:
    """The day before traded from 9 to 12; late today price reaches `late_high`."""
    bars: list[Row] = [(10, 10.5, 9.5, 10)] * 72
    bars[30], bars[31], bars[70] = (10, 12, 9.5, 10), (10, 10.5, 9, 10), (10, late_high, 9.5, 10)
    return analyze(candles(bars), "ict")


def test_yesterdays_high_is_an_array_until_it_is_taken() -> None:
    assert "pdh" in {fact.values["source"] for fact in arrays(two_days(late_high=11))}
    taken = arrays(two_days(late_high=12.5))
    assert "pdh" not in {fact.values["source"] for fact in taken}
    assert "pdl" in {fact.values["source"] for fact in taken}


def test_one_price_has_the_name_of_the_longest_period() -> None:
    result = two_days(late_high=11)
    told = [(fact.direction, *edges(result, fact)) for fact in filter(is_line, arrays(result))]
    assert len(told) == len(set(told)) > 2


def test_without_atr_no_array_is_ranked() -> None:
    assert arrays(analyze(candles([(10, 10, 10, 10)] * 60), "ict")) == []
