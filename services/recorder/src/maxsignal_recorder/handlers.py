"""What the recorder does with a message: append it to its run, keep it as a dead letter, or as an answer."""

import asyncpg
from faststream.nats import NatsMessage

from maxsignal_common.bus.envelope import decode, occurred_at
from maxsignal_common.clock import Clock
from maxsignal_common.events import Event, RunRequested, StepReplayed
from maxsignal_common.store import deadletters
from maxsignal_common.store.database import Database, outages_translated
from maxsignal_common.store.record import UnknownRunError, record
from maxsignal_common.store.replays import keep_answer
from maxsignal_common.store.runs import request_run


class Handlers:
    def __init__(self, database: Database, pool: asyncpg.Pool, clock: Clock) -> None:
        self._database = database
        self._pool = pool
        self._clock = clock

    async def on_event(self, message: NatsMessage) -> None:
        event = decode(message.headers, message.body, message.raw_message.subject)
        if isinstance(event, StepReplayed):
            # Beside the run: its record is what its post was made of.
            async with self._database.begin() as connection:
                await keep_answer(connection, event)
            return
        try:
            await self._record(event, message)
        except UnknownRunError:
            if not isinstance(event, RunRequested):
                raise
            # Asked for over the bus by someone who does not write our tables: open the run here.
            async with self._database.begin() as connection:
                await request_run(connection, event, at=self._clock.now(), announce=False)

    async def _record(self, event: Event, message: NatsMessage) -> None:
        async with outages_translated(), self._pool.acquire() as connection:
            await record(
                connection,
                event,
                message.body.decode(),
                occurred_at=occurred_at(message.headers) or self._clock.now(),
                causation_id=message.headers.get("ce-causationid"),
            )

    async def on_dead_letter(self, message: NatsMessage) -> None:
        async with self._database.begin() as connection:
            await deadletters.keep(connection, message.headers, message.body)
