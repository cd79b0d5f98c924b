"""What a model may never hand on to readers: ways to reach somebody or to pay him, and hidden text.

Such pieces are taken out and counted by kind; prose and `[[level]]` references stay as they are.
When in doubt a piece goes: a lost word costs less than a phishing link sent to every subscriber.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from maxsignal_posts.lookalikes import one_script
from maxsignal_posts.scrub_patterns import REFERENCE, SHIELD, patterns

LONGEST = 8_000
_PASSES = 12
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_COMBINING = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20e2]"
_STACKED = re.compile(f"(?<={_COMBINING}){_COMBINING}+")
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_DOTS = {
    "\u3002": ".",
    "\uff61": ".",
    "\u2024": ".",
    "\u00b7": ".",
    "\u2044": "/",
    "\u2215": "/",
    "\u29f8": "/",
}


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What is left, and how many pieces of each kind were taken out."""

    text: str
    removed: Mapping[str, int]


def scrub(text: str) -> Scrubbed:
    """Take out what must not reach a reader; a text without such things comes back unchanged."""
    removed: Counter[str] = Counter()
    if len(text) > LONGEST:
        text = text[:LONGEST]
        removed["excess"] = 1
    for _ in range(_PASSES):
        left = _once(text, removed)
        if left == text:
            return Scrubbed(left, MappingProxyType(dict(removed)))
        text = left
    # Something that still changes was nested to survive.
    removed["markup"] += 1
    return Scrubbed("", MappingProxyType(dict(removed)))


def _once(text: str, removed: Counter[str]) -> str:
    text = _BREAKS.sub("\n", text)
    for hidden in (_HIDDEN, _STACKED):
        text, count = hidden.subn("", text)
        _count(removed, "hidden", count)
    for kind, pattern, kept in patterns():
        text = _take_out(text, kind, pattern, kept, removed)
    return text


def _take_out(text: str, kind: str, pattern: re.Pattern[str], kept: str, removed: Counter[str]) -> str:
    """Search what the text looks like, cut what stands there; `kept` names the group that stays."""
    pieces: list[str] = []
    last = 0
    for found in pattern.finditer(_skeleton(text)):
        inside = text[slice(*found.span(kept))] if kept else ""
        pieces += (text[last : found.start()], inside)
        last = found.end()
        _count(removed, kind, 1)
    return "".join([*pieces, text[last:]]) if last else text


def _skeleton(text: str) -> str:
    """Character for character what a text looks like in plain letters; references are shielded."""
    plain = text if text.isascii() else one_script("".join([_plain(char) for char in text]))
    return REFERENCE.sub(lambda found: SHIELD * len(found[0]), plain)


@cache
def _plain(char: str) -> str:
    if char.isascii():
        return char
    folded = unicodedata.normalize("NFKC", char)
    return _DOTS.get(char, folded if len(folded) == 1 else char)


def _count(removed: Counter[str], kind: str, count: int) -> None:
    if count:
        removed[kind] += count
