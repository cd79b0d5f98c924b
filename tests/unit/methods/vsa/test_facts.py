import numpy as np
import pytest

from maxsignal_methods import Candles, Params, analyze
from maxsignal_methods.params import VsaParams
from tests.unit.methods.build import candles, closes, recorded, walk
from tests.unit.methods.flow_cards import cards


def test_only_the_last_sixty_bars_speak() -> None:
    result = analyze(walk(400), "vsa")
    assert result.facts
    assert all(fact.age is not None and 0 <= fact.age < 60 for fact in result.facts)


def test_each_fact_names_the_bar_it_speaks_of() -> None:
    result = analyze(walk(400), "vsa")
    prices = {level.id: level.price for level in result.levels}
    for fact in result.facts:
        assert prices[fact.levels["high"]] > prices[fact.levels["low"]]
        assert fact.levels["high"] == f"{fact.id}.high"


@pytest.mark.parametrize(
    ("volume", "params", "expected"),
    [(10.0, None, "real"), (10.0, Params(vsa=VsaParams(tick_volume=True)), "tick"), (0.0, None, "none")],
)
def test_the_kind_of_volume_is_told(volume: float, params: Params | None, expected: str) -> None:
    result = analyze(candles(closes(*range(1, 41)), volume=volume), "vsa", params)
    assert result.state["volume"] == expected
    assert ("no_volume" in result.warnings) == (expected == "none")


def test_a_climax_sets_the_background_over_the_trend() -> None:
    series = recorded("IBM")
    climax = next(e for e in analyze(series, "vsa").events.tolist() if e[1] == "climax" and e[5] > 100)
    before, after = (analyze(series[: climax[5] + n], "vsa").state for n in (0, 1))
    assert after["background"] == climax[3]
    assert before["background"] in (before["trend"], 1, -1)


@pytest.mark.parametrize(("missing", "warned"), [(1, False), (30, True)])
def test_only_an_unexplained_gap_is_warned_of(missing: int, warned: bool) -> None:  # noqa: FBT001 - a case
    series = walk(300, timeframe="1h")
    times = series.ts_ms + np.where(np.arange(300) > 280, (missing - 1) * 3_600_000, 0)
    columns = (series.open, series.high, series.low, series.close, series.volume)
    assert ("gap_in_window" in analyze(Candles.from_arrays(times, *columns), "vsa").warnings) == warned


def test_weekends_of_a_stock_are_no_gaps() -> None:
    assert "gap_in_window" not in analyze(recorded("IBM")[-300:], "vsa").warnings


def test_a_window_is_no_longer_than_the_series() -> None:
    assert analyze(walk(30), "vsa").state["window"] == 30
    assert analyze(walk(400), "vsa").state["window"] == 60


WINDOWS = {"climax": 1, "stopping_volume": 1, "effort_no_result": 60, "result_no_effort": 60}


@pytest.mark.parametrize("symbol", ["IBM", "GOOG"])
def test_a_sign_waits_no_longer_than_it_can_be_confirmed(symbol: str) -> None:
    series, seen = recorded(symbol), set()
    for end in range(300, len(series) + 1, 81):
        for fact in analyze(series[end - 300 : end], "vsa").facts:
            status, late = fact.values["status"], (fact.age or 0) >= WINDOWS.get(fact.kind, 3)
            seen.add(status)
            assert status not in (("open",) if late else ("expired",))
    assert seen == {"open", "confirmed", "failed", "expired"}


def test_a_refuted_climax_is_no_background() -> None:
    for end in range(300, 3200, 41):
        result = analyze(recorded("IBM")[end - 300 : end], "vsa")
        climaxes = [f for f in result.facts if f.kind == "climax" and (f.age or 0) < 50]
        standing = [f.direction for f in climaxes if f.values["status"] != "failed"]
        assert result.state["background"] == (standing[0] if standing else result.state["trend"])


def test_a_climax_is_background_until_the_close_that_refutes_it() -> None:
    card = next(card for card in cards("vsa") if card.title == "selling goes on")
    series = card.candles()
    before, after = (analyze(part, "vsa").state for part in (series[:-1], series))
    assert (before["background"], after["background"]) == (1, after["trend"])
    assert after["trend"] != 1


@pytest.mark.parametrize("end", range(300, 3200, 311))
def test_each_sign_names_the_background_before_it(end: int) -> None:
    series = recorded("IBM")[end - 300 : end]
    for fact in analyze(series, "vsa").facts:
        assert fact.age is not None
        before = series[: len(series) - fact.age - 1]
        assert fact.values["background"] == analyze(before, "vsa").state["background"]


def test_effort_and_result_tell_their_ranks() -> None:
    facts = [fact for fact in analyze(recorded("IBM")[1850:2150], "vsa").facts if "effort" in fact.kind]
    assert {fact.kind for fact in facts} == {"effort_no_result", "result_no_effort"}
    for fact in facts:
        effort, result = fact.values["effort"], fact.values["result"]
        assert isinstance(effort, float)
        assert isinstance(result, float)
        sign = 1 if fact.kind == "effort_no_result" else -1
        assert sign * (effort - result) >= 0.6 - 1e-12
    others = [fact for fact in analyze(recorded("IBM")[1850:2150], "vsa").facts if "effort" not in fact.kind]
    assert not any({"effort", "result"} & set(fact.values) for fact in others)


def test_signs_of_a_kind_are_numbered_from_the_newest() -> None:
    facts = [fact for fact in analyze(walk(400), "vsa").facts if fact.kind == "no_demand"]
    assert [fact.id for fact in facts] == [f"vsa.no_demand.{n + 1}" for n in range(len(facts))]
    ages = [fact.age or 0 for fact in facts]
    assert len(ages) > 1
    assert ages == sorted(ages)


def test_levels_name_the_event_they_come_from() -> None:
    result = analyze(walk(400), "vsa")
    sources = {level.id: level.event for level in result.levels}
    assert result.facts
    for fact in result.facts:
        assert {sources[level] for level in fact.levels.values()} == {fact.event}
