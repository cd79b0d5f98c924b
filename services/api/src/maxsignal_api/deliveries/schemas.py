"""A message of the delivery ledger as an operator sees it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from maxsignal_common.analysis import Language
from maxsignal_common.store.queueing import Kind


class DeliveryState(StrEnum):
    """The last four are final; `unknown` may or may not have arrived."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Delivery(BaseModel):
    """`part` 0 is the summary; `sent_as` is how its picture goes, `text` where it has none."""

    id: UUID
    kind: Kind
    run_id: UUID | None
    post_id: UUID
    chat_id: int
    language: Language
    part: int
    silent: bool
    sent_as: str
    state: DeliveryState
    attempts: int
    not_before: datetime | None
    message_id: int | None
    error: str | None
    created_at: datetime
    updated_at: datetime


class DeliveryList(BaseModel):
    items: list[Delivery]
    next_cursor: str | None


class DeliveryResolved(BaseModel):
    id: UUID
    state: DeliveryState


class DeliveriesRetried(BaseModel):
    """How many messages were queued again."""

    retried: int
