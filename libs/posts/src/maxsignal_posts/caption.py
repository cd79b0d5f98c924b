"""The words under a post's picture: its own blocks, so that nothing stands there that the post does not say.

Headline, entry, scenarios and how it was made; what does not fit under a picture waits for the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maxsignal_posts.errors import PostError
from maxsignal_posts.marks import Span
from maxsignal_posts.render import Post
from maxsignal_posts.split import Entity, utf16

LIMIT = 1024
# The fullest first; a footer that names many gaps may leave no room for the scenarios.
_CHOICES = (
    ("headline", "entry", "outcome", "footer"),
    ("headline", "entry", "footer"),
    ("headline", "entry"),
    ("headline",),
)
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Caption:
    """Entities count UTF-16 units; spans count characters and cite the post's ledger."""

    text: str
    entities: tuple[Entity, ...]
    spans: tuple[Span, ...]

    @property
    def cited(self) -> frozenset[str]:
        return frozenset(span.ref for span in self.spans if span.ref)


def caption_of(post: Post) -> Caption:
    """The fullest summary that Telegram takes with a photo."""
    for names in _CHOICES:
        caption = _joined(post, names)
        if utf16(caption.text) <= LIMIT:
            return caption
    raise PostError("caption_too_long", "the headline alone does not fit under a picture")


def _joined(post: Post, names: Sequence[str]) -> Caption:
    text = ""
    spans: list[Span] = []
    entities: list[Entity] = []
    for start, end in _places(post, names):
        text += _GAP if text else ""
        shift, before = len(text) - start, utf16(post.text[:start])
        units, moved = utf16(post.text[start:end]), utf16(text) - before
        inside = (entity for entity in post.entities if before <= entity["offset"] < before + units)
        entities += (_moved(entity, moved) for entity in inside)
        spans += (
            span._replace(offset=span.offset + shift) for span in post.spans if start <= span.offset < end
        )
        text += post.text[start:end]
    return Caption(text, tuple(entities), tuple(spans))


def _moved(entity: Entity, by: int) -> Entity:
    copy = entity.copy()
    copy["offset"] += by
    return copy


def _places(post: Post, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where these blocks stand in the post's text."""
    offset = 0
    for block in post.blocks:
        if block.name in names:
            yield offset, offset + len(block.text)
        offset += len(block.text) + len(_GAP)
