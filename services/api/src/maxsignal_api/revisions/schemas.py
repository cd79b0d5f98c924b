"""A post as it is, was and may become."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from maxsignal_api.runs.schemas import RunStatus
from maxsignal_common.analysis import Language
from maxsignal_common.market import Frozen, Timeframe
from maxsignal_common.rendered import GroundingSummary, TextEntity

# What one look of the scrubber takes in.
LONGEST = 8_000


class MessageView(BaseModel):
    """One message; lengths in UTF-16 units, as Telegram counts."""

    text: str
    entities: tuple[TextEntity, ...]
    length_utf16: int
    limit: int


class PostText(BaseModel):
    """One language as it would be sent. `revision` 0 is what the merger wrote: nobody's, without a note.

    `footer` is the block that every revision ends with; `twin` the post without a model, where one wrote.
    """

    language: Language
    revision: int
    revised_by: str | None
    revised_at: datetime | None
    note: str
    text: str
    footer: str
    parts: list[MessageView]
    caption: MessageView | None
    picture: str | None
    alt: str
    made_by: Literal["model", "twin"]
    grounding: GroundingSummary
    twin: list[MessageView] | None


class PostWarning(BaseModel):
    """`no_picture` tells the reason, `method_missing` the method, `words_refused` the block and words."""

    code: Literal["no_picture", "method_missing", "words_refused"]
    detail: str


class PostDetail(BaseModel):
    """`editable` until the post was ordered to be sent to somebody; a test is no order."""

    run_id: UUID
    post_id: UUID
    analysis: str
    instrument: str
    timeframe: Timeframe
    as_of: datetime
    status: RunStatus
    editable: bool
    texts: list[PostText]
    warnings: list[PostWarning]


class NewRevision(Frozen):
    """Blocks stand apart by an empty line; the look follows them."""

    language: Language
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    note: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] = ""


class RevisionCard(BaseModel):
    number: int
    by: str | None
    at: datetime
    note: str
    text: str


class RevisionList(BaseModel):
    """The oldest first, beginning with 0."""

    items: list[RevisionCard]
