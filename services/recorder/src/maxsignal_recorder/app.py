"""Wiring of the recorder: the only writer of the event store."""

import asyncio
from datetime import timedelta
from functools import partial

import asyncpg

from maxsignal_common.bus.topology import RECORDER, RECORDER_DEAD_LETTERS
from maxsignal_common.service.runtime import service_runtime
from maxsignal_common.store.database import connect, connection_options
from maxsignal_common.store.dbclock import check_skew
from maxsignal_recorder.handlers import Handlers
from maxsignal_recorder.metrics import RecorderMetrics
from maxsignal_recorder.model_calls import ModelCallSweep
from maxsignal_recorder.relay import Reconciler, Relay, listen
from maxsignal_recorder.settings import RecorderSettings

ROLE = "maxsignal_recorder"


async def serve(settings: RecorderSettings) -> None:
    url = settings.database_url.get_secret_value()
    async with service_runtime("recorder", settings) as runtime:
        database = connect(url, role=ROLE)
        runtime.stack.push_async_callback(database.close)
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=settings.recorder_workers + 1,
            **connection_options(ROLE),
            # Nothing here changes a session, so nothing has to be reset after every event.
            reset=_nothing,
        )
        runtime.stack.push_async_callback(pool.close)
        wake = asyncio.Event()
        handlers = Handlers(database, pool, runtime.clock)
        runtime.checks["database"] = database.ping
        runtime.checks["clock"] = partial(check_skew, database, runtime.clock)
        runtime.bus.subscribe_raw(RECORDER, handlers.on_event, workers=settings.recorder_workers)
        runtime.bus.subscribe_raw(RECORDER_DEAD_LETTERS, handlers.on_dead_letter)
        publisher = await runtime.start_bus()
        relay = Relay(database, publisher, wake, runtime.clock, settings.relay_poll_s)
        metrics = RecorderMetrics(runtime.registry)
        reconciler = Reconciler(
            database,
            runtime.clock,
            metrics,
            every_s=settings.reconcile_every_s,
            after=timedelta(seconds=settings.reconcile_after_s),
        )
        sweep = ModelCallSweep(database, runtime.clock, metrics, every_s=settings.reconcile_every_s)
        runtime.background(relay.run())
        runtime.background(reconciler.run())
        runtime.background(sweep.run())
        runtime.background(listen(pool, wake, runtime.clock))
        await runtime.until_stopped()


async def _nothing(_connection: asyncpg.Connection) -> None:
    """Called by the pool when a connection is handed back."""
