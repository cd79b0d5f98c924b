import numpy as np
import pytest

from maxsignal_methods import Candles, MethodResult, analyze
from maxsignal_methods.events import rows
from tests.unit.methods.build import Row, candles, closes, walk
from tests.unit.methods.flow_cards import cards

CALM: list[Row] = [(10, 11, 9, 10)] * 104


def told(*bars: tuple[Row, float]) -> MethodResult:
    """Calm bars, then (row, delta) on double volume."""
    rows = [*CALM, *(row for row, _ in bars)]
    volume = np.array([10.0] * len(CALM) + [20.0] * len(bars))
    delta = np.array([(-1.0) ** n for n in range(len(CALM))] + [net for _, net in bars])
    return analyze(candles(rows, volume=volume, taker=(volume + delta) / 2), "delta")


@pytest.mark.parametrize(("share", "side"), [(0.56, 1), (0.55, 1), (0.54, 0), (0.44, -1)])
def test_dominance_names_a_side_from_ten_percent(share: float, side: int) -> None:
    series = candles(closes(*range(1, 81)), volume=10, taker=[10 * share] * 80)
    state = analyze(series, "delta").state
    assert state["dominance"] == pytest.approx(2 * share - 1)
    assert state["side"] == side


def test_estimated_delta_is_labelled() -> None:
    result = analyze(walk(300, taker=False), "delta")
    assert result.state["estimated"] is True
    assert "delta_estimated" in result.warnings
    assert not [fact for fact in result.facts if fact.kind in ("divergence", "absorption")]


def test_true_delta_is_not_labelled_estimated() -> None:
    result = analyze(walk(300), "delta")
    assert (result.state["source"], result.state["estimated"]) == ("taker", False)
    assert "delta_estimated" not in result.warnings


def test_no_volume_is_said_and_nothing_else() -> None:
    result = analyze(candles(closes(*range(1, 101)), volume=0), "delta")
    assert result.warnings == ("no_volume",)
    assert (result.facts, result.state["dominance"], result.state["source"]) == ((), None, "none")


def test_an_anomaly_that_holds_counts_its_bars() -> None:
    burst, above, below = ((10, 12, 10, 11), 8.0), ((11, 12, 11, 11.5), 0.0), ((11, 12, 10, 10.5), 0.0)
    result = told(burst, above, below, above)
    (hold,) = [fact for fact in result.facts if fact.kind == "hold"]
    assert (hold.id, hold.values["bars"], hold.direction) == ("delta.hold.1", 2, 1)


def test_an_anomaly_that_lost_its_price_does_not_hold() -> None:
    result = told(((10, 12, 10, 11), 8.0), ((11, 12, 10, 10.5), 0.0))
    assert [fact.kind for fact in result.facts] == ["anomaly"]


def test_absorption_tells_its_status() -> None:
    result = told(((10, 11, 9, 10.1), 8.0))
    (fact,) = [fact for fact in result.facts if fact.kind == "absorption"]
    prices = {level.id: level.price for level in result.levels}
    assert fact.values["status"] == "open"
    assert prices[fact.levels["extreme"]] == 11


def test_a_divergence_names_both_swings() -> None:
    facts = [(fact, result) for result in map(analyzed, range(12)) for fact in result.facts]
    diverged = [(fact, result) for fact, result in facts if fact.kind == "divergence"]
    assert diverged
    for fact, result in diverged:
        prices = {level.id: level.price for level in result.levels}
        higher = prices[fact.levels["second"]] > prices[fact.levels["first"]]
        assert higher == ((fact.direction < 0) != fact.values["hidden"])


def first_card(kind: str) -> MethodResult:
    card = next(card for card in cards("delta") if card.detector == kind and not card.broken)
    return analyze(card.candles(), "delta")


@pytest.mark.parametrize(("kind", "role"), [("anomaly", "close"), ("absorption", "extreme")])
def test_facts_and_levels_are_named_after_their_kind(kind: str, role: str) -> None:
    result = first_card(kind)
    (fact,) = [fact for fact in result.facts if fact.kind == kind]
    assert (fact.id, dict(fact.levels)) == (f"delta.{kind}.1", {role: f"delta.{kind}.1"})
    (level,) = [level for level in result.levels if level.id == fact.id]
    assert (level.kind, level.event) == (kind, fact.event)
    assert isinstance(fact.values["z"], float)


def test_dominance_knows_no_least_volume() -> None:
    series = candles(closes(*range(1, 81)), volume=1e-9, taker=[0.0] * 80)
    state = analyze(series, "delta").state
    assert (state["dominance"], state["side"]) == (-1, -1)


@pytest.mark.parametrize("kind", ["divergence", "hidden_divergence"])
def test_a_divergence_is_told_as_one_kind_of_fact(kind: str) -> None:
    result = first_card(kind)
    (fact,) = [fact for fact in result.facts if fact.kind == "divergence"]
    names = {"first": "delta.divergence.1.first", "second": "delta.divergence.1.second"}
    assert (fact.id, dict(fact.levels)) == ("delta.divergence.1", names)
    assert fact.values["hidden"] == (kind == "hidden_divergence")
    assert {level.kind for level in result.levels if level.id in names.values()} == {"divergence"}


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_divergence_runs_from_edge_to_edge(mirrored: bool) -> None:  # noqa: FBT001 - a case
    card = next(card for card in cards("delta") if card.detector == "divergence" and not card.broken)
    result = analyze((card.mirrored if mirrored else card).candles(), "delta")
    (fact,) = [fact for fact in result.facts if fact.kind == "divergence"]
    (event,) = [event for event in rows(result.events) if event.id == fact.event]
    prices = {level.id: level.price for level in result.levels}
    told = {prices[fact.levels["first"]], prices[fact.levels["second"]]}
    assert told == {event.top, event.bottom}
    assert event.top > event.bottom


def analyzed(seed: int) -> MethodResult:
    series: Candles = walk(400, seed=seed, timeframe="5m")
    return analyze(series, "delta")
