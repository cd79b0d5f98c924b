"""A text as an eye reads it: every script's digits as digits, nothing that cannot be seen.

A price must not slip past the gate behind a zero-width space, an escape, a keycap or a letter O.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from maxsignal_posts.lookalikes import DIGIT_LIKE, as_digits, one_script

_KEYCAP = "\u20e3"
_KEYCAPS = re.compile(f"(?:\\d\ufe0f?{_KEYCAP}){{2,}}")
_POINTS = {"\uff0e": ".", "\uff0c": ",", "\u066b": ".", "\u066c": ",", "\u2024": "."}
# Letters and symbols by category that nevertheless print as nothing.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Tallies, rods, Mayan, Roman and other numerals that are no digits: they read as one that nobody adds up.
_NUMERAL = "\u4e00"
# Digits, points and commas as URLs, JSON and HTML spell them.
_ESCAPED = re.compile(
    r"(?:%|\\x|\\u00|&#x0*)(?P<hex>3[0-9]|2[ce]);?|&#0*(?P<decimal>4[468]|49|5[0-7]);?", re.IGNORECASE
)
_DRESSED = re.compile(rf"(?<!\w)(?=[\w.,]*\d)(?:[\d{DIGIT_LIKE}][.,]?){{3,}}(?!\w)")
_DRESSING = re.compile(rf"\d[.,]?[{DIGIT_LIKE}]|[{DIGIT_LIKE}][.,]?\d")


@dataclass(frozen=True, slots=True)
class Legible:
    """The readable characters and where each of them stands in the source."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the readable text stands in the source."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=4)
def read(source: str) -> Legible:
    """The text as it is seen; the gate reads one text several times."""
    places: Sequence[int] = range(len(source))
    text = source
    if not source.isascii():
        looks = {char: _shown(char) for char in set(source)}
        gone = sorted({*_capped(source), *_positions(source, (c for c in looks if not looks[c]))})
        places = _without(places, [(place, place + 1) for place in gone])
        kept = _cut(source, [(place, place + 1) for place in gone])
        text = one_script(kept.translate({ord(char): look for char, look in looks.items()}))
    if escapes := list(_ESCAPED.finditer(text)):
        text = _ESCAPED.sub(_unescaped, text)
        places = _without(places, [(found.start() + 1, found.end()) for found in escapes])
    if _DRESSING.search(text):
        text = _DRESSED.sub(lambda found: as_digits(found[0]), text)
    return Legible(text, places)


def shown(text: str) -> str:
    """A short piece of text, such as one number, as it is seen."""
    return "".join([_shown(char) for char in text])


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found["hex"], 16) if found["hex"] else int(found["decimal"]))


def _capped(source: str) -> Iterable[int]:
    """Keycaps of digits that make one number."""
    if _KEYCAP not in source:
        return ()
    runs = (range(run.start(), run.end()) for run in _KEYCAPS.finditer(source))
    return [place for run in runs for place in run if source[place] == _KEYCAP]


def _positions(source: str, chars: Iterable[str]) -> Iterable[int]:
    for char in chars:
        place = source.find(char)
        while place >= 0:
            yield place
            place = source.find(char, place + 1)


def _without(places: Sequence[int], cuts: Sequence[tuple[int, int]]) -> Sequence[int]:
    if not cuts:
        return places
    kept: list[int] = []
    last = 0
    for start, end in cuts:
        kept += places[last:start]
        last = end
    return [*kept, *places[last:]]


def _cut(text: str, cuts: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    last = 0
    for start, end in cuts:
        pieces.append(text[last:start])
        last = end
    return "".join([*pieces, text[last:]])


@cache
def _shown(char: str) -> str:
    """What a character looks like; empty for one that shows nothing."""
    if char.isascii() or char == _KEYCAP:
        return char
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in ("Nl", "No") and unicodedata.numeric(char, 0) >= 1:
        return _NUMERAL
    if category in ("Cf", "Mn", "Me") or char in _BLANKS:
        return ""
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", char)
    letter = plain if len(plain) == 1 and plain.isalpha() else char
    return _POINTS.get(char, letter)
