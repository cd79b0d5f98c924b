"""The data a preview is made with: a recorded run, told to the prompt as it was told then."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import CandlesReady, PostMerged
from maxsignal_common.prompting import PromptStep
from maxsignal_common.store.joined import load_joined
from maxsignal_common.store.runs import CANDLES_STEP
from maxsignal_common.store.schema import events, posts, run_steps
from maxsignal_llm.prompts import Variables, merge_variables, step_variables


class Sample(NamedTuple):
    run_id: UUID
    variables: Variables


async def find_sample(connection: AsyncConnection, step: PromptStep, run_id: UUID | None) -> Sample | None:
    """Of the run that is named, or of the newest; None where no run got as far as this step."""
    return await (_merge if step is PromptStep.MERGE else _method)(connection, step, run_id)


async def _method(connection: AsyncConnection, step: PromptStep, run_id: UUID | None) -> Sample | None:
    query = select(run_steps.c.run_id).where(run_steps.c.method == step, run_steps.c.status == "completed")
    if run_id:
        query = query.where(run_steps.c.run_id == run_id)
    found: UUID | None = (
        await connection.execute(query.order_by(run_steps.c.created_at.desc()).limit(1))
    ).scalar()
    if found is None:
        return None
    body = select(events.c.body).join(run_steps, run_steps.c.event_id == events.c.id)
    body = body.where(run_steps.c.run_id == found, run_steps.c.method == CANDLES_STEP)
    candles = CandlesReady.model_validate_json((await connection.execute(body)).scalar_one())
    joined = await load_joined(connection, found)
    result = next(one for one in joined.completed if one.method == step.value)
    return Sample(found, step_variables(candles, result))


async def _merge(connection: AsyncConnection, _step: PromptStep, run_id: UUID | None) -> Sample | None:
    query = select(events.c.body).join(posts, posts.c.event_id == events.c.id)
    if run_id:
        query = query.where(posts.c.run_id == run_id)
    body = (await connection.execute(query.order_by(posts.c.created_at.desc()).limit(1))).scalar()
    if body is None:
        return None
    post = PostMerged.model_validate_json(body)
    return Sample(post.run_id, merge_variables(await load_joined(connection, post.run_id), post.plan))
