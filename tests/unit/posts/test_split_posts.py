"""Ten thousand generated posts, cut as long ones are: nothing is lost, restyled, torn or too long."""

from collections.abc import Iterator
from random import Random

import pytest

from maxsignal_posts import Entity, split, utf16
from maxsignal_posts.split import MOST_ENTITIES

POSTS = 10_000
FAMILY, FLAG, ACCENT, KEYCAP = "👨\u200d👩\u200d👧", "🇷🇺", "e\u0301", "1\ufe0f\u20e3"
SEEN = (FAMILY, FLAG, ACCENT, KEYCAP, "👍🏽")
WORDS = (
    "цена",
    "структура",
    "BOS",
    "64\u202f180–64\u202f420",
    "R/R",
    "выше",
    "x",
    "уровень,",
    "тест.",
    *SEEN,
)
INLINE = ("bold", "italic", "code", "text_link", "custom_emoji", "spoiler")
UNCUT = {"code", "text_link", "custom_emoji"}
type Part = tuple[str, list[Entity]]


class Draft:
    """A post as a template would write it: headings, lists, paragraphs, quotations."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.text = ""
        self.entities: list[Entity] = []
        self.bodies: list[tuple[str, str]] = []
        for _ in range(self.dice.randrange(1, 6)):
            self.block()

    def block(self) -> None:
        heading, start = self.words(3), len(self.text)
        self.text += heading
        self.mark("bold", start)
        self.text += self.dice.choice(["\n", "\n\n"])
        body = len(self.text)
        for _ in range(self.dice.randrange(1, 4)):
            self.line()
        self.bodies.append((heading, self.text[body : body + 1]))
        if self.dice.random() < 0.3:
            self.mark(self.dice.choice(["blockquote", "expandable_blockquote"]), body)
        self.text += "\n"

    def line(self) -> None:
        self.text += self.dice.choice(["• ", "", "— "])
        for _ in range(self.dice.randrange(1, 5)):
            start = len(self.text)
            self.text += self.words(4)
            if self.dice.random() < 0.4:
                self.mark(self.dice.choice(INLINE), start)
            self.text += " "
        self.text += "\n"

    def words(self, most: int) -> str:
        return " ".join(self.dice.choice(WORDS) for _ in range(self.dice.randrange(1, most + 1)))

    def mark(self, kind: str, start: int) -> None:
        offset, length = utf16(self.text[:start]), utf16(self.text[start:])
        self.entities.append(Entity(type=kind, offset=offset, length=length))


def styles(part: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each character with what is on it."""
    text, entities = part
    on: list[list[str]] = [[] for _ in range(utf16(text) + 1)]
    for entity in entities:
        for unit in range(entity["offset"], entity["offset"] + entity["length"]):
            on[unit].append(entity["type"])
    unit = 0
    for char in text:
        yield char, tuple(sorted(on[unit]))
        unit += utf16(char)


def check(draft: Draft, limit: int) -> None:
    parts = split(draft.text, draft.entities, limit=limit)
    whole = list(styles((draft.text, draft.entities)))
    kept = [one for part in parts for one in styles(part)]
    assert "".join(text for text, _ in parts) == draft.text[: len(kept)]
    assert not draft.text[len(kept) :].strip()
    assert kept == whole[: len(kept)]
    for text, entities in parts:
        assert utf16(text) <= limit
        assert len(entities) <= MOST_ENTITIES
        assert not text.startswith(("\u200d", "\u0301", "\ufe0f", "\u20e3", "🏽"))


@pytest.mark.parametrize("chunk", range(10))
def test_generated_posts_keep_every_promise(chunk: int) -> None:
    for seed in range(chunk * POSTS // 10, (chunk + 1) * POSTS // 10):
        check(Draft(seed), limit=Random(seed).randrange(80, 300))


def test_uncut_ranges_come_whole_in_one_part() -> None:
    for seed in range(500):
        draft = Draft(seed)
        whole = sorted(e["length"] for e in draft.entities if e["type"] in UNCUT)
        parts = split(draft.text, draft.entities, limit=150)
        assert sorted(e["length"] for _, es in parts for e in es if e["type"] in UNCUT) == whole


def test_no_part_ends_with_a_heading() -> None:
    for seed in range(500):
        draft = Draft(seed)
        for text, entities in split(draft.text, draft.entities, limit=150):
            last = text.rstrip().rsplit("\n", 1)[-1]
            said = utf16(text.rstrip())
            bold = [e for e in entities if e["type"] == "bold" and e["offset"] + e["length"] >= said]
            alone = any(e["length"] >= utf16(last) for e in bold)
            assert not (alone and any(last == heading for heading, _ in draft.bodies))


def bold(offset: int) -> Entity:
    return Entity(type="bold", offset=offset, length=1)


def test_part_has_at_most_a_hundred_entities() -> None:
    text = "a " * 250
    parts = split(text, [bold(2 * n) for n in range(250)])
    assert [len(entities) for _, entities in parts] == [100, 100, 50]
    assert "".join(part for part, _ in parts) == text


def test_long_entity_counts_in_every_part() -> None:
    text = "a " * 150
    around = Entity(type="expandable_blockquote", offset=0, length=300)
    parts = split(text, [around, *(bold(2 * n) for n in range(150))])
    assert [len(entities) for _, entities in parts] == [100, 52]


def test_white_space_at_a_cut_stays_in_the_part_before() -> None:
    text = "one two\n\n\nthree four\n\n"
    assert [part for part, _ in split(text, [], limit=12)] == ["one two\n\n\n", "three four\n\n"]


def test_only_a_part_of_white_space_is_left_out() -> None:
    text = "one" + "\n" * 13 + "two"
    assert [part for part, _ in split(text, [], limit=8)] == ["one" + "\n" * 5, "two"]
