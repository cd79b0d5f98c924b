"""What Telegram accepts as a text; lengths and offsets are counted in UTF-16 code units, as clients do.

Where Telegram mends silently (it drops empty entities, cuts crossing ones, forgets the 101st) this refuses:
whoever sends such a text has a bug.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, combinations
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from maxsignal_cli.telegram.wire import Params, bad_request, nested

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100

# Within these nothing else may stand; the types of the last row also stand in everything but them.
SOLID = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
KNOWN = SOLID | QUOTES | STYLES | {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
NEEDED = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}


class Entity(BaseModel):
    """One styled range; what a type needs beyond that (url, language, unix_time) is kept as it came."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str
    offset: int
    length: int
    url: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length


class Words(NamedTuple):
    text: str
    entities: tuple[Entity, ...]


_ENTITIES = TypeAdapter(tuple[Entity, ...])


def utf16_length(text: str) -> int:
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def read_text(params: Params) -> Words:
    text, entities = str(params.get("text") or ""), _read_entities(params, "entities")
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    check_entities(text, entities)
    return Words(text, entities)


def read_caption(params: Params) -> Words:
    caption, entities = str(params.get("caption") or ""), _read_entities(params, "caption_entities")
    if utf16_length(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    check_entities(caption, entities)
    return Words(caption, entities)


def _read_entities(params: Params, name: str) -> tuple[Entity, ...]:
    if params.get("parse_mode"):
        raise bad_request("parse_mode is not spoken here: send entities")
    try:
        return _ENTITIES.validate_python(nested(params, name) or ())
    except ValidationError:
        raise bad_request(f"can't parse {name}") from None


def check_entities(text: str, entities: Sequence[Entity]) -> None:
    if len(entities) > ENTITY_LIMIT:
        raise bad_request(f"more than {ENTITY_LIMIT} entities")
    boundaries = set(accumulate((utf16_length(symbol) for symbol in text), initial=0))
    for entity in entities:
        if offence := _offence(entity, boundaries):
            raise bad_request(f"entity beginning at UTF-16 offset {entity.offset} {offence}")
    for outer, inner in combinations(sorted(entities, key=lambda one: (one.offset, -one.length)), 2):
        if inner.offset < outer.end and (offence := _misplaced(inner, outer)):
            raise bad_request(f"entity beginning at UTF-16 offset {inner.offset} {offence}")


def _offence(entity: Entity, boundaries: AbstractSet[int]) -> str | None:
    if entity.type not in KNOWN:
        return f"is of the unsupported type {entity.type}"
    if entity.offset < 0 or entity.length <= 0:
        return "has a negative offset or no length"
    if entity.end > max(boundaries):
        return "ends after the end of the text"
    if not {entity.offset, entity.end} <= boundaries:
        return "begins or ends in a middle of a UTF-16 symbol"
    needed = NEEDED.get(entity.type)
    if needed and not entity.model_dump().get(needed):
        return f"is a {entity.type} without {needed}"
    return None


def _misplaced(inner: Entity, outer: Entity) -> str | None:
    """What is wrong with two ranges that share characters."""
    if inner.end > outer.end:
        return f"crosses the end of the {outer.type} before it"
    both = {inner.type, outer.type}
    quoted = outer.type in QUOTES or (inner.type in QUOTES and inner.length == outer.length)
    if both & SOLID and not (quoted and both & QUOTES):
        return f"is a {inner.type} within a {outer.type}"
    if both <= QUOTES:
        return "is a quotation within a quotation"
    if both & (STYLES | QUOTES):
        return None
    return f"is a {inner.type} within a {outer.type}"
