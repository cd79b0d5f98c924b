"""Cutting a long text: nothing is lost, nothing changes style, no part begins without its heading."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_posts import Entity, PostError, split, utf16

type Part = tuple[str, list[Entity]]

FAMILY = "👨\u200d👩\u200d👧"
FLAG = "🇷🇺"
ACCENT = "e\u0301"
PIECES = st.sampled_from(
    [
        "a",
        "word",
        "Я",
        "64\u202f180",
        "📊",
        FAMILY,
        FLAG,
        ACCENT,
        "1\ufe0f\u20e3",
        ".",
        ". ",
        " ",
        "\n",
        "\n\n",
        "• ",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)
STYLES = st.sampled_from(["bold", "italic", "blockquote", "expandable_blockquote", "code", "text_link"])


def entity(kind: str, offset: int, length: int) -> Entity:
    return Entity(type=kind, offset=offset, length=length)


@st.composite
def styled(draw: st.DrawFn) -> Part:
    """A text with entities that begin and end between characters."""
    text = draw(TEXTS)
    edges = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(STYLES, edges, edges), max_size=5))
    ordered = [(kind, min(a, b), max(a, b)) for kind, a, b in spans if a != b]
    return text, [entity(kind, utf16(text[:a]), utf16(text[a:b])) for kind, a, b in ordered]


def styles(part: Part) -> list[tuple[str, list[str]]]:
    """Each character with the styles on it."""
    text, entities = part
    told: list[tuple[str, list[str]]] = []
    unit = 0
    for char in text:
        on = [e["type"] for e in entities if e["offset"] <= unit < e["offset"] + e["length"]]
        told.append((char, sorted(on)))
        unit += utf16(char)
    return told


def said(characters: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    return [told for told in characters if not told[0].isspace()]


@settings(max_examples=400)
@given(styled(), st.integers(2, 40))
def test_no_text_is_lost_and_every_style_stays(source: Part, limit: int) -> None:
    parts = split(*source, limit=limit)
    kept = [told for part in parts for told in styles(part)]
    assert said(kept) == said(styles(source))


@settings(max_examples=400)
@given(styled(), st.integers(2, 40))
def test_every_part_fits_and_says_something(source: Part, limit: int) -> None:
    for text, entities in split(*source, limit=limit):
        assert text.strip()
        assert utf16(text) <= limit
        assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= utf16(text) for e in entities)


@settings(max_examples=400)
@given(styled())
def test_parts_are_the_text_itself(source: Part) -> None:
    """White space at a cut stays, too, unless a whole part of it would be left."""
    parts = split(*source, limit=60)
    assert "".join(text for text, _ in parts).strip() == source[0].strip()


@settings(max_examples=200)
@given(st.lists(st.sampled_from([FAMILY, FLAG, ACCENT, "👍🏽", "1\ufe0f\u20e3", "각", "각"]), max_size=30))
def test_characters_a_reader_sees_stay_whole(seen: list[str]) -> None:
    known = {"".join(seen[i:j]) for i in range(len(seen)) for j in range(i + 1, len(seen) + 1)}
    for text, _ in split("".join(seen), [], limit=11):
        assert text in known


def test_cut_prefers_blank_line_then_line_then_sentence() -> None:
    assert [text for text, _ in split("one two\n\nthree. four", [], limit=15)] == [
        "one two\n\n",
        "three. four",
    ]
    assert [text for text, _ in split("one two\nthree. four", [], limit=14)] == ["one two\n", "three. four"]
    assert [text for text, _ in split("one two. three", [], limit=12)] == ["one two. ", "three"]
    assert [text for text, _ in split("onetwothree four", [], limit=14)] == ["onetwothree ", "four"]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_heading_moves_with_its_body(gap: str) -> None:
    text = f"intro words\n\nHeading{gap}body that goes on"
    bold = entity("bold", text.index("Heading"), len("Heading"))
    parts = [part for part, _ in split(text, [bold], limit=28)]
    assert parts == ["intro words\n\n", f"Heading{gap}body that goes on"]


def test_heading_above_a_list_needs_no_bold() -> None:
    parts = [part for part, _ in split("intro\n\n2 SMC\n• long first point", [], limit=16)]
    assert parts == ["intro\n\n", "2 SMC\n• long ", "first point"]


def test_body_that_cannot_break_keeps_its_heading() -> None:
    text = "Heading\n" + "x" * 30
    first, second = split(text, [entity("bold", 0, 7)], limit=20)
    assert first == ("Heading\n" + "x" * 12, [entity("bold", 0, 7)])
    assert second == ("x" * 18, [])


@pytest.mark.parametrize("kind", ["text_link", "code", "custom_emoji", "mention"])
def test_links_and_code_are_never_cut(kind: str) -> None:
    parts = split("go and see this page now", [entity(kind, 7, 13)], limit=14)
    assert [text for text, _ in parts] == ["go and ", "see this page ", "now"]
    assert parts[1][1] == [entity(kind, 0, 13)]


def test_entity_across_a_cut_is_clipped_and_rebased() -> None:
    quote = Entity(type="text_link", offset=2, length=6, url="https://example.org")
    bold = entity("bold", 0, 9)
    parts = split("📊 one\ntwo", [bold], limit=7)
    assert parts == [("📊 one\n", [entity("bold", 0, 7)]), ("two", [entity("bold", 0, 2)])]
    assert split("a link", [quote], limit=9)[0][1][0]["url"] == "https://example.org"


def test_short_text_is_one_part_and_no_text_is_none() -> None:
    assert split("short", []) == [("short", [])]
    assert split("", []) == split(" \n ", []) == []


def test_limit_without_room_is_refused() -> None:
    with pytest.raises(PostError, match="bad_limit"):
        split("📊", [], limit=1)
