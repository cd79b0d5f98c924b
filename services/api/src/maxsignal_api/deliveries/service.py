"""Reads the delivery ledger; an unknown message ends as an operator says, once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import record
from maxsignal_api.deliveries.schemas import (
    DeliveriesRetried,
    Delivery,
    DeliveryList,
    DeliveryResolved,
    DeliveryState,
)
from maxsignal_api.problems import ProblemError
from maxsignal_common.ids import post_id
from maxsignal_common.store import resolving
from maxsignal_common.store.database import Database
from maxsignal_common.store.reads import run_row
from maxsignal_common.store.subscribers import find_subscriber

RETRIED = "tried again by hand"
REASONS = {DeliveryState.SENT: "marked as sent by hand", DeliveryState.QUEUED: "sent again by hand"}


async def of_run(
    database: Database, run_id: UUID, *, states: Sequence[DeliveryState], after: int | None, limit: int
) -> DeliveryList:
    async with database.begin() as connection:
        if await run_row(connection, run_id) is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        rows = await resolving.run_deliveries(connection, run_id, states=states, after=after, limit=limit + 1)
    return _page(rows, limit)


async def unknown(database: Database, *, before: int | None, limit: int) -> DeliveryList:
    async with database.begin() as connection:
        rows = await resolving.unknown_deliveries(connection, before=before, limit=limit + 1)
    return _page(rows, limit)


async def resolve(database: Database, delivery_id: UUID, state: DeliveryState) -> DeliveryResolved:
    async with database.begin() as connection:
        row = await resolving.find_delivery(connection, delivery_id)
        if row is None:
            raise ProblemError(404, "unknown_delivery", "there is no such delivery")
        if state is DeliveryState.QUEUED:
            await _require_active(connection, row["chat_id"])
        if not await resolving.resolve(connection, delivery_id, state, REASONS[state]):
            raise ProblemError(409, "delivery_not_unknown", "only an unknown delivery can be resolved")
        before, after = {"state": DeliveryState.UNKNOWN}, {"state": state}
        await record(connection, "delivery.resolved", str(delivery_id), before=before, after=after)
    return DeliveryResolved(id=delivery_id, state=state)


async def _require_active(connection: AsyncConnection, chat_id: int) -> None:
    """Who has stopped, or was paused, is sent nothing more; nobody pauses him meanwhile."""
    subscriber = await find_subscriber(connection, chat_id, lock=True)
    if subscriber is None or not subscriber.active:
        raise ProblemError(404, "unknown_chat", "no active subscriber has this chat id")


async def retry(database: Database, run_id: UUID) -> DeliveriesRetried:
    async with database.begin() as connection:
        if await run_row(connection, run_id) is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        retried = await resolving.retry_failed(connection, post_id(run_id), RETRIED)
        if retried:
            await record(connection, "post.retried", str(run_id), after={"messages": retried})
    return DeliveriesRetried(retried=retried)


def _page(rows: Sequence[RowMapping], limit: int) -> DeliveryList:
    page, more = rows[:limit], rows[limit:]
    items = [Delivery.model_validate(dict(row)) for row in page]
    return DeliveryList(items=items, next_cursor=str(page[-1]["seq"]) if more else None)
