"""Cut a text that is too long for one message where a reader would, and carry its entities along.

Cut order: blank line, line, sentence, space, grapheme. A heading stays with its body; links, code and
custom emoji stay whole. Joined, the parts are the text to the last newline, but for pieces of nothing but
white space: Telegram refuses an empty message.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NotRequired, TypedDict

from maxsignal_posts.errors import PostError
from maxsignal_posts.graphemes import is_boundary

LIMIT = 4096
MOST_ENTITIES = 100
_SMALLEST_LIMIT = 2  # one character outside the basic plane
_LONGEST_HEADING = 256
_SEPARATORS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n[^\S\n]*\n\s*",
        r"\n\s*",
        r"(?<=[.!?\u2026])\s+|(?<=[.!?\u2026][\"'\u00bb\u201d)])\s+",
        r"\s+",
    )
)
_BULLET = re.compile(r"\s*(?:[\u2022\u00b7*\u2013\u2014-]|\d{1,2}[.)])\s")
_UNCUT = frozenset(
    {
        *("bank_card", "bot_command", "cashtag", "code", "custom_emoji", "date_time", "email"),
        *("hashtag", "mention", "phone_number", "text_link", "text_mention", "url"),
    }
)


class Entity(TypedDict):
    """A Telegram entity; offset and length count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: NotRequired[str]
    language: NotRequired[str]
    custom_emoji_id: NotRequired[str]


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, entities: Sequence[Entity], limit: int = LIMIT) -> list[tuple[str, list[Entity]]]:
    if limit < _SMALLEST_LIMIT:
        raise PostError("bad_limit", f"a limit of {limit} holds no character")
    if utf16(text) <= limit and len(entities) <= MOST_ENTITIES:
        return [(text, [entity.copy() for entity in entities])] if text.strip() else []
    source = _Source(text, entities)
    parts: list[tuple[str, list[Entity]]] = []
    start = 0
    while start < len(text):
        end = source.cut(start, limit)
        if text[start:end].strip():
            parts.append((text[start:end], source.entities_within(start, end)))
        start = end
    return parts


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    body: int  # where the next line that says something begins


class _Source:
    """The whole text with what is known about where it may be cut."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        self.text = text
        self.entities = entities
        self.units = [0, *accumulate(1 + (char > "\uffff") for char in text)]
        self.ranges = [self._characters(entity) for entity in entities]
        self.whole = bytearray(len(text) + 1)
        for entity, (first, last) in zip(entities, self.ranges, strict=True):
            if entity["type"] in _UNCUT:
                _fill(self.whole, first + 1, last)
        self.headed = bytearray(self.whole)
        for line in self._headings():
            _fill(self.headed, line.start + 1, line.body + 1)

    def cut(self, start: int, limit: int) -> int:
        """Where the part that begins at `start` ends."""
        reach = min(bisect_right(self.units, self.units[start] + limit) - 1, self._styled_reach(start))
        if reach == len(self.text):
            return reach
        for barred in (self.headed, self.whole, bytearray(len(self.text) + 1)):
            for candidate in self._candidates(start, reach):
                if not barred[candidate] and is_boundary(self.text, candidate):
                    return candidate
        return reach

    def _styled_reach(self, start: int) -> int:
        """How far a part may go before it has an entity too many; always one character."""
        carried = sum(first < start < last for first, last in self.ranges)
        begins = sorted(first for first, _ in self.ranges if first >= start)
        room = max(0, MOST_ENTITIES - carried)
        return max(start + 1, begins[room]) if len(begins) > room else len(self.text)

    def entities_within(self, start: int, end: int) -> list[Entity]:
        first, last = self.units[start], self.units[end]
        clipped: list[Entity] = []
        for entity in self.entities:
            begins = max(entity["offset"], first)
            ends = min(entity["offset"] + entity["length"], last)
            if begins < ends:
                piece = entity.copy()
                piece.update({"offset": begins - first, "length": ends - begins})
                clipped.append(piece)
        return clipped

    def _candidates(self, start: int, reach: int) -> Iterator[int]:
        """Ends of a part, the best kind first, the longest part first within a kind."""
        said = start + len(self.text[start:reach]) - len(self.text[start:reach].lstrip())
        for separator in _SEPARATORS:
            found = separator.finditer(self.text, said, min(reach + 1, len(self.text)))
            ends = [min(match.end(), reach) for match in found]
            yield from reversed(ends)
        yield from range(reach, start, -1)

    def _headings(self) -> Iterator[_Line]:
        """Short lines that announce what follows: all bold, or the first above a list."""
        bold = bytearray(len(self.text))
        for entity in self.entities:
            if entity["type"] == "bold":
                _fill(bold, *self._characters(entity))
        opens = True
        for line in self._lines():
            said = [i for i in range(line.start, line.end) if not self.text[i].isspace()]
            short = 0 < len(said) <= _LONGEST_HEADING
            adjoins = line.body == line.end + 1
            lists = opens and adjoins and bool(_BULLET.match(self.text, line.body))
            if short and line.body < len(self.text) and (lists or all(bold[i] for i in said)):
                yield line
            opens = not said

    def _lines(self) -> list[_Line]:
        """The lines, found from the last one up, so that each knows where its body begins."""
        lines: list[_Line] = []
        body = end = len(self.text)
        while end >= 0:
            start = self.text.rfind("\n", 0, end) + 1
            lines.append(_Line(start, end, body))
            said = self.text[start:end]
            body = start + len(said) - len(said.lstrip()) if said.strip() else body
            end = start - 1
        return lines[::-1]

    def _characters(self, entity: Entity) -> tuple[int, int]:
        """The characters an entity covers, from its UTF-16 offsets."""
        first = bisect_left(self.units, entity["offset"])
        last = bisect_left(self.units, entity["offset"] + entity["length"])
        return first, min(last, len(self.text))


def _fill(flags: bytearray, start: int, end: int) -> None:
    if start < end:
        flags[start:end] = b"\x01" * (end - start)
