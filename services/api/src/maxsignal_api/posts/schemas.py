"""What ordering a post to be sent takes and answers, and what sending it would mean."""

from uuid import UUID

from pydantic import BaseModel

from maxsignal_api.auth.schemas import ChatId
from maxsignal_common.analysis import Language
from maxsignal_common.audience import Audience
from maxsignal_common.market import Frozen
from maxsignal_common.rendered import TextEntity


class PublishOrder(Frozen):
    """Without an audience the post is published to all, which a run does once."""

    audience: Audience | None = None


class TestOrder(Frozen):
    """Without a chat it goes to the one of one's own preferences."""

    chat_id: ChatId | None = None


class PublishAccepted(BaseModel):
    run_id: UUID
    post_id: UUID


class MessagePreview(BaseModel):
    """One message as it would be sent; part 0 is the summary, `picture` the SHA-256 of its PNG."""

    language: Language
    part: int
    text: str
    entities: tuple[TextEntity, ...]
    picture: str | None


class PublishPreview(BaseModel):
    """What an order would do now. `served` have something of the post already and are sent nothing.

    `held` of the recipients wait for the end of their quiet hours, `digests` get a line in their digest
    instead; `minutes` is how long the bot needs at its pace, null before a publisher has spoken.
    """

    audience: Audience
    recipients: int
    served: int
    digests: int
    held: int
    silent: int
    messages: int
    minutes: float | None
    languages: dict[Language, int]
    parts: dict[str, int]
    preview: list[MessagePreview]
