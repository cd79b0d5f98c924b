"""A text as an eye reads it: every script's digits as digits, nothing that cannot be seen.

A price must not slip past the gate behind a zero-width space, an underlined or a keycap digit.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

_KEYCAP = "\u20e3"
_KEYCAPS = re.compile(f"(?:\\d\ufe0f?{_KEYCAP}){{2,}}")
_POINTS = {"\uff0e": ".", "\uff0c": ",", "\u066b": ".", "\u066c": ","}


@dataclass(frozen=True, slots=True)
class Legible:
    """The readable characters and where each of them stands in the source."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> Self:
        hidden = {
            place
            for run in _KEYCAPS.finditer(source)
            for place in range(run.start(), run.end())
            if source[place] == _KEYCAP
        }
        seen = [(_shown(char), place) for place, char in enumerate(source) if place not in hidden]
        kept = [(char, place) for char, place in seen if char]
        return cls("".join(char for char, _ in kept), tuple(place for _, place in kept))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the readable text stands in the source."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=4096)
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
