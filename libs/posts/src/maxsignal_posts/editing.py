"""A post that a person has rewritten: its look follows the blocks, and the gate reads it as a foreign text.

A block that was not touched is set as before. A changed one is known by its heading, or else by its place:
its heading is bold, its body quoted and its words bold where they were. A new block is plain.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maxsignal_posts.caption import LIMIT as CAPTION_LIMIT
from maxsignal_posts.errors import PostError
from maxsignal_posts.grounding import GroundingReport, check_grounding
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.scrub import scrub
from maxsignal_posts.split import Entity, split, utf16

_GAP = "\n\n"
_BLANK = re.compile(r"\n\s*\n")
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its entities, which count UTF-16 units."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    text: str
    parts: tuple[Said, ...]
    caption: Said | None


@dataclass(frozen=True, slots=True)
class Blame:
    """What keeps a text from going out; `offset` and `length` count UTF-16 units."""

    code: str
    offset: int
    length: int


def tidy(text: str) -> str:
    """As posts are written: blocks apart by one empty line, nothing around them."""
    return _GAP.join(_blocks("\n".join(text.splitlines()).strip()))


def judge(text: str, footer: str, ledger: Ledger) -> tuple[tuple[Blame, ...], GroundingReport]:
    """Every price is a level; nothing leads readers away; the last block says how the post was made."""
    report = check_grounding(text, ledger)
    found = [_blame(text, one.code, one.offset, one.offset + len(one.text)) for one in report.offences]
    found += _unfit(text)
    if _blocks(text)[-1:] != [footer]:
        found.append(_blame(text, "footer_changed", text.rfind("\n") + 1, len(text)))
    return tuple(sorted(found, key=lambda one: one.offset)), report


def footer_of(text: str) -> str:
    return _blocks(text)[-1]


def edit(parts: Sequence[Said], caption: Said | None, before: str, text: str) -> Edited:
    """The post with another text. Raises PostError where its summary has no room under the picture."""
    old = _set(before, _joined(before, parts))
    new = _blocks(text)
    told = [(block, _match(block, number, old, len(new))) for number, block in enumerate(new)]
    blocks = [_look(block, old[like] if like is not None else Said(block)) for block, like in told]
    whole = _together(blocks)
    return Edited(
        whole.text,
        tuple(Said(part, tuple(inside)) for part, inside in split(whole.text, whole.entities)),
        _caption(caption, old, [like for _, like in told], blocks) if caption else None,
    )


def _caption(caption: Said, old: Sequence[Said], likes: Sequence[int | None], blocks: Sequence[Said]) -> Said:
    """The same blocks as before, as they are now."""
    shown = set(_blocks(caption.text))
    kept = [
        block
        for block, like in zip(blocks, likes, strict=True)
        if like is not None and old[like].text in shown
    ]
    made = _together(kept)
    if not kept or utf16(made.text) > CAPTION_LIMIT:
        raise PostError("caption_unfit", f"the summary needs 1 to {CAPTION_LIMIT} characters")
    return made


def _blocks(text: str) -> list[str]:
    return [block for block in _BLANK.split(text) if block.strip()]


def _match(block: str, number: int, old: Sequence[Said], count: int) -> int | None:
    """Which block of before this one is: the same, the one of that heading, or the one in its place."""
    texts = [one.text for one in old]
    if block in texts:
        return texts.index(block)
    headings = [text.partition("\n")[0] for text in texts]
    if (heading := block.partition("\n")[0]) in headings:
        return headings.index(heading)
    return number if count == len(old) else None


def _look(block: str, like: Said) -> Said:
    """The block, set like another one."""
    if block == like.text:
        return like
    heading, _, body = block.partition("\n")
    start = utf16(heading) + 1
    entities: list[Entity] = []
    cursor = 0
    headed = utf16(like.text.partition("\n")[0])
    for entity in like.entities:
        if entity["type"] in _QUOTES:
            if body and not any(one["type"] in _QUOTES for one in entities):
                entities.append(Entity(type=entity["type"], offset=start, length=utf16(body)))
        elif (entity["offset"], entity["length"]) == (0, headed):
            entities.append(Entity(type=entity["type"], offset=0, length=utf16(heading)))
            cursor = len(heading)
        elif (at := block.find(words := _piece(like.text, entity), cursor)) >= 0:
            entities.append(Entity(type=entity["type"], offset=utf16(block[:at]), length=utf16(words)))
            cursor = at + len(words)
    return Said(block, tuple(entities))


def _together(blocks: Sequence[Said]) -> Said:
    entities: list[Entity] = []
    offset = 0
    for block in blocks:
        entities += (_moved(entity, offset) for entity in block.entities)
        offset += utf16(block.text) + len(_GAP)
    return Said(_GAP.join(block.text for block in blocks), tuple(entities))


def _set(text: str, entities: Sequence[Entity]) -> list[Said]:
    """The blocks of a text, each with its own entities."""
    found: list[Said] = []
    offset = 0
    for block in _blocks(text):
        end = offset + utf16(block)
        inside = (one for one in entities if offset <= one["offset"] < end)
        found.append(Said(block, tuple(_moved(one, -offset) for one in inside)))
        offset = end + len(_GAP)
    return found


def _joined(text: str, parts: Sequence[Said]) -> list[Entity]:
    """The entities of a text that was split into these parts; what was cut is whole again."""
    found: list[Entity] = []
    cursor = 0
    for part in parts:
        cursor = text.index(part.text, cursor)
        for entity in part.entities:
            one = _moved(entity, utf16(text[:cursor]))
            cut = next((x for x in found if _continues(x, one)), None)
            if cut:
                cut["length"] += one["length"]
            else:
                found.append(one)
        cursor += len(part.text)
    return found


def _continues(first: Entity, second: Entity) -> bool:
    return first["type"] == second["type"] and first["offset"] + first["length"] == second["offset"]


def _moved(entity: Entity, by: int) -> Entity:
    copy = entity.copy()
    copy["offset"] += by
    return copy


def _piece(text: str, entity: Entity) -> str:
    start = 2 * entity["offset"]
    return text.encode("utf-16-le")[start : start + 2 * entity["length"]].decode("utf-16-le")


def _unfit(text: str) -> Iterator[Blame]:
    """What nobody may hand on to readers; looked for line by line, so that it has a place."""
    offset = 0
    lines = text.split("\n")
    for line in lines:
        scrubbed = scrub(line)
        for code in scrubbed.removed:
            start, end = _difference(line, scrubbed.text)
            yield _blame(text, code, offset + start, offset + end)
        offset += len(line) + 1
    if all(scrub(line).text == line for line in lines):
        for code in scrub(text).removed:
            yield _blame(text, code, 0, len(text))


def _difference(before: str, after: str) -> tuple[int, int]:
    """Where the first text has what the second has not."""
    most = min(len(before), len(after))
    start = next((i for i in range(most) if before[i] != after[i]), most)
    tail = next((i for i in range(most - start) if before[-1 - i] != after[-1 - i]), most - start)
    return start, max(start + 1, len(before) - tail)


def _blame(text: str, code: str, start: int, end: int) -> Blame:
    return Blame(code, utf16(text[:start]), utf16(text[start:end]))
