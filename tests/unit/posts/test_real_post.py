"""A post from real candles, written from what the methods really say."""

import csv
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from maxsignal_methods import METHODS, Candles, analyze, plan
from maxsignal_posts import Post, PostInput, check_grounding, outline, post_input, render
from tests.unit.posts.samples import Json

RECORDED = Path(__file__).parents[3] / "services/ingest/src/maxsignal_ingest/recorded"
BARS = 300
TICK = "0.01"
DAY_MS = 86_400_000


def candles(symbol: str, end: int | None) -> Candles:
    with (RECORDED / f"{symbol}.csv").open() as file:
        rows = list(csv.DictReader(file))[:end][-BARS:]
    opens = [int(datetime.fromisoformat(row["date"] + "T00:00Z").timestamp() * 1000) for row in rows]
    columns = ([float(row[name]) for row in rows] for name in ("open", "high", "low", "close", "volume"))
    return Candles.from_arrays(opens, *columns, timeframe="D1")


@cache
def real(symbol: str, end: int | None) -> Json:
    """The input that the merger would make of a run over these candles."""
    series = candles(symbol, end)
    results = {method: analyze(series, method) for method in METHODS}
    atr = results["smc"].state["atr"]
    decided = plan(results, float(series.close[-1]), atr if isinstance(atr, float) else None, TICK)
    return {
        "instrument": symbol,
        "timeframe": "D1",
        "as_of": datetime.fromtimestamp((int(series.ts_ms[-1]) + DAY_MS) / 1000, UTC),
        "time_zone": "Europe/Moscow",
        "source": "Recorded",
        "tick": TICK,
        "steps": [
            {
                "method": result.method,
                "state": result.state,
                "facts": [asdict(fact) for fact in result.facts],
                "levels": [asdict(level) for level in result.levels],
                "warnings": result.warnings,
            }
            for result in results.values()
        ],
        "plan": asdict(decided),
    }


def written(symbol: str, end: int | None, language: str) -> Post:
    return render(post_input(real(symbol, end)), language)


WINDOWS = [
    ("IBM", None),
    ("IBM", 2800),
    ("IBM", 2500),
    ("IBM", 2000),
    ("IBM", 900),
    ("GOOG", None),
    ("GOOG", 1500),
]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("symbol", "end"), WINDOWS)
def test_real_post_is_whole_grounded_and_short(symbol: str, end: int | None, language: str) -> None:
    post = written(symbol, end, language)
    marks = ["📊", "1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "🔗", "🪤", "🗓", "📍", "📌", "🟢", "🔴", "⚪"]
    places = [post.text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert check_grounding(post.text, post.ledger, post.spans).offences == ()
    assert check_grounding(post.text, post.ledger).offences == ()
    assert 1200 <= len(post.text) <= 3500
    assert len(post.parts) == 1


@pytest.mark.parametrize(("symbol", "end"), WINDOWS)
def test_real_posts_cite_the_same_levels(symbol: str, end: int | None) -> None:
    russian, english = (written(symbol, end, language) for language in ("ru", "en"))
    assert [span.ref for span in russian.spans] == [span.ref for span in english.spans]


def surveyed() -> list[tuple[PostInput, str]]:
    """Inputs and Russian posts of windows all over the recordings."""
    ends = [("IBM", end) for end in range(300, 3271, 135)] + [("GOOG", end) for end in range(300, 2149, 135)]
    inputs = [post_input(real(symbol, end)) for symbol, end in ends]
    return [(post, render(post, "ru").text) for post in inputs]


def test_real_posts_never_contradict_themselves() -> None:
    for post, text in surveyed():
        union = text[text.index("🔗") : text.index("🪤")]
        sweep, side = outline.newest_sweep(post), outline.leg_side(post.plan)
        against = bool(sweep and side and sweep.direction == -side)
        assert ("против плана" in union) == against
        assert ("ещё строится" in text) == ("диапазон строится" in union)
        assert "прокол 0\u00a0ATR" not in text
        assert "\n\n📍" in text


def test_real_backgrounds_agree_with_their_cause() -> None:
    causes = [(outline.vsa_cause(post.step("vsa")), post.step("vsa")) for post, _ in surveyed()]
    assert {cause is None for cause, _ in causes} == {True, False}
    for cause, vsa in causes:
        assert vsa.get("background") == (cause.direction if cause else vsa.get("trend"))


def test_real_falls_return_to_no_entry_zone() -> None:
    found = [(post, outline.imbalance_at(post, "plan.lower")) for post, _ in surveyed()]
    gaps = [(post, gap) for post, gap in found if gap and post.plan.legs]
    assert gaps
    for post, gap in gaps:
        zone, prices = post.plan.legs[0].entry_zone, {**post.step("smc").levels, **post.plan.levels}
        apart = (
            prices[gap.levels["bottom"]] > prices[zone.top] or prices[gap.levels["top"]] < prices[zone.bottom]
        )
        assert gap.direction < 0
        assert apart
