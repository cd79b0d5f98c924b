"""A post's picture shows the levels of its text, all of them and no other."""

import re
from dataclasses import replace
from functools import cache

import pytest

from maxsignal_posts import Post, PostInput, post_input, render
from maxsignal_posts.chart import ChartBars, ChartSpec, Tone, chart_of_post, to_svg
from tests.unit.posts import samples
from tests.unit.posts.chart.specs import labels_of
from tests.unit.posts.test_real_post import candles, real
from tests.unit.posts.worlds import rescaled

HOUR_MS = 3_600_000
PERIODS = [("IBM", None), ("IBM", 2200), ("GOOG", None), ("GOOG", 900)]


def hourly(last: float, count: int = 100) -> ChartBars:
    """Bars up to the newest one of the sample's story."""
    closes = tuple(last * (1 + ((n * 7) % 11 - 5) / 1000) for n in range(count))
    end = samples.ms(21, 7)
    return ChartBars(
        tuple(end - (count - 1 - n) * HOUR_MS for n in range(count)),
        closes,
        tuple(close * 1.002 for close in closes),
        tuple(close * 0.998 for close in closes),
        closes,
        (1.0,) * count,
    )


def told(data: samples.Json, language: str = "en") -> tuple[ChartSpec, Post]:
    given = post_input(data)
    post = render(given, language)
    return chart_of_post(given, post, hourly(data["steps"][0]["state"]["last"])), post


@cache
def drawn(symbol: str, end: int | None, language: str = "en") -> tuple[ChartSpec, Post, PostInput]:
    series, data = candles(symbol, end), post_input(real(symbol, end))
    columns = (series.ts_ms, series.open, series.high, series.low, series.close, series.volume)
    post = render(data, language)
    return chart_of_post(data, post, ChartBars(*(tuple(one.tolist()) for one in columns))), post, data


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("symbol", "end"), PERIODS)
def test_levels_of_the_picture_are_those_of_the_text(symbol: str, end: int | None, language: str) -> None:
    spec, post, _ = drawn(symbol, end, language)
    assert spec.level_ids == post.cited - {"last"}


@pytest.mark.parametrize("seed", range(12))
def test_level_sets_agree_in_every_market(seed: int) -> None:
    spec, post = told(rescaled(samples.rich(), seed), ("ru", "en")[seed % 2])
    assert spec.level_ids == post.cited - {"last"}


@pytest.mark.parametrize(("symbol", "end"), PERIODS)
def test_every_price_is_the_one_in_the_ledger(symbol: str, end: int | None) -> None:
    spec, post, _ = drawn(symbol, end)
    assert [one for one in spec.levels if {post.ledger.price(id_) for id_ in one.cites} != {one.price}] == []
    edges = {
        id_: price
        for zone in spec.zones
        for id_, price in zip(zone.cites, (zone.top, zone.bottom), strict=True)
    }
    assert edges == {id_: post.ledger.price(id_) for id_ in edges}


@pytest.mark.parametrize(("symbol", "end"), PERIODS)
def test_price_of_every_plan_level_can_be_read(symbol: str, end: int | None) -> None:
    spec, post, data = drawn(symbol, end)
    shown = {label.id for label in labels_of(to_svg(spec))}
    plan = {one.id for one in spec.levels if one.tagged}
    assert plan
    assert plan <= shown
    assert {id_ for leg in data.plan.legs for id_ in (leg.stop, *leg.targets)} & post.cited <= spec.level_ids


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("symbol", "end"), PERIODS)
def test_labels_are_words_and_no_ids(symbol: str, end: int | None, language: str) -> None:
    spec = drawn(symbol, end, language)[0]
    labels = [one.label for one in spec.levels] + [
        zone.label for zone in spec.zones if zone.tone is not Tone.ENTRY
    ]
    assert [label for label in labels if not label or "_" in label] == []


@pytest.mark.parametrize(("symbol", "end"), PERIODS)
def test_whatever_the_text_cites_is_really_drawn(symbol: str, end: int | None) -> None:
    spec, *_ = drawn(symbol, end)
    shapes = set(re.findall(r'<g data-id="([^"]+)">', to_svg(spec)))
    assert {zone.id for zone in spec.zones} | {level.id for level in spec.levels} == shapes


@pytest.mark.parametrize("seed", range(12))
def test_every_plan_level_has_its_price_in_every_market(seed: int) -> None:
    spec, _ = told(rescaled(samples.rich(), seed))
    shown = {label.id for label in labels_of(to_svg(spec))}
    assert {one.id for one in spec.levels if one.tagged} <= shown


def test_parts_of_the_plan_have_their_words() -> None:
    spec, _ = told(samples.rich())
    words = {(one.label, one.tone) for one in spec.levels if one.tagged}
    assert {("Stop", Tone.STOP), ("Entry", Tone.ENTRY), ("Target", Tone.TARGET)} <= words
    assert {label for label, _ in words} <= {"Stop", "Entry", "Target", "Bull", "Bear"}


def test_level_with_two_parts_is_told_by_the_first() -> None:
    spec, post, data = drawn("IBM", None)
    entry = data.plan.legs[0].entry_zone.bottom
    assert data.plan.bear.trigger is not None
    assert post.ledger.price(data.plan.bear.trigger) == post.ledger.price(entry)
    assert [one.label for one in spec.levels if entry in one.cites] == ["Entry"]


def test_plan_stands_to_the_right_of_the_candles() -> None:
    spec, *_ = drawn("IBM", None)
    assert {one.from_ms for one in spec.levels if one.tagged} == {spec.known_ms}


def test_evidence_is_drawn_from_its_own_bar() -> None:
    spec, _, data = drawn("IBM", None)
    gap = next(
        fact for fact in data.step("smc").facts if fact.kind == "fvg" and fact.levels["top"] in spec.level_ids
    )
    zone = next(zone for zone in spec.zones if gap.levels["top"] in zone.cites)
    assert (zone.from_ms, zone.known_ms, zone.label) == (gap.bar_ms, gap.known_ms, "FVG")


def test_waiting_post_has_neither_entry_nor_stop() -> None:
    spec, post = told(samples.rich(plan=samples.wait_plan("no_zone")))
    assert spec.level_ids == post.cited - {"last"}
    assert {Tone.ENTRY, Tone.STOP}.isdisjoint(one.tone for one in spec.levels)


def test_picture_of_few_candles_keeps_its_levels() -> None:
    spec, post, data = drawn("IBM", None)
    few = chart_of_post(data, post, spec.bars, 5)
    assert len(few.bars) == 5
    assert few.level_ids == spec.level_ids


def test_level_far_away_stays_inside_the_picture() -> None:
    spec, *_ = drawn("IBM", None)
    stretched = replace(spec, levels=tuple(replace(one, price=one.price * 2) for one in spec.levels))
    shown = {label.id for label in labels_of(to_svg(stretched))}
    assert {one.id for one in spec.levels if one.tagged} <= shown
