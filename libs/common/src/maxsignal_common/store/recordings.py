"""What runs were made of and what came of it, read back for replays and previews."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import CandlesReady
from maxsignal_common.facts import Method
from maxsignal_common.store.runs import CANDLES_STEP
from maxsignal_common.store.schema import events, posts, run_steps


async def recorded_candles(connection: AsyncConnection, run_id: UUID) -> CandlesReady | None:
    """The candles the run was made from."""
    query = select(events.c.body).join(run_steps, run_steps.c.event_id == events.c.id)
    query = query.where(run_steps.c.run_id == run_id, run_steps.c.method == CANDLES_STEP)
    body = (await connection.execute(query)).scalar()
    return CandlesReady.model_validate_json(body) if body else None


async def recorded_post(connection: AsyncConnection, run_id: UUID | None) -> str | None:
    """The run's `PostMerged` as it travelled; without a run the newest there is."""
    query = select(events.c.body).join(posts, posts.c.event_id == events.c.id)
    if run_id:
        query = query.where(posts.c.run_id == run_id)
    body: str | None = (await connection.execute(query.order_by(posts.c.created_at.desc()).limit(1))).scalar()
    return body


async def run_with_step(connection: AsyncConnection, method: Method, run_id: UUID | None) -> UUID | None:
    """This run if it completed the method; without a run the newest that did."""
    query = select(run_steps.c.run_id).where(run_steps.c.method == method, run_steps.c.status == "completed")
    if run_id:
        query = query.where(run_steps.c.run_id == run_id)
    found: UUID | None = (
        await connection.execute(query.order_by(run_steps.c.created_at.desc()).limit(1))
    ).scalar()
    return found
