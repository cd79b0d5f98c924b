"""From a model's paragraphs to the block of its method: what may be said, and what has to be said anew.

A paragraph names prices by `[[level]]` references only. Whatever is wrong with it is named, so that the
model can be asked once to repair it; links and markup are not worth asking and are taken out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from maxsignal_posts.claims import Brief, find_claims, is_in_language
from maxsignal_posts.errors import PostError
from maxsignal_posts.grounding import check_grounding, places_of
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import Span
from maxsignal_posts.scrub import scrub

_REFERENCE = re.compile(r"\[\[\s*([\w.]+)\s*\]\]")
_RANGE = "\u2013"

type FlawCode = Literal[
    "number",
    "figure",
    "word",
    "language",
    "unknown_reference",
    "malformed_reference",
    "too_long",
    "too_much",
    "too_many_paragraphs",
    "empty",
]


@dataclass(frozen=True, slots=True)
class Cited:
    """A place where the renderer writes the price of a level, or both prices of a zone."""

    ref: str


type Part = str | Cited


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be said: paragraphs, letters of one, letters of all of them together."""

    paragraphs: int = 8
    letters: int = 400
    together: int = 3200


_AMPLE = Room()


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and in which paragraph, counted from 0 as they were given."""

    code: FlawCode
    paragraph: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs ready to be rendered, unless there are offences; `removed` counts what was taken out."""

    paragraphs: tuple[tuple[Part, ...], ...]
    offences: tuple[Flaw, ...]
    removed: Mapping[str, int]

    @property
    def ok(self) -> bool:
        return not self.offences

    @property
    def cited(self) -> frozenset[str]:
        return frozenset(part.ref for parts in self.paragraphs for part in parts if isinstance(part, Cited))

    @property
    def text(self) -> str:
        """One paragraph a line, as a step carries it."""
        return "\n".join("".join(_written(part) for part in parts) for parts in self.paragraphs)


def read_prose(
    paragraphs: Sequence[str], ledger: Ledger, room: Room = _AMPLE, brief: Brief | None = None
) -> Prose:
    """Judge a model's paragraphs against the levels of its run and, by `brief`, against what it was told."""
    removed: Counter[str] = Counter()
    offences: list[Flaw] = []
    read: list[tuple[Part, ...]] = []
    if len(paragraphs) > room.paragraphs:
        offences.append(Flaw("too_many_paragraphs", room.paragraphs, str(len(paragraphs))))
    for place, paragraph in enumerate(paragraphs[: room.paragraphs]):
        scrubbed = scrub(paragraph)
        removed.update(scrubbed.removed)
        line = " ".join(scrubbed.text.split()).lstrip("\u2022- ")
        if line:
            read.append(_parts(line))
            if len(line) > room.letters:
                offences.append(Flaw("too_long", place, str(len(line))))
            offences += _flaws(place, read[-1], ledger, brief)
    prose = Prose(tuple(read), (), MappingProxyType(dict(removed)))
    if not read:
        offences.append(Flaw("empty", 0, ""))
    elif len(prose.text) > room.together:
        offences.append(Flaw("too_much", 0, str(len(prose.text))))
    if brief and not is_in_language(_own_words(read), brief.language):
        offences.append(Flaw("language", 0, brief.language))
    return replace(prose, offences=tuple(offences))


def _parts(line: str) -> tuple[Part, ...]:
    """Text and references in turn."""
    pieces = _REFERENCE.split(line)
    parts = (Cited(piece) if place % 2 else piece for place, piece in enumerate(pieces))
    return tuple(part for part in parts if part != "")


def _written(part: Part) -> str:
    return f"[[{part.ref}]]" if isinstance(part, Cited) else part


def _own_words(paragraphs: Sequence[Sequence[Part]]) -> str:
    return " ".join(part for parts in paragraphs for part in parts if isinstance(part, str))


def _flaws(place: int, parts: Sequence[Part], ledger: Ledger, brief: Brief | None) -> Iterator[Flaw]:
    for part in parts:
        if isinstance(part, str) and ("[[" in part or "]]" in part):
            yield Flaw("malformed_reference", place, part.strip())
        elif isinstance(part, Cited) and not _edges(part, ledger):
            yield Flaw("unknown_reference", place, part.ref)
    told, spans = _told(parts, ledger)
    offences = check_grounding(told, ledger, spans).offences
    for offence in offences:
        yield Flaw("number", place, offence.text)
    for claim in find_claims(told, brief, places_of(len(told), spans)) if brief else ():
        # What is a price is told as one.
        if all(claim.end <= x.offset or x.offset + len(x.text) <= claim.start for x in offences):
            yield Flaw(claim.code, place, told[claim.start : claim.end])


def _told(parts: Sequence[Part], ledger: Ledger) -> tuple[str, list[Span]]:
    """The paragraph with its prices in, as the gate will see it."""
    told = ""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            told += part
            continue
        for number, edge in enumerate(_edges(part, ledger)):
            price = f"{ledger.price(edge):f}"
            told += _RANGE if number else ""
            spans.append(Span(len(told), len(price), "level", edge))
            told += price
    return told, spans


def _edges(cited: Cited, ledger: Ledger) -> tuple[str, ...]:
    try:
        return ledger.edges(cited.ref)
    except PostError:
        return ()
