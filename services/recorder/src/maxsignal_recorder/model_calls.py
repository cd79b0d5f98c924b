"""Model calls that were lost with their worker: ended here, so that their budget is not held for ever."""

from contextlib import suppress

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_budgets import day_budget
from maxsignal_common.store.llm_calls import sweep_lost
from maxsignal_recorder.metrics import RecorderMetrics

log = structlog.get_logger(__name__)


class ModelCallSweep:
    """Ends overdue calls at their worst case, and shows what is left of the day's budget."""

    def __init__(self, database: Database, clock: Clock, metrics: RecorderMetrics, *, every_s: float) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._every_s = every_s

    async def run(self) -> None:
        while True:
            await self._clock.sleep(self._every_s)
            with suppress(OutageError):  # the next round comes soon enough
                await self.look()

    async def look(self) -> None:
        async with self._database.begin() as connection:
            lost = await sweep_lost(connection)
            day = await day_budget(connection, self._clock.now())
        self._metrics.swept(lost=len(lost), day=day)
        if lost:
            log.warning("model_calls_lost", calls=[str(call) for call in lost])
