"""A subscriber as operators see one; a name is whatever Telegram says."""

from datetime import datetime

from pydantic import BaseModel

from maxsignal_api.deliveries.schemas import Delivery
from maxsignal_common.analysis import Language
from maxsignal_common.preferences import Preferences


class SubscriberCard(BaseModel):
    """Who is not active has a reason: `stopped` and `paused`, else it is Telegram's word."""

    chat_id: int
    name: str
    language: Language
    active: bool
    inactive_reason: str | None
    preferences: Preferences
    created_at: datetime
    last_sent_at: datetime | None


class SubscriberList(BaseModel):
    """`total` counts what the filter finds; `bot` is the name to subscribe at, once Telegram has told it."""

    items: list[SubscriberCard]
    next_cursor: str | None
    total: int
    bot: str | None


class SubscriberDetail(SubscriberCard):
    """`deliveries` are the newest messages to this chat."""

    deliveries: list[Delivery]
