"""A post as it is sent: its messages with their entities, its picture, and what the gate found in it."""

from typing import Literal

from maxsignal_common.analysis import Language
from maxsignal_common.market import Frozen


class TextEntity(Frozen):
    """A Telegram entity; offset and length count UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None


class PostPart(Frozen):
    text: str
    entities: tuple[TextEntity, ...] = ()


class GroundingSummary(Frozen):
    """What the gate found in the finished text; `refused` is what it took out of models' words before."""

    ok: bool
    levels_cited: int
    numbers_checked: int
    chance_pass: float
    offences: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class RenderedPost(Frozen):
    """`picture` is the SHA-256 of a PNG in the store; with it the `caption` is the post's first message.

    `alt` says what the picture shows; without one, `unpictured` is the code of why there is none.
    """

    language: Language
    text: str
    parts: tuple[PostPart, ...]
    made_by: Literal["model", "twin"]
    grounding: GroundingSummary
    picture: str | None = None
    caption: PostPart | None = None
    alt: str = ""
    unpictured: str | None = None
