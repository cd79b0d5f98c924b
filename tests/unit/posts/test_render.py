"""The twin: every section in order, the same facts in both languages, honest about what is missing."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from maxsignal_posts import BLOCKS, METHODS, PostError, check_grounding, fact_kinds, post_input, render
from tests.unit.posts.samples import empty_plan, fact, long_plan, ms, rich, smc, vsa, wait_plan

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "libs/posts/src/maxsignal_posts/templates"
NULLABLE = ("atr", "position", "range_age", "width_atr", "dominance")
FACTS = ROOT / "docs/facts.md"
LANGUAGES = ("ru", "en")
HEADINGS = {
    "ru": ("📊", "1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "🔗", "🪤", "🗓", "📌"),
    "en": ("📊", "1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "🔗", "🪤", "🗓", "📌"),
}


def documented_kinds(method: str) -> set[str]:
    """The kinds of one method's section: code words of its `facts` part that are not field names."""
    section = FACTS.read_text("utf-8").split(f"## {method}\n")[1].split("\n## ")[0]
    told = section[section.index("\nfacts") :]
    without_fields = re.sub(r"\([^()]*\)|values:?[^;.]*|levels:?[^;.]*", "", told)
    return set(re.findall(r"`([a-z_]+)`", without_fields)) - {"direction", "status"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", [rich(), rich(plan=wait_plan("no_zone")), rich(steps=[], plan=empty_plan())])
def test_sections_stand_in_template_order(language: str, plan: dict[str, object]) -> None:
    text = render(post_input(plan), language).text
    places = [text.index(heading) for heading in HEADINGS[language]]
    assert places == sorted(places)
    assert text.index("📍") < text.index("📌") < text.index("🟢") < text.index("🔴") < text.index("⚪")


@pytest.mark.parametrize("method", METHODS)
def test_every_documented_fact_has_a_sentence(method: str) -> None:
    assert fact_kinds("ru", method) == fact_kinds("en", method) == documented_kinds(method)


@pytest.mark.parametrize("language", LANGUAGES)
def test_twin_passes_its_own_gate(language: str) -> None:
    post = render(post_input(rich()), language)
    assert check_grounding(post.text, post.ledger, post.spans).offences == ()
    assert check_grounding(post.text, post.ledger).offences == ()


def test_languages_cite_the_same_levels() -> None:
    russian, english = (render(post_input(rich()), language) for language in LANGUAGES)
    assert russian.cited == english.cited
    assert {"smc.ob.1.top", "plan.upper", "last"} < russian.cited < set(russian.ledger.prices)


def test_same_input_gives_the_same_bytes() -> None:
    assert render(post_input(rich()), "ru") == render(post_input(rich()), "ru")


def test_spans_lie_on_the_numbers_they_name() -> None:
    post = render(post_input(rich()), "en")
    for span in (span for span in post.spans if span.ref):
        written = post.text[span.offset : span.offset + span.length]
        assert written == f"{post.ledger.price(span.ref):,}"


def test_prose_references_become_prices() -> None:
    told = {**smc(), "prose": "Спрос в [[smc.ob.1]]\nЦель [[smc.pool.1]]"}
    text = render(post_input(rich(steps=[told])), "ru").text
    assert "• Спрос в 64\u202f180–64\u202f420\n• Цель 66\u202f250" in text


@pytest.mark.parametrize(
    ("prose", "code"),
    [("к [[smc.fvg.9]]", "unknown_reference"), ("к [[smc.fvg 1]]", "malformed_reference")],
)
def test_wrong_reference_is_refused(prose: str, code: str) -> None:
    with pytest.raises(PostError) as refused:
        render(post_input(rich(steps=[{**smc(), "prose": prose}])), "ru")
    assert refused.value.code == code


def test_prose_cannot_forge_a_substituted_price() -> None:
    forged = {**smc(), "prose": "к \ue000fact\ue001\ue00164 999\ue002"}
    post = render(post_input(rich(steps=[forged])), "ru")
    assert not check_grounding(post.text, post.ledger, post.spans).ok


def test_block_names_are_the_template_sections() -> None:
    post = render(post_input(rich()), "en")
    assert tuple(block.name for block in post.blocks) == BLOCKS
    assert post.text == "\n\n".join(block.text for block in post.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_entities_cover_headings_and_fold_methods(language: str) -> None:
    post = render(post_input(rich()), language)
    units = post.text.encode("utf-16-le")
    covered = [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in post.entities
    ]
    smc_block = next(block.text for block in post.blocks if block.name == "smc")
    heading, _, body = smc_block.partition("\n")
    assert ("bold", heading) in covered
    assert ("expandable_blockquote", body) in covered
    assert len([1 for kind, text in covered if kind == "bold" and text.startswith("📍")]) == 1


def test_every_bullet_begins_its_line() -> None:
    for language in LANGUAGES:
        for line in render(post_input(rich()), language).text.splitlines():
            assert "•" not in line[1:]
            assert "  " not in line


def test_templates_hold_no_digits() -> None:
    """A digit in a template would be a number nobody substituted."""
    lexer = Environment(autoescape=True)
    for template in TEMPLATES.rglob("*.j2"):
        source = template.read_text("utf-8")
        said = " ".join(text for _, kind, text in lexer.lex(source) if kind == "data")
        assert re.findall(r"\d(?!\ufe0f\u20e3)", said) == [], template


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_subset_of_facts_makes_a_sound_post(data: st.DataObject) -> None:
    """The twin always answers: whatever the methods leave out, a grounded post comes out."""
    steps = [
        {
            **step,
            "facts": [fact for fact in step["facts"] if data.draw(st.booleans())],
            "state": {
                name: None if name in NULLABLE and data.draw(st.booleans()) else value
                for name, value in step["state"].items()
            },
        }
        for step in rich()["steps"]
        if data.draw(st.booleans())
    ]
    plan = data.draw(st.sampled_from([long_plan(), wait_plan("no_target"), empty_plan()]))
    post = render(post_input(rich(steps=steps, plan=plan)), data.draw(st.sampled_from(LANGUAGES)))
    assert check_grounding(post.text, post.ledger, post.spans).ok
    assert "None" not in post.text


@pytest.mark.parametrize(
    ("language", "shown"), [("ru", "Binance (запись) ·"), ("en", "Binance (recording) ·")]
)
def test_a_recording_is_named_beside_the_exchange(language: str, shown: str) -> None:
    text = render(post_input(rich(notes=["recorded", "degraded"])), language).text
    footer = text.split("\n\n")[-1]
    assert footer.startswith(shown)
    assert footer.count("запись") + footer.count("recording") == 1


LACKING = {"bars": 3, "first_ms": ms(18, 9), "last_ms": ms(18, 10)}


@pytest.mark.parametrize(
    ("language", "note", "shown"),
    [
        ("ru", "degraded", "данные неполные (нет 3 баров, последний разрыв 18.11 09:00–18.11 10:00)"),
        ("en", "degraded", "incomplete data (3 bars missing, newest gap 18 Nov 09:00–18 Nov 10:00)"),
        ("ru", "gap_in_window", "в данных есть разрывы (нет 3 баров, последний разрыв"),
        ("en", "gap_in_window", "gaps in the data (3 bars missing, newest gap"),
        ("ru", "split", "цены до сплита пересчитаны"),
        ("en", "split", "prices before the split are adjusted"),
        ("ru", "fallback", "свечи запасного источника"),
        ("en", "fallback", "candles of the fallback source"),
    ],
)
def test_footer_names_missing_bars_and_newest_gap(language: str, note: str, shown: str) -> None:
    post = render(post_input(rich(notes=[note], lacking=LACKING)), language)
    assert shown in post.text.replace("\u00a0", " ")
    assert check_grounding(post.text, post.ledger, post.spans).ok


def test_a_single_missing_bar_is_one_time() -> None:
    one = {"bars": 1, "first_ms": ms(18, 9), "last_ms": ms(18, 9)}
    text = render(post_input(rich(notes=["degraded"], lacking=one)), "ru").text.replace("\u00a0", " ")
    assert "(нет 1 бара, последний разрыв 18.11 09:00)" in text


@pytest.mark.parametrize(("language", "shown"), [("ru", ", не подтверждён"), ("en", ", unconfirmed")])
def test_an_expired_sign_no_longer_waits(language: str, shown: str) -> None:
    sign = fact("no_demand", -1, ms(20, 1), status="expired")
    text = render(post_input(rich(steps=[{**vsa(), "facts": [sign]}])), language).text
    assert shown in text


@pytest.mark.parametrize(("language", "shown"), [("ru", "против плана"), ("en", "against the plan")])
def test_a_raid_against_the_leg_says_so(language: str, shown: str) -> None:
    raid = fact("sweep", -1, ms(21, 5), {"level": "smc.pool.1"})
    text = render(post_input(rich(steps=[{**smc(), "facts": [raid]}])), language).text
    assert text.count(shown) == 1
    assert shown not in render(post_input(rich()), language).text


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("ru", "• Старшие таймфреймы: H4 вверх, D1 вниз\n• Бычьи"),
        ("en", "• Higher timeframes: H4 up, D1 down\n• Bullish"),
    ],
)
def test_trends_above_are_told_lowest_first(language: str, shown: str) -> None:
    step = smc()
    step["state"] |= {"trend_D1": -1, "trend_H4": 1, "trend_W1": None}
    post = render(post_input(rich(steps=[step])), language)
    assert shown in post.text
    assert check_grounding(post.text, post.ledger, post.spans).ok
