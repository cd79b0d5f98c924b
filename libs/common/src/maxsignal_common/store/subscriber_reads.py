"""Subscribers as an operator looks for them, and what each was sent last."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.preferences import Mode
from maxsignal_common.store.deliveries_schema import deliveries
from maxsignal_common.store.schema import subscribers
from maxsignal_common.store.subscribers_schema import preferences


class SubscriberFilter(NamedTuple):
    """None filters nothing. `topic` is who gets posts on it; `words` a name, or how a chat id begins."""

    active: bool | None = None
    language: Language | None = None
    topic: str | None = None
    words: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        row = subscribers.c
        found: list[ColumnElement[bool]] = []
        if self.active is not None:
            found.append(row.active == self.active)
        if self.language is not None:
            found.append(row.language == self.language)
        if self.topic is not None:
            chosen = preferences.c.chosen
            mode = func.coalesce(
                chosen["topics"][self.topic].astext, chosen["otherwise"].astext, Mode.ON.value
            )
            found.append(mode != Mode.OFF.value)
        if self.words:
            number = cast(row.chat_id, String).startswith(self.words, autoescape=True)
            found.append(or_(row.name.icontains(self.words, autoescape=True), number))
        return found


_LAST_SENT = (
    select(func.max(deliveries.c.updated_at))
    .where(deliveries.c.chat_id == subscribers.c.chat_id, deliveries.c.state == "sent")
    .scalar_subquery()
    .label("last_sent_at")
)
_CARDS = select(
    *(
        subscribers.c[name]
        for name in ("chat_id", "name", "language", "active", "inactive_reason", "created_at")
    ),
    preferences.c.chosen,
    _LAST_SENT,
).join_from(subscribers, preferences, isouter=True)


async def subscriber_page(
    connection: AsyncConnection, wanted: SubscriberFilter, *, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """By chat id from the highest down: who came to Telegram last comes first."""
    query = _CARDS.where(*wanted.conditions()).order_by(subscribers.c.chat_id.desc()).limit(limit)
    if before is not None:
        query = query.where(subscribers.c.chat_id < before)
    return (await connection.execute(query)).mappings().all()


async def count_subscribers(connection: AsyncConnection, wanted: SubscriberFilter) -> int:
    query = select(func.count()).select_from(subscribers).join(preferences, isouter=True)
    return (await connection.execute(query.where(*wanted.conditions()))).scalar_one()


async def subscriber_card(connection: AsyncConnection, chat_id: int) -> RowMapping | None:
    query = _CARDS.where(subscribers.c.chat_id == chat_id)
    return (await connection.execute(query)).mappings().one_or_none()


async def last_deliveries(connection: AsyncConnection, chat_id: int, *, limit: int) -> Sequence[RowMapping]:
    """The newest first."""
    query = select(deliveries).where(deliveries.c.chat_id == chat_id).order_by(deliveries.c.seq.desc())
    return (await connection.execute(query.limit(limit))).mappings().all()
