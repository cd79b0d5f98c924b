"""A call to the database that has to succeed, however long the database is away."""

from collections.abc import Awaitable, Callable

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError

OUTAGE_PAUSE_S = 1.0
log = structlog.get_logger(__name__)


async def waited_out[T](clock: Clock, call: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            return await call()
        except OutageError as error:
            log.warning("outage_waited_out", code=error.code, detail=error.detail)
            await clock.sleep(OUTAGE_PAUSE_S)
