"""Keys of a service that opens its connections once: read at its start, and a reason to start anew."""

import structlog

from maxsignal_common.provider_settings import KeySettings
from maxsignal_common.service.runtime import Runtime
from maxsignal_common.store.database import Database
from maxsignal_common.store.provided import Provided, provided_to, wait_for_change

log = structlog.get_logger(__name__)


async def follow_keys[S: KeySettings](runtime: Runtime, database: Database, settings: S) -> Provided[S]:
    """The settings completed by what is stored; once that changes the service stops, to be started with it.

    Whoever runs the service starts it again: what it was doing is finished first, and nothing is lost by it.
    """
    known = await provided_to(database, settings)
    runtime.background(_stop_on_change(runtime, database, settings, known))
    return known


async def _stop_on_change[S: KeySettings](
    runtime: Runtime, database: Database, settings: S, known: Provided[S]
) -> None:
    await wait_for_change(database, settings, known, runtime.clock)
    runtime.stopping.set()
