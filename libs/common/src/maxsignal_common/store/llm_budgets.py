"""What models may cost: money is reserved before a call and settled after it, in every scope at once.

A scope is a run, a day, or a model's day. `spent + reserved` never passes the cap by a reservation: each row
decides for itself under its own lock, so that it holds however many workers ask at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.llm_schema import llm_budgets


class Budget(NamedTuple):
    scope: str
    cap: Decimal
    reserved: Decimal
    spent: Decimal


def day_scope(at: datetime) -> str:
    return f"day:{at:%F}"


_ROW = [llm_budgets.c[name] for name in Budget._fields]


async def reserve(connection: AsyncConnection, caps: Mapping[str, Decimal], amount: Decimal) -> str | None:
    """Reserve in every scope; otherwise the scope that cannot pay, and the caller must roll back.

    The newest cap counts. Rows are locked in the order of their names, so that two workers never wait for
    each other.
    """
    opened = insert(llm_budgets).values([{"scope": name, "cap": caps[name]} for name in sorted(caps)])
    await connection.execute(
        opened.on_conflict_do_update(index_elements=["scope"], set_={"cap": opened.excluded.cap})
    )
    row = llm_budgets.c
    paid = (
        update(llm_budgets)
        .where(row.scope.in_(list(caps)), row.spent + row.reserved + amount <= row.cap)
        .values(reserved=row.reserved + amount)
        .returning(row.scope)
    )
    able = set((await connection.execute(paid)).scalars())
    return next((name for name in sorted(caps) if name not in able), None)


async def settle(
    connection: AsyncConnection, scopes: Sequence[str], reserved: Decimal, spent: Mapping[str, Decimal]
) -> None:
    """Give back what was reserved and book what was spent; a scope that `spent` leaves out paid nothing."""
    row = llm_budgets.c
    for scope in sorted(scopes):
        booked = {"reserved": row.reserved - reserved, "spent": row.spent + spent.get(scope, Decimal(0))}
        await connection.execute(update(llm_budgets).where(row.scope == scope).values(booked))


async def raise_alerts(
    connection: AsyncConnection, scopes: Sequence[str], share: Decimal
) -> list[tuple[str, Decimal]]:
    """Scopes that have now spent this share of their cap, each told once."""
    row = llm_budgets.c
    crossed = (
        update(llm_budgets)
        .where(row.scope.in_(scopes), ~row.alerted, row.spent >= row.cap * share)
        .values(alerted=True)
        .returning(row.scope, row.spent)
    )
    return [(found.scope, found.spent) for found in await connection.execute(crossed)]


async def budgets(connection: AsyncConnection) -> list[Budget]:
    """Every scope money was ever reserved in."""
    query = select(*_ROW).order_by(llm_budgets.c.scope)
    return [Budget(*row) for row in await connection.execute(query)]


async def day_budget(connection: AsyncConnection, at: datetime) -> Budget | None:
    """That of all runs together; None until the day's first call."""
    query = select(*_ROW).where(llm_budgets.c.scope == day_scope(at))
    found = (await connection.execute(query)).first()
    return Budget(*found) if found else None
