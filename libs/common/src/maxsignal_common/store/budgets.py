"""What a venue allows per minute, shared by every worker: the generic cell rate algorithm in one row.

`spent_until` is the moment up to which the venue's patience is used; it may lie a minute ahead at most.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.schema import venue_budgets

BURST = timedelta(minutes=1)


async def spend(
    connection: AsyncConnection, venue: str, price: timedelta, *, at: datetime, patience: timedelta
) -> timedelta:
    """How long to wait before asking; the price is paid only where that is within `patience`.

    A price is the time the venue needs to forgive it: of a minute's `n` requests, one costs 60 / n seconds.
    """
    row = venue_budgets.c
    spent_until = func.greatest(row.spent_until, literal(at)) + literal(price)
    affordable = spent_until <= literal(at + BURST + patience)
    payment = (
        insert(venue_budgets)
        .values(venue=venue, spent_until=at + price)
        .on_conflict_do_update(index_elements=["venue"], set_={"spent_until": spent_until}, where=affordable)
        .returning(row.spent_until)
    )
    paid: datetime | None = (await connection.execute(payment)).scalar()
    if paid is None:
        known = select(func.greatest(row.spent_until, literal(at)) + literal(price)).where(row.venue == venue)
        paid = (await connection.execute(known)).scalar_one()
    return max(paid - at - BURST, timedelta(0))
