"""Marks: how a template's output remembers which characters were substituted and which are bold.

A mark is made of private-use characters, so no plain text contains one; whatever comes from outside
is cleaned of them first, otherwise a name or a model could forge a substituted price.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

OPEN, FIELD, CLOSE, BOLD, PLAIN = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_MARKS = re.compile(f"[{OPEN}-{PLAIN}]")
_TOKEN = re.compile(
    f"{OPEN}(?P<kind>[^{FIELD}]*){FIELD}(?P<ref>[^{FIELD}]*){FIELD}(?P<text>[^{CLOSE}]*){CLOSE}"
    f"|(?P<style>[{BOLD}{PLAIN}])"
)


class Span(NamedTuple):
    """A substituted piece of text: where it is (in characters), what it is, which level it cites.

    Kinds: level, plan (both cite a ledger id), fact, time, name.
    """

    offset: int
    length: int
    kind: str = "fact"
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    text: str
    spans: tuple[Span, ...]
    bold: tuple[tuple[int, int], ...]


def mark(kind: str, ref: str, text: str) -> str:
    return f"{OPEN}{kind}{FIELD}{ref}{FIELD}{text}{CLOSE}"


def bold(text: str) -> str:
    return f"{BOLD}{text}{PLAIN}"


def clean(text: str) -> str:
    """Outside text without characters that could pass for a mark."""
    return _MARKS.sub("", text)


def read_marks(marked: str) -> Marked:
    """Take the marks out and say where they stood."""
    pieces: list[str] = []
    spans: list[Span] = []
    bolds: list[tuple[int, int]] = []
    length = read = bold_from = 0
    for token in _TOKEN.finditer(marked):
        plain = marked[read : token.start()]
        length += len(plain)
        pieces.append(plain)
        read = token.end()
        match token["style"]:
            case None:
                spans.append(Span(length, len(token["text"]), token["kind"], token["ref"]))
                pieces.append(token["text"])
                length += len(token["text"])
            case str() as style if style == BOLD:
                bold_from = length
            case _:
                bolds.append((bold_from, length))
    pieces.append(marked[read:])
    return Marked("".join(pieces), tuple(spans), tuple(bolds))
