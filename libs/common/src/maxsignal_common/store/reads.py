"""What the API shows: pages and one run, read without touching anything."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select, text, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.ids import post_id
from maxsignal_common.store.deliveries_schema import deliveries
from maxsignal_common.store.schema import dead_letters, events, posts, run_steps, runs


class RunFilter(NamedTuple):
    """Which runs to list; an empty part does not filter."""

    statuses: tuple[str, ...] = ()
    instrument: str | None = None
    timeframe: str | None = None
    analysis: str | None = None
    trigger: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class RunPosition(NamedTuple):
    """Where a page ended: runs are ordered newest first by these two."""

    created_at: datetime
    run_id: UUID


async def one_snapshot(connection: AsyncConnection) -> None:
    """Let every read of this transaction see the same moment; call it first."""
    await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))


async def run_page(
    connection: AsyncConnection, wanted: RunFilter, *, after: RunPosition | None, limit: int
) -> list[RowMapping]:
    query = select(runs).order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(limit)
    if wanted.statuses:
        query = query.where(runs.c.status.in_(wanted.statuses))
    for name in ("instrument", "timeframe", "analysis", "trigger"):
        if value := getattr(wanted, name):
            query = query.where(runs.c[name] == value)
    if wanted.since:
        query = query.where(runs.c.created_at >= wanted.since)
    if wanted.until:
        query = query.where(runs.c.created_at < wanted.until)
    if after:
        query = query.where(tuple_(runs.c.created_at, runs.c.id) < tuple_(*after))
    return await _rows(connection, query)


async def run_row(connection: AsyncConnection, run_id: UUID) -> RowMapping | None:
    rows = await _rows(connection, select(runs).where(runs.c.id == run_id))
    return rows[0] if rows else None


async def run_events(connection: AsyncConnection, run_id: UUID) -> list[RowMapping]:
    """Every event of the run in order; `method` marks the one that its step was joined from."""
    query = (
        select(events, run_steps.c.method)
        # Its run as well: only that has an index.
        .join(
            run_steps,
            (run_steps.c.run_id == events.c.run_id) & (run_steps.c.event_id == events.c.id),
            isouter=True,
        )
        .where(events.c.run_id == run_id)
        .order_by(events.c.run_seq)
    )
    return await _rows(connection, query)


async def newest_run_with_post(connection: AsyncConnection) -> UUID | None:
    with_post = runs.c.status.in_(("merged", "publishing", "published"))
    query = select(posts.c.run_id).join(runs, runs.c.id == posts.c.run_id).where(with_post)
    query = query.order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(1)
    found: UUID | None = (await connection.execute(query)).scalar()
    return found


async def post_time(connection: AsyncConnection, run_id: UUID) -> datetime:
    """When the post of a run that has one was written."""
    query = select(posts.c.created_at).where(posts.c.run_id == run_id)
    found: datetime = (await connection.execute(query)).scalar_one()
    return found


async def delivery_counts(connection: AsyncConnection, run_id: UUID) -> dict[str, int]:
    """How many parts of the run's post are in which state."""
    query = (
        select(deliveries.c.state, func.count())
        .where(deliveries.c.post_id == post_id(run_id))
        .group_by(deliveries.c.state)
    )
    return dict(row for row in await connection.execute(query))


async def dead_letter_page(
    connection: AsyncConnection, *, state: str, before: int | None, limit: int
) -> list[RowMapping]:
    """Newest first, without payloads."""
    columns = [column for column in dead_letters.c if column.name not in {"payload", "headers"}]
    query = (
        select(*columns, func.length(dead_letters.c.payload).label("bytes"))
        .where(dead_letters.c.state == state)
        .order_by(dead_letters.c.id.desc())
        .limit(limit)
    )
    if before:
        query = query.where(dead_letters.c.id < before)
    return await _rows(connection, query)


async def _rows(connection: AsyncConnection, query: Select[*tuple[object, ...]]) -> list[RowMapping]:
    return list((await connection.execute(query)).mappings().all())
