"""What the dashboard reads of model calls: a run's calls, one with its bodies, and what a day has cost."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.llm_schema import llm_budgets, llm_calls

_BODIES = {"request", "answer"}


class Spend(NamedTuple):
    """US dollars of one scope; what is reserved belongs to calls under way."""

    cap: Decimal
    reserved: Decimal
    spent: Decimal


async def calls_of_run(connection: AsyncConnection, run_id: UUID) -> list[RowMapping]:
    """Every attempt, those of its replays too, oldest first, without prompts and answers."""
    return await _calls(connection, llm_calls.c.run_id == run_id)


async def calls_of_replay(connection: AsyncConnection, replay_id: UUID) -> list[RowMapping]:
    """Every attempt a replay made, oldest first."""
    return await _calls(connection, llm_calls.c.replay_id == replay_id)


async def calls_named(connection: AsyncConnection, ids: Sequence[UUID]) -> list[RowMapping]:
    """The calls a text is told by."""
    return await _calls(connection, llm_calls.c.id.in_(ids))


async def _calls(connection: AsyncConnection, wanted: ColumnElement[bool]) -> list[RowMapping]:
    columns = [column for column in llm_calls.c if column.name not in _BODIES]
    query = select(*columns).where(wanted).order_by(llm_calls.c.started_at, llm_calls.c.id)
    return list((await connection.execute(query)).mappings().all())


async def find_call(connection: AsyncConnection, run_id: UUID, call_id: UUID) -> RowMapping | None:
    query = select(llm_calls).where(llm_calls.c.id == call_id, llm_calls.c.run_id == run_id)
    return (await connection.execute(query)).mappings().first()


async def spend_of(connection: AsyncConnection, scope: str) -> Spend | None:
    """What a scope has cost; None before its first call."""
    row = llm_budgets.c
    query = select(row.cap, row.reserved, row.spent).where(row.scope == scope)
    found = (await connection.execute(query)).first()
    return None if found is None else Spend(*found)
