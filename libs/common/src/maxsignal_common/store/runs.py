"""How a run begins: its first event, its row and its outbox row in one transaction."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import RunRequested
from maxsignal_common.store.chain import GENESIS, link
from maxsignal_common.store.schema import events, outbox, runs

RUN_DEADLINE = timedelta(minutes=10)
# The candles are joined like a step: a run is complete when they and every method are there.
CANDLES_STEP = "candles"
# The code of a run that somebody ended: it never opens again.
CANCELLED = "cancelled"


async def request_run(
    connection: AsyncConnection, event: RunRequested, *, at: datetime, announce: bool = True
) -> bool:
    """Open the run an event asks for; False when it exists already (the event is then a duplicate).

    `announce` puts the event into the outbox; the recorder, which has it from the bus, does not.
    """
    body = event.model_dump_json()
    head = link(GENESIS, event.event_id(), event.type(), body)
    opened = await connection.execute(
        insert(runs)
        .values(
            id=event.run_id,
            analysis=event.config.analysis,
            instrument=event.instrument.id,
            timeframe=event.timeframe,
            trigger=event.trigger,
            status="queued",
            as_of=event.as_of,
            steps=[CANDLES_STEP, *event.config.methods],
            deadline=at + RUN_DEADLINE,
            head_seq=1,
            head_hash=head,
        )
        .on_conflict_do_nothing()
        .returning(runs.c.id)
    )
    if opened.scalar() is None:
        return False
    await connection.execute(
        insert(events).values(
            id=event.event_id(),
            run_id=event.run_id,
            run_seq=1,
            type=event.type(),
            body=body,
            occurred_at=at,
            hash=head,
        )
    )
    if announce:
        key = f"{event.run_id}:requested"
        await connection.execute(
            insert(outbox).values(key=key, run_id=event.run_id, type=event.type(), body=body)
        )
    return True
