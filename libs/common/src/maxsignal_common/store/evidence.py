"""What the events of a run say of its levels: the candles, the methods' answers and the post itself."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import CandlesReady, PostMerged, StepCompleted
from maxsignal_common.plan import Plan
from maxsignal_common.store.schema import events, posts, run_steps


class Evidence(NamedTuple):
    candles: CandlesReady
    steps: list[StepCompleted]
    post: PostMerged


async def plan_of(connection: AsyncConnection, run_id: UUID) -> Plan | None:
    """The plan that the run's post tells."""
    body = await _post(connection, run_id)
    return PostMerged.model_validate_json(body).plan if body else None


async def _post(connection: AsyncConnection, run_id: UUID) -> str | None:
    query = select(events.c.body).join(posts, posts.c.event_id == events.c.id)
    body: str | None = (await connection.execute(query.where(posts.c.run_id == run_id))).scalar()
    return body


async def evidence_of(connection: AsyncConnection, run_id: UUID) -> Evidence | None:
    """The very events that the run's post was made from; None for a run that has no post."""
    post = await _post(connection, run_id)
    of_candles = (
        select(events.c.body)
        .where(events.c.run_id == run_id, events.c.type == CandlesReady.type())
        .order_by(events.c.run_seq)
        .limit(1)
    )
    candles = (await connection.execute(of_candles)).scalar()
    if post is None or candles is None:
        return None
    of_steps = (
        select(events.c.body)
        .join(run_steps, run_steps.c.event_id == events.c.id)
        .where(run_steps.c.run_id == run_id, events.c.type == StepCompleted.type())
        .order_by(events.c.run_seq)
    )
    steps = (await connection.execute(of_steps)).scalars()
    return Evidence(
        CandlesReady.model_validate_json(candles),
        [StepCompleted.model_validate_json(body) for body in steps],
        PostMerged.model_validate_json(post),
    )
