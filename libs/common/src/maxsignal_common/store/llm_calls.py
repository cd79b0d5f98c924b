"""The ledger of model calls: a row before each attempt, completed after it.

open -> answered | failed, and unknown where its worker was lost: that one is settled at the worst case. A
request has at most one open or answered row, so identical requests are asked once. `gave_up` rows say that
a step went on without a model, for the replay.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.llm_budgets import settle
from maxsignal_common.store.llm_schema import LIVE_CALL, llm_calls

WORST_CASE = "worst_case"


class NewCall(NamedTuple):
    """What is known before the call."""

    request_hash: str
    request: str
    run_id: UUID
    step: str
    prompt_version: str | None
    attempt: int
    model: str
    scopes: tuple[str, ...]
    reserved: Decimal
    replay_id: UUID | None = None


class Ending(NamedTuple):
    """What is known after it; `cost` is what the ledger books, `cost_basis` how it is known."""

    state: str
    cost: Decimal
    cost_basis: str
    latency_ms: int
    answer: str | None = None
    fault: str | None = None
    detail: str | None = None
    status: int | None = None
    served_model: str | None = None
    provider: str | None = None
    generation_id: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


async def open_call(connection: AsyncConnection, call: NewCall, lease: timedelta) -> UUID | None:
    """Claim the request; None while another worker has it open, or once it is answered."""
    row = {"id": uuid4(), "state": "open", **call._asdict(), "scopes": list(call.scopes)}
    row["lease_until"] = func.now() + literal(lease)
    claim = (
        insert(llm_calls)
        .values(row)
        .on_conflict_do_nothing(index_elements=["request_hash"], index_where=LIVE_CALL)
        .returning(llm_calls.c.id)
    )
    claimed: UUID | None = (await connection.execute(claim)).scalar()
    return claimed


async def close_call(
    connection: AsyncConnection, call_id: UUID, ending: Ending, spent: Mapping[str, Decimal]
) -> bool:
    """Complete an open call and settle its budgets; False when the sweep was faster."""
    row = llm_calls.c
    closed = (
        update(llm_calls)
        .where(row.id == call_id, row.state == "open")
        .values(**ending._asdict(), finished_at=func.clock_timestamp())
        .returning(row.scopes, row.reserved)
    )
    found = (await connection.execute(closed)).first()
    if found is None:
        return False
    await settle(connection, found.scopes, found.reserved, spent)
    return True


async def find_live(connection: AsyncConnection, request_hash: str) -> RowMapping | None:
    """The request's open or answered call, `overdue` where its worker's lease is over."""
    query = select(llm_calls, (llm_calls.c.lease_until < func.now()).label("overdue"))
    found = await connection.execute(query.where(llm_calls.c.request_hash == request_hash, LIVE_CALL))
    return found.mappings().first()


async def find_recorded(connection: AsyncConnection, request_hash: str, run_id: UUID) -> RowMapping | None:
    """How the request ended for this run; one that ended there in no way has another run's answer."""
    row = llm_calls.c
    own = (row.run_id == run_id).desc()
    query = (
        select(llm_calls)
        .where(row.request_hash == request_hash)
        .where((row.state == "answered") | ((row.state == "gave_up") & (row.run_id == run_id)))
        .order_by(own, row.started_at.desc())
        .limit(1)
    )
    return (await connection.execute(query)).mappings().first()


async def give_up(connection: AsyncConnection, call: NewCall, fault: str, detail: str) -> None:
    """Record that a step went on without a model, and why."""
    row = {"id": uuid4(), **call._asdict(), "scopes": [], "reserved": 0, "model": None}
    ended = {"state": "gave_up", "fault": fault, "detail": detail, "cost": 0, "cost_basis": "none"}
    now = {"lease_until": func.now(), "finished_at": func.clock_timestamp()}
    await connection.execute(insert(llm_calls).values(row | ended | now))


async def sweep_lost(connection: AsyncConnection) -> list[UUID]:
    """Calls whose worker was lost become `unknown` and cost what they had reserved at most."""
    row = llm_calls.c
    overdue = (
        select(row.id, row.scopes, row.reserved)
        .where(row.state == "open", row.lease_until < func.now())
        .order_by(row.id)
        .with_for_update(skip_locked=True)
    )
    lost = list(await connection.execute(overdue))
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for call in lost:
        values = {"state": "unknown", "cost": row.reserved, "cost_basis": WORST_CASE}
        moved = update(llm_calls).where(row.id == call.id)
        await connection.execute(moved.values(**values, finished_at=func.clock_timestamp()))
        for scope in call.scopes:
            held[scope] += call.reserved
    # In the order of names over all calls: whoever settles one meanwhile locks budgets in that order too.
    for scope in sorted(held):
        await settle(connection, [scope], held[scope], {scope: held[scope]})
    return [call.id for call in lost]
