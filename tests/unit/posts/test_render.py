"""The twin: every section in order, the same facts in both languages, honest about what is missing."""

import re
from pathlib import Path

import pytest

from maxsignal_posts import BLOCKS, METHODS, PostError, check_grounding, fact_kinds, post_input, render
from tests.unit.posts.samples import empty_plan, rich, smc, wait_plan

FACTS = Path(__file__).parents[3] / "docs" / "facts.md"
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
    cited = [
        [span.ref for span in render(post_input(rich()), language).spans if span.ref]
        for language in LANGUAGES
    ]
    assert cited[0] == cited[1]


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
    forged = {**smc(), "prose": "к \ue000level\ue001smc.ob.1.top\ue00164 999\ue002"}
    post = render(post_input(rich(steps=[forged])), "ru")
    assert not check_grounding(post.text, post.ledger, post.spans).ok


def test_block_names_are_the_template_sections() -> None:
    post = render(post_input(rich()), "en")
    assert tuple(block.name for block in post.blocks) == BLOCKS
    assert post.text == "\n\n".join(block.text for block in post.blocks)
