"""A text as an eye reads it: every script's digits as digits, nothing that cannot be seen.

A price must not slip past the gate behind a zero-width space, an underlined or a keycap digit.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

_KEYCAP = "\u20e3"
_KEYCAPS = re.compile(f"(?:\\d\ufe0f?{_KEYCAP}){{2,}}")
_POINTS = {"\uff0e": ".", "\uff0c": ",", "\u066b": ".", "\u066c": ","}


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
    if source.isascii():
        return Legible(source, range(len(source)))
    looks = {char: _shown(char) for char in set(source)}
    capped = {
        place
        for run in _KEYCAPS.finditer(source)
        for place in range(run.start(), run.end())
        if source[place] == _KEYCAP
    }
    places = [place for place, char in enumerate(source) if looks[char] and place not in capped]
    return Legible("".join([looks[source[place]] for place in places]), places)


@cache
def _shown(char: str) -> str:
    """What a character looks like; empty for one that shows nothing."""
    if char.isascii() or char == _KEYCAP:
        return char
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me"):
        return ""
    return " " if category == "Zs" else _POINTS.get(char, char)
