"""A run once more from its record: the same functions as live, recorded answers, no bus and no network.

A method that had not answered when the run was merged stays missing, one that failed stays failed: the post
is made of what its own was made of.
"""

import json
from typing import NamedTuple
from uuid import UUID

from maxsignal_analyzer.domain import analyse
from maxsignal_analyzer.writing import write_step
from maxsignal_cli.comparing import Difference, Replay, first_difference
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.events import CandlesReady, StepCompleted, StepsJoined
from maxsignal_common.store.chain import broken_link
from maxsignal_common.store.database import Database
from maxsignal_common.store.joined import load_joined
from maxsignal_common.store.reads import one_snapshot, run_row
from maxsignal_common.store.recordings import recorded_candles, recorded_post
from maxsignal_llm.port import Models, Prompts
from maxsignal_llm.recorded import RecordedModels
from maxsignal_llm.stored import StoredPrompts
from maxsignal_merger.writing import write_post


class Recording(NamedTuple):
    """What a run was made of, and its post as it travelled."""

    candles: CandlesReady
    joined: StepsJoined
    post: str


async def load_recording(database: Database, run_id: UUID) -> Recording:
    """Raises LauncherError for a run that is unknown, has no post, or whose record was changed."""
    async with database.begin() as connection:
        await one_snapshot(connection)
        row = await run_row(connection, run_id)
        if row is None:
            raise LauncherError("unknown_run", f"there is no run {run_id}")
        if (seq := await broken_link(connection, run_id)) is not None:
            raise LauncherError("record_changed", f"the record of this run was changed at its event {seq}")
        post = await recorded_post(connection, run_id)
        if post is None:
            why = f" with {row['error_code']}" if row["status"] == "failed" else ""
            raise LauncherError(
                "no_post", f"this run has no post to compare with: it is {row['status']}{why}"
            )
        candles = await recorded_candles(connection, run_id)
        if candles is None:
            raise LauncherError("no_candles", "the record of this run has no candles")
        return Recording(candles, await load_joined(connection, run_id), post)


async def replay(recording: Recording, database: Database) -> Replay:
    """Raises NotRecordedError where a model would be asked what the run never asked it."""
    models, prompts = RecordedModels(database), StoredPrompts(database)
    steps = [await _step(recording.candles, step, models, prompts) for step in recording.joined.completed]
    joined = recording.joined.model_copy(update={"completed": tuple(steps)})
    merged = (await write_post(joined, models, prompts)).event
    written = merged.model_dump_json()
    return Replay(merged, written == recording.post, _difference(recording, steps, written))


async def _step(
    candles: CandlesReady, recorded: StepCompleted, models: Models, prompts: Prompts
) -> StepCompleted:
    """The step again; how long it took then is no part of what it says."""
    result = analyse(candles, recorded.method)
    if not isinstance(result, StepCompleted):
        raise LauncherError("step_fails_now", f"{recorded.method}: {result.code}: {result.detail}")
    written = await write_step(candles, result, models, prompts)
    return written.model_copy(update={"duration_ms": recorded.duration_ms})


def _difference(recording: Recording, steps: list[StepCompleted], post: str) -> Difference | None:
    """In the post, else in a step it was made from."""
    if found := first_difference(json.loads(recording.post), json.loads(post)):
        return found
    for recorded, step in zip(recording.joined.completed, steps, strict=True):
        if found := first_difference(recorded.model_dump(mode="json"), step.model_dump(mode="json")):
            return found._replace(where=f"{recorded.method}.{found.where}")
    return None
