"""Whom an order to publish is for, and how much of a post one chat gets."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from maxsignal_common.market import Frozen


class Parts(StrEnum):
    """The summary is a post's first message, the body is the rest of it."""

    ALL = "all"
    SUMMARY = "summary"
    BODY = "body"


class To(StrEnum):
    """A topic is `instrument:<id>` or `analysis:<name>`, the channel the configured one, a chat one chat.

    A test is for one chat too, and is not the post itself: who had it still gets the post.
    """

    ALL = "all"
    TOPIC = "topic"
    CHANNEL = "channel"
    CHAT = "chat"
    TEST = "test"


class Audience(Frozen):
    """Everyone who is subscribed, unless it says something narrower; subscribers get it as they chose.

    Sending to one chat is a look at the post: it heeds no wishes and does not publish the run.
    """

    to: To = To.ALL
    topic: Annotated[str, Field(max_length=80, pattern=r"^(instrument|analysis):[^\x00-\x1f]+$")] | None = (
        None
    )
    chat_id: Annotated[int, Field(ge=-(2**63), le=2**63 - 1)] | None = None
    parts: Parts = Parts.ALL

    @model_validator(mode="after")
    def _names_what_it_needs(self) -> Self:
        if (self.topic is not None) != (self.to is To.TOPIC):
            raise ValueError("a topic, and nobody else, has a topic's name")
        if (self.chat_id is not None) != (self.to in (To.CHAT, To.TEST)):
            raise ValueError("a chat, and nobody else, has a chat_id")
        return self
