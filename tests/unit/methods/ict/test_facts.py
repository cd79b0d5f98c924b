from dataclasses import replace

import numpy as np
import pytest

from maxsignal_methods import MethodResult, Params, analyze
from maxsignal_methods.candles import DAY_MS
from maxsignal_methods.methods.ict.periods import SESSIONS
from maxsignal_methods.methods.ict.windows import window
from maxsignal_methods.params import SmcParams
from maxsignal_methods.study import Study
from tests.unit.methods.build import candles, closes, recorded, walk
from tests.unit.methods.ict.cards import cards

SMALL = Params(smc=SmcParams(internal=2, major=3, gap_atr=0.0))
WALKS = [analyze(walk(400, seed=seed), "ict") for seed in range(6)]


def of_kind(results: list[MethodResult], kind: str) -> list[tuple[dict[str, object], dict[str, str]]]:
    return [
        (dict(fact.values), dict(fact.levels))
        for result in results
        for fact in result.facts
        if fact.kind == kind
    ]


def test_period_levels_are_named() -> None:
    names = {level.id for level in WALKS[0].levels}
    assert {"ict.pdh", "ict.pdl", "ict.day_open", "ict.asia.top", "ict.asia.bottom"} <= names


def test_the_previous_days_high_is_the_highest_of_that_day() -> None:
    series = walk(400)
    days = series.ts_ms // 86_400_000
    prices = {level.id: level.price for level in WALKS[1].levels}
    series = walk(400, seed=1)
    before = series.high[days == days[-1] - 1]
    assert prices["ict.pdh"] == before.max()


def test_daily_bars_have_no_sessions() -> None:
    result = analyze(recorded("IBM")[-300:], "ict")
    assert result.state["sessions"] is False
    assert "intraday_only" in result.warnings
    assert not {"ict.pdh", "ict.asia.top"} & {level.id for level in result.levels}


@pytest.mark.parametrize(("bar", "warned"), [(30, False), (60, True)])
def test_a_hole_among_the_last_bars_is_warned_of(bar: int, warned: bool) -> None:  # noqa: FBT001 - a case
    series = walk(100, timeframe="1h")
    holed = replace(series, ts_ms=series.ts_ms + 10 * DAY_MS * (np.arange(100) >= bar))
    assert ("gap_in_window" in analyze(holed, "ict").warnings) is warned


def test_sweeps_say_what_was_swept() -> None:
    sources = {values["source"] for values, _ in of_kind(WALKS, "sweep")}
    assert sources
    assert sources <= {"pdh", "pdl", "pwh", "pwl", *SESSIONS, "pool", "swing"}


def test_sweeps_say_in_which_session_they_closed() -> None:
    told = {values["session"] for values, _ in of_kind(WALKS, "sweep")}
    assert len(told) > 2
    assert told <= {*SESSIONS, "silver_bullet", None}


@pytest.mark.parametrize(
    ("hour", "name"),
    [(1, "asia"), (4, "asia"), (5, None), (7, "london"), (8, "silver_bullet"), (9, "london"), (14, "ny_am")],
)
def test_a_bar_belongs_to_the_window_it_opens_in(hour: int, name: str | None) -> None:
    # winter: 01:00 UTC is 20:00 in New York
    study = Study(candles(closes(*[5.0] * 24)), Params())
    assert window(study, hour) == name


def test_bars_above_an_hour_open_in_no_window() -> None:
    assert window(Study(candles(closes(*[5.0] * 24), timeframe="4h"), Params()), 8) is None


def test_a_sweep_that_a_close_undid_is_not_told() -> None:
    undone = {e["id"] for result in WALKS for e in sweeps_of(result) if e["invalid"] >= 0}
    told = [fact.event for result in WALKS for fact in result.facts if fact.kind == "sweep"]
    assert undone
    assert not undone & set(told)


def sweeps_of(result: MethodResult) -> list[np.void]:
    return [event for event in result.events if event["kind"] == "sweep"]


@pytest.mark.parametrize("side", [1, -1])
def test_a_judas_swing_names_level_and_session(side: int) -> None:
    card = next(card for card in cards() if card.detector == "judas" and not card.broken)
    card = card if side > 0 else card.mirrored
    result = analyze(card.series, "ict", card.params)
    (fact,) = (fact for fact in result.facts if fact.kind == "judas")
    prices = {level.id: level.price for level in result.levels}
    assert (fact.direction, fact.values["session"]) == (-side, "london")
    assert prices[fact.levels["level"]] == card.events[0]["level"]


def test_no_level_is_swept_twice_in_one_breath() -> None:
    for result in WALKS:
        prices = {level.id: level.price for level in result.levels}
        swept = [(f.known_ms, prices[f.levels["level"]]) for f in result.facts if f.kind == "sweep"]
        assert len(swept) == len(set(swept))


@pytest.mark.parametrize(
    ("path", "bias"), [((3, 4, 5, 4, 3, 6), 0), ((3, 4, 5, 4, 3, 6, 7, 6, 5, 4, 3, 2), -1)]
)
def test_bias_is_the_last_change_of_character(path: tuple[float, ...], bias: int) -> None:
    series = candles(closes(*[3.0] * 40, *path))
    assert analyze(series, "ict", SMALL).state["bias"] == bias


# A leg from 2.5 to 9.5 whose retracement zone is 3.97..5.16.
LEG = (*[3.0] * 40, 3, 4, 5, 4, 3, 6, 8, 9)


@pytest.mark.parametrize(("after", "overlap"), [((8.0,), "fvg"), (tuple(range(10, 27)), "none")])
def test_the_zone_says_what_it_overlaps(after: tuple[float, ...], overlap: str) -> None:
    result = analyze(candles(closes(*LEG, *after)), "ict", SMALL)
    assert [fact.values["overlap"] for fact in result.facts if fact.kind == "ote"] == [overlap]


def test_without_a_gap_the_zone_names_the_block() -> None:
    gapless = replace(SMALL, smc=replace(SMALL.smc, gap_atr=100.0))
    result = analyze(candles(closes(*LEG, 8.0)), "ict", gapless)
    assert [fact.values["overlap"] for fact in result.facts if fact.kind == "ote"] == ["ob"]


def entry(*after: float) -> dict[str, float]:
    result = analyze(candles(closes(*LEG, *after)), "ict", SMALL)
    facts = [fact for fact in result.facts if fact.kind == "ote"]
    prices = {level.id: level.price for level in result.levels}
    return {role: prices[level] for fact in facts for role, level in fact.levels.items()}


def test_the_zone_to_return_to_is_told_before_price_is_there() -> None:
    assert entry(8.0) == pytest.approx({"top": 5.16, "bottom": 3.97})


def test_the_zone_moves_with_the_leg_until_price_returns() -> None:
    assert entry(10.0)["top"] == pytest.approx(10.5 - 0.62 * 8)


def test_an_entered_zone_stays_where_it_was() -> None:
    assert entry(7, 5.5) == pytest.approx({"top": 5.16, "bottom": 3.97})


def test_a_zone_run_through_is_told_no_more() -> None:
    assert entry(7, 5, 4) == {}
