"""What Telegram accepts as a text; lengths and offsets are counted in UTF-16 code units, as clients do."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate

from pydantic import BaseModel, ConfigDict

from maxsignal_cli.telegram.wire import RefusalError

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100


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


def utf16_length(text: str) -> int:
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise RefusalError(400, "Bad Request: strings must be encoded in UTF-8") from None


def check_text(text: str, entities: Sequence[Entity]) -> None:
    if not text.strip():
        raise RefusalError(400, "Bad Request: message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise RefusalError(400, "Bad Request: message is too long")
    check_entities(text, entities)


def check_caption(caption: str, entities: Sequence[Entity]) -> None:
    if utf16_length(caption) > CAPTION_LIMIT:
        raise RefusalError(400, "Bad Request: message caption is too long")
    check_entities(caption, entities)


def check_entities(text: str, entities: Sequence[Entity]) -> None:
    if len(entities) > ENTITY_LIMIT:
        raise RefusalError(400, f"Bad Request: more than {ENTITY_LIMIT} entities")
    boundaries = _symbol_boundaries(text)
    for entity in entities:
        if offence := _offence(entity, boundaries):
            raise RefusalError(
                400, f"Bad Request: entity beginning at UTF-16 offset {entity.offset} {offence}"
            )


def _offence(entity: Entity, boundaries: AbstractSet[int]) -> str | None:
    if entity.offset < 0 or entity.length <= 0:
        return "has a negative offset or no length"
    if entity.end > max(boundaries):
        return "ends after the end of the text"
    if not {entity.offset, entity.end} <= boundaries:
        return "begins or ends in a middle of a UTF-16 symbol"
    if entity.type == "text_link" and not entity.url:
        return "is a text_link without url"
    return None


def _symbol_boundaries(text: str) -> AbstractSet[int]:
    return set(accumulate((utf16_length(symbol) for symbol in text), initial=0))
