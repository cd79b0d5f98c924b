"""Wires the scheduler: a loop over the database, no bus (the recorder relays what it writes)."""

from functools import partial
from pathlib import Path

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.service.runtime import service_runtime
from maxsignal_common.service.watchdog import LoopWatch
from maxsignal_common.store.database import connect
from maxsignal_common.store.dbclock import check_skew
from maxsignal_scheduler.handlers import Handlers
from maxsignal_scheduler.metrics import TickMetrics
from maxsignal_scheduler.settings import SchedulerSettings

log = structlog.get_logger(__name__)


async def serve(settings: SchedulerSettings) -> None:
    async with service_runtime("scheduler", settings) as runtime:
        database = connect(settings.database_url.get_secret_value(), role="maxsignal_scheduler")
        runtime.stack.push_async_callback(database.close)
        runtime.checks["database"] = database.ping
        runtime.checks["clock"] = partial(check_skew, database, runtime.clock)
        handlers = Handlers(database, TickMetrics(runtime.registry))
        poll = settings.scheduler_poll_s
        runtime.background(look_forever(handlers, runtime.clock, poll, settings.heartbeat_file))
        await runtime.until_stopped()


async def look_forever(handlers: Handlers, clock: Clock, poll_s: float, heartbeat: Path | None) -> None:
    """Look, wait, look again; a database that is away is waited for."""
    watch = LoopWatch()
    while True:
        watch.tick()
        try:
            await handlers.on_poll()
        except OutageError as error:
            log.warning("outage_waited_out", code=error.code, detail=error.detail)
        else:
            if heartbeat:
                heartbeat.touch()  # noqa: ASYNC240 - one inode on tmpfs; a thread would cost more
        await clock.sleep(poll_s)
