import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maxsignal_methods import EVENT, METHODS, MIN_BARS, Candles, MethodResult, Params, analyze, detect
from tests.unit.methods.build import Row, candles, closes, recorded, walk

FACTS = (Path(__file__).parents[3] / "docs/facts.md").read_text()

STATE = {
    "wyckoff": {"phase", "side", "range_age", "width_atr", "confidence", "next"},
    "smc": {"position", "zone", "band"},
    "vsa": {"window", "background", "volume"},
    "delta": {"source", "estimated", "dominance", "dominance_bars", "side"},
    "ict": {"sessions", "position", "bias"},
}
COMMON = {"bars", "last", "atr", "trend"}
# what noise shows, of every fact whose kind was measured: section Shapes
ON_NOISE = {"null_rate", "null_share"}

RESULTS = [
    analyze(series, method)
    for method in METHODS
    for series in (
        recorded("IBM")[-300:],
        recorded("GOOG")[400:900],
        walk(500, seed=1),
        walk(500, seed=2, timeframe="1h", taker=False),
    )
]


def section(method: str) -> str:
    return re.split(r"^## ", FACTS, flags=re.MULTILINE)[2 + METHODS.index(method)]


def level_ids(method: str) -> re.Pattern[str]:
    """The ids a section names: `x.<n>.top/.bottom` stands for both edges of every number."""
    patterns = []
    for name, edges in re.findall(rf"`({method}\.[\w.<>]+?)((?:\.\w+/\.\w+)?)`", section(method)):
        edge = f"(?:{edges.replace('/', '|')})" if edges else ""
        patterns.append(
            (name + edge).replace(".", r"\.").replace("<n>", r"\d+").replace("<kind>", r"[a-z_]+")
        )
    return re.compile("|".join(patterns))


@pytest.mark.parametrize("result", RESULTS)
class TestContract:
    def test_state_has_exactly_the_documented_keys(self, result: MethodResult) -> None:
        assert set(result.state) == COMMON | STATE[result.method]
        assert all(f"`{key}`" in section(result.method) for key in STATE[result.method])

    def test_every_fact_kind_and_value_is_documented(self, result: MethodResult) -> None:
        text = section(result.method)
        for fact in result.facts:
            assert all(f"`{word}`" in text for word in {fact.kind, *fact.values} - ON_NOISE), fact

    def test_every_level_id_is_documented(self, result: MethodResult) -> None:
        named = level_ids(result.method)
        assert [level.id for level in result.levels if not named.fullmatch(level.id)] == []

    def test_facts_are_newest_first_with_unique_ids(self, result: MethodResult) -> None:
        known = [fact.known_ms for fact in result.facts]
        assert known == sorted(known, key=lambda ms: -(ms or 0))
        assert len({fact.id for fact in result.facts}) == len(result.facts)

    def test_facts_cite_levels_that_exist(self, result: MethodResult) -> None:
        ids = {level.id for level in result.levels}
        assert {level for fact in result.facts for level in fact.levels.values()} <= ids
        assert all(level_id.startswith(f"{result.method}.") for level_id in ids)

    def test_every_fact_and_level_comes_from_an_event(self, result: MethodResult) -> None:
        assert all(fact.event and fact.event < 2**53 for fact in result.facts)
        assert all(type(level.event) is int for level in result.levels)

    def test_everything_said_survives_json(self, result: MethodResult) -> None:
        said = [dict(result.state), [vars_of(x) for x in (*result.facts, *result.levels)]]
        assert json.loads(json.dumps(said, allow_nan=False)) == said


def vars_of(item: object) -> dict[str, object]:
    return {name: getattr(item, name) for name in item.__slots__}  # type: ignore[attr-defined]


@pytest.mark.parametrize("method", METHODS)
def test_a_method_sees_the_events_the_whole_pass_sees(method: str) -> None:
    series = walk(300)
    events = detect(series).events
    assert np.array_equal(analyze(series, method).events, events[events["method"] == method])


@pytest.mark.parametrize("method", METHODS)
def test_too_few_bars_are_a_warning_and_no_facts(method: str) -> None:
    for size in (0, 1, 5, MIN_BARS[method] - 1):
        result = analyze(walk(size), method)
        assert (result.warnings, result.facts, result.levels) == (("insufficient_bars",), (), ())
        assert set(result.state) == COMMON | STATE[method]
        assert result.state["bars"] == size


@pytest.mark.parametrize("method", METHODS)
def test_just_enough_bars_are_enough(method: str) -> None:
    assert "insufficient_bars" not in analyze(walk(MIN_BARS[method]), method).warnings


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(KeyError):
        analyze(walk(60), "astrology")


@pytest.mark.parametrize("size", range(6))
@pytest.mark.parametrize("timeframe", ["1m", "1h", "4h", "1d", "1w"])
def test_a_handful_of_bars_is_no_error(size: int, timeframe: str) -> None:
    assert detect(walk(size, timeframe=timeframe)).events.dtype == EVENT


EDGES: dict[str, tuple[list[Row], float]] = {
    "flat": ([(5, 5, 5, 5)] * 200, 10),
    "flat without volume": ([(5, 5, 5, 5)] * 200, 0),
    "zero prices": ([(0, 0, 0, 0)] * 200, 10),
    "no volume": (closes(*[10 + n % 7 for n in range(200)]), 0),
    "tiny prices": ([(1e-8 * (1 + n % 5), 9e-8, 1e-9, 1e-8 * (1 + n % 3)) for n in range(200)], 1e-12),
    "large prices": ([(1e6 + n % 5, 1e6 + 9, 1e6 - 9, 1e6 + n % 3) for n in range(200)], 9e18),
    "one burst": ([*closes(*[10.0] * 150), *closes(10, 1e9, 1, 1e9, 1), *closes(*[10.0] * 45)], 1e30),
}


@pytest.mark.parametrize("name", EDGES)
@pytest.mark.parametrize("estimated", [True, False])
def test_edge_series_neither_warn_nor_fail(name: str, estimated: bool) -> None:  # noqa: FBT001 - a case
    bars, volume = EDGES[name]
    taker = None if estimated else [volume / 3] * len(bars)
    series: Candles = candles(bars, volume=volume, taker=taker)
    events = detect(series).events
    assert all(np.isfinite(events[column]).all() for column in ("level", "top", "bottom", "strength"))
    for method in METHODS:
        json.dumps(dict(analyze(series, method).state), allow_nan=False)


def test_prices_scaled_by_a_power_of_two_tell_the_same() -> None:
    plain, scale = walk(400), 2.0**7
    prices = {name: scale * getattr(plain, name) for name in ("open", "high", "low", "close")}
    scaled = replace(plain, **prices)
    before, after = detect(plain).events, detect(scaled).events
    assert np.array_equal(after["level"], before["level"] * scale)
    rest = [name for name in EVENT.names or () if name not in ("level", "top", "bottom")]
    assert np.array_equal(after[rest], before[rest])


def test_ids_follow_the_parameters_and_nothing_of_the_instrument() -> None:
    series = walk(300)
    ids = detect(series).events["id"]
    assert np.array_equal(detect(series, Params()).events["id"], ids)
    other = Params(ict=Params().ict.__class__(judas_bars=13))
    assert not set(detect(series, other).events["id"].tolist()) & set(ids.tolist())
