"""Model text loses every way to reach or pay somebody, and nothing else."""

import json
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_posts import post_input, read_prose, render, scrub
from maxsignal_posts.ledger import Ledger
from tests.unit.posts.samples import Json, rich
from tests.unit.posts.test_prose import LEDGER
from tests.unit.posts.test_real_post import surveyed, written

HOSTILE = Path(__file__).parents[2] / "fixtures/hostile/strings.jsonl"
# Kinds whose every string holds something to take out.
TAKEN = ("link", "mention", "wallet", "email", "phone", "invite", "markup")


@cache
def corpus() -> tuple[Json, ...]:
    return tuple(json.loads(line) for line in HOSTILE.read_text("utf-8").splitlines())


def test_corpus_is_large_and_varied() -> None:
    rows = corpus()
    assert len({row["text"] for row in rows}) == len(rows) >= 200
    assert {row["kind"] for row in rows} == {*TAKEN, "hidden", "reference", "injection"}


def test_nothing_hostile_survives() -> None:
    left = {
        row["text"]: scrub(row["text"]).text
        for row in corpus()
        if any(piece in scrub(row["text"]).text for piece in row["gone"])
    }
    assert left == {}


def test_what_is_taken_out_is_counted() -> None:
    missed = [row["text"] for row in corpus() if row["kind"] in TAKEN and not scrub(row["text"]).removed]
    assert missed == []


@pytest.mark.parametrize("kind", ["link", "mention", "wallet", "email", "phone", "invite", "markup"])
def test_kinds_are_told_apart(kind: str) -> None:
    """Most strings of a kind count under it; some hold a second kind that is met first."""
    rows = [row["text"] for row in corpus() if row["kind"] == kind]
    assert sum(kind in scrub(text).removed for text in rows) >= 0.7 * len(rows)


@pytest.mark.parametrize("row", range(0, 271, 3))
def test_hostile_prose_never_breaks_a_post(row: int) -> None:
    """Either the paragraph is refused by name, or the post that holds it passes."""
    text = corpus()[row]["text"]
    post = post_input(rich())
    prose = read_prose([text], render(post, "ru").ledger)
    if prose.ok:
        told = render(post.with_prose({"smc": prose.text}), "ru").text
        assert not any(piece in told for piece in corpus()[row]["gone"])


@pytest.mark.parametrize("char", "\u2066\ufe00\U0001bca0\U00013430\U000e0041")
def test_character_nobody_sees_is_taken_out(char: str) -> None:
    scrubbed = scrub(f"сло{char}во")
    assert (scrubbed.text, scrubbed.removed) == ("слово", {"hidden": 1})


PROSE = (
    "Спрос сильнее: OB/FVG и/или пул, т.е. рост и т.д.; R/R 1,8 за 3 бара (H1), 0,8×",
    "Продавцы, т. к. объём ниже среднего, уступают — см. сессию Лондона 14:00–18:30 UTC+3",
    "Price < low and volume > average; a close above [[smc.fvg.1]] confirms, e.g. on M15/H1/H4/D1/W1",
    "The upthrust-after-distribution of 20 Nov failed; S&P and BRK.B diverge: risk-off, i.e. wait.",
    "Рост.Затем падение к [[ smc.pool.1 ]] и [[wyckoff.spring]], 2026-11-20 14:00, 20.11 14:00",
    "Range 64 180–64 420, +12 % in 20 bars, 3,4σ; VSA: no demand, effort > result, SMC #2",
    "Волатильность (ATR) растёт; сценарий №1 — «снятие ликвидности» ниже минимума 👍🏽",
)


@pytest.mark.parametrize("text", PROSE)
def test_prose_stays_as_it_is(text: str) -> None:
    assert (scrub(text).text, dict(scrub(text).removed)) == (text, {})


def test_real_posts_stay_as_they_are() -> None:
    texts = [text for _, text in surveyed()] + [written("IBM", end, "en").text for end in (900, 2500, None)]
    assert [dict(scrub(text).removed) for text in texts if scrub(text).text != text] == []


WORDS = st.sampled_from(
    ["t", ".me/", "https://", "[[smc.fvg.1]]", "@", "<b", ">", "0x12", "evil", "a.com", "+7", "\u200b"]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_scrubbing_twice_changes_nothing(text: str) -> None:
    once = scrub(text).text
    assert scrub(once).text == once
    assert dict(scrub(once).removed) == {}


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_references_between_words_survive(text: str) -> None:
    told = scrub(
        f"[[smc.fvg.1]] {text.replace('[', '').replace(']', '').replace('<', '')} [[smc.pool.1]]"
    ).text
    assert told.startswith("[[smc.fvg.1]]")
    assert told.endswith("[[smc.pool.1]]")


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_paragraph_is_read_or_refused(text: str) -> None:
    prose = read_prose([text], LEDGER)
    assert prose.ok or prose.offences
    assert read_prose([prose.text], LEDGER).text == prose.text


@pytest.mark.parametrize(
    "unit", ["a", "a.", "a-", "1 ", "[[", "<b>", "<a", "xn--", "&#1", "@", "{{", "t.me/a ", "а"]
)
def test_huge_input_is_cut_in_bounded_time(unit: str) -> None:
    before = process_time()
    told = scrub(unit * (1_000_000 // len(unit)))
    assert len(told.text) <= 8000
    assert told.removed["excess"] >= 1
    assert process_time() - before < 2


def test_huge_input_is_no_prose() -> None:
    assert not read_prose(["рост " * 100_000], Ledger.of({}, tick=LEDGER.tick)).ok
