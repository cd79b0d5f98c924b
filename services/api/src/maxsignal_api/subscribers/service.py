"""Finds subscribers, tries whether messages reach one, pauses one without a word of theirs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import record
from maxsignal_api.deliveries.schemas import Delivery
from maxsignal_api.posts.schemas import PublishAccepted, TestOrder
from maxsignal_api.posts.service import send_test
from maxsignal_api.problems import ProblemError
from maxsignal_api.subscribers.schemas import SubscriberCard, SubscriberDetail, SubscriberList
from maxsignal_common.preferences import Preferences
from maxsignal_common.store import subscribers
from maxsignal_common.store.database import Database
from maxsignal_common.store.reads import newest_run_with_post
from maxsignal_common.store.resolving import bots
from maxsignal_common.store.subscriber_reads import (
    SubscriberFilter,
    count_subscribers,
    last_deliveries,
    subscriber_card,
    subscriber_page,
)

SHOWN_DELIVERIES = 20


async def list_subscribers(
    database: Database, wanted: SubscriberFilter, *, before: int | None, limit: int
) -> SubscriberList:
    async with database.begin() as connection:
        rows = await subscriber_page(connection, wanted, before=before, limit=limit + 1)
        total = await count_subscribers(connection, wanted)
        names = [bot["username"] for bot in await bots(connection) if bot["username"]]
    page, more = rows[:limit], rows[limit:]
    return SubscriberList(
        items=[_card(row) for row in page],
        next_cursor=str(page[-1]["chat_id"]) if more else None,
        total=total,
        bot=names[0] if names else None,
    )


async def get_subscriber(database: Database, chat_id: int) -> SubscriberDetail:
    async with database.begin() as connection:
        return await _detail(connection, chat_id)


async def test_chat(database: Database, chat_id: int) -> PublishAccepted:
    """The newest post, as a test."""
    async with database.begin() as connection:
        await _known(connection, chat_id)
        newest = await newest_run_with_post(connection)
    if newest is None:
        raise ProblemError(409, "no_post_yet", "there is no post that could be sent; start a run first")
    return await send_test(database, newest, TestOrder(chat_id=chat_id))


async def pause(database: Database, chat_id: int) -> SubscriberDetail:
    async with database.begin() as connection:
        found = await subscribers.find_subscriber(connection, chat_id, lock=True)
        if found and found.active:
            await subscribers.deactivate(connection, chat_id, subscribers.PAUSED)
            await record(connection, "subscriber.paused", str(chat_id))
        return await _detail(connection, chat_id)


async def resume(database: Database, chat_id: int) -> SubscriberDetail:
    """Only what was paused here: who stopped has to start again themselves."""
    async with database.begin() as connection:
        found = await _known(connection, chat_id)
        if not found["active"]:
            if not await subscribers.resume(connection, chat_id):
                raise ProblemError(409, "not_paused", "this subscriber has stopped, or cannot be reached")
            await record(connection, "subscriber.resumed", str(chat_id))
        return await _detail(connection, chat_id)


async def _detail(connection: AsyncConnection, chat_id: int) -> SubscriberDetail:
    card = _card(await _known(connection, chat_id))
    rows = await last_deliveries(connection, chat_id, limit=SHOWN_DELIVERIES)
    messages = [Delivery.model_validate(dict(row)) for row in rows]
    return SubscriberDetail(**dict(card), deliveries=messages)


async def _known(connection: AsyncConnection, chat_id: int) -> Mapping[Any, Any]:
    row = await subscriber_card(connection, chat_id)
    if row is None:
        raise ProblemError(404, "unknown_chat", "no subscriber has this chat id")
    return row


def _card(row: Mapping[Any, Any]) -> SubscriberCard:
    return SubscriberCard(**row, preferences=Preferences.model_validate(row["chosen"] or {}))
