"""The data a preview is made with: a recorded run, told to the prompt as it was told then."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import PostMerged
from maxsignal_common.facts import Method
from maxsignal_common.prompting import PromptStep
from maxsignal_common.store.joined import load_joined
from maxsignal_common.store.recordings import recorded_candles, recorded_post, run_with_step
from maxsignal_llm.prompts import Variables, merge_variables, step_variables


class Sample(NamedTuple):
    run_id: UUID
    variables: Variables


async def find_sample(connection: AsyncConnection, step: PromptStep, run_id: UUID | None) -> Sample | None:
    """Of the run that is named, or of the newest; None where no run got as far as this step."""
    if step is PromptStep.MERGE:
        return await _merge(connection, run_id)
    return await _method(connection, Method(step), run_id)


async def _method(connection: AsyncConnection, method: Method, run_id: UUID | None) -> Sample | None:
    found = await run_with_step(connection, method, run_id)
    candles = await recorded_candles(connection, found) if found else None
    if found is None or candles is None:
        return None
    joined = await load_joined(connection, found)
    result = next(one for one in joined.completed if one.method is method)
    return Sample(found, step_variables(candles, result))


async def _merge(connection: AsyncConnection, run_id: UUID | None) -> Sample | None:
    body = await recorded_post(connection, run_id)
    if body is None:
        return None
    post = PostMerged.model_validate_json(body)
    return Sample(post.run_id, merge_variables(await load_joined(connection, post.run_id), post.plan))
