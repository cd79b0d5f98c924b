"""What the merger is told: the steps of a run as they were recorded."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import (
    PICTURED_CANDLES,
    CandlesReady,
    StepCompleted,
    StepFailed,
    StepsJoined,
)
from maxsignal_common.store.schema import events, run_steps


async def load_joined(connection: AsyncConnection, run_id: UUID) -> StepsJoined:
    """Build the event from the joined rows; methods in the analysis' order, so always the same bytes."""
    query = (
        select(events.c.type, events.c.body)
        .join(run_steps, run_steps.c.event_id == events.c.id)
        .where(run_steps.c.run_id == run_id)
    )
    bodies = (await connection.execute(query)).all()
    candles = next(CandlesReady.model_validate_json(b) for t, b in bodies if t == CandlesReady.type())
    completed = [StepCompleted.model_validate_json(b) for t, b in bodies if t == StepCompleted.type()]
    failed = [StepFailed.model_validate_json(b) for t, b in bodies if t == StepFailed.type()]
    order = candles.config.methods
    there = {step.method for step in (*completed, *failed)}
    return StepsJoined(
        run_id=run_id,
        instrument=candles.instrument,
        timeframe=candles.timeframe,
        as_of=candles.as_of,
        origin=candles.origin,
        config=candles.config,
        completed=tuple(sorted(completed, key=lambda step: order.index(step.method))),
        failed=tuple(sorted(failed, key=lambda step: order.index(step.method))),
        missing=tuple(method for method in order if method not in there),
        bars=candles.candles.last(PICTURED_CANDLES),
    )
