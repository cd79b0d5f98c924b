"""The loop beside the runs: looks at open plans after each close and says what the candles did to them.

Several processes may watch: a look is claimed with a lease, and only its holder moves the plan on. What is
told goes into the outbox with the state it leaves, so a process that dies tells it once or not yet.
"""

from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.events import PostMerged
from maxsignal_common.store import plans
from maxsignal_common.store.database import Database
from maxsignal_ingest.market import Market
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.plans import Look, first_look, look, pause_of, request_of, started, unseen, watches_of
from maxsignal_ingest.sources.protocol import Postponed, Refused

# Longer than the slowest venue answers: who comes back later finds that somebody else has looked.
LEASE = timedelta(minutes=2)

log = structlog.get_logger(__name__)


class Habit(NamedTuple):
    """How often it is asked what is due, and how long after a close a candle is looked for."""

    every_s: float
    grace: timedelta


class PlanWatch:
    def __init__(
        self, database: Database, market: Market, metrics: IngestMetrics, clock: Clock, habit: Habit
    ) -> None:
        self._database = database
        self._market = market
        self._metrics = metrics
        self._clock = clock
        self._habit = habit

    async def on_post_merged(self, event: PostMerged) -> None:
        """Published or not: whether somebody reads what comes of it is for the publisher to know."""
        async with self._database.begin() as connection:
            for watch in watches_of(event):
                await plans.open_watch(
                    connection,
                    watch,
                    started(watch),
                    next_look=first_look(watch, self._habit.grace),
                    pause=self._habit.grace,
                )

    async def run(self) -> None:
        while True:
            try:
                while await self.look_once():
                    pass
                async with self._database.begin() as connection:
                    self._metrics.watches(await plans.watches_open(connection))
            except OutageError as error:
                log.warning("outage_waited_out", code=error.code, detail=error.detail)
            await self._clock.sleep(self._habit.every_s)

    async def look_once(self) -> bool:
        """Look at the plan that has waited longest; False when none is due."""
        async with self._database.begin() as connection:
            claimed = await plans.claim(connection, token=uuid4(), lease=LEASE)
        if claimed is None:
            return False
        found, pause = await self._look(claimed)
        async with self._database.begin() as connection:
            ours = await plans.settle(
                connection,
                claimed,
                found.course,
                found.told,
                next_look=found.next_look,
                pause=pause,
                ended=found.ended,
            )
        if ours:
            for event in found.told:
                log.info("plan_progressed", run_id=str(event.run_id), leg=event.leg, kind=event.kind)
                self._metrics.progressed(event.kind)
        return True

    async def _look(self, claimed: plans.Claim) -> tuple[Look, timedelta]:
        """What the market says; a source that does not answer now is asked again after a while."""
        watch, course = claimed.watch, claimed.course
        now, pause = self._clock.now(), pause_of(watch.timeframe)
        try:
            served = await self._market.candles(request_of(watch, now))
        except (Postponed, Refused) as failure:
            log.warning(
                "plan_not_looked_at", run_id=str(watch.run_id), code=failure.code, detail=failure.detail
            )
            wait = failure.retry_after if isinstance(failure, Postponed) else pause
            return unseen(watch, course, now), wait
        return look(watch, course, served.fetched, now, self._habit.grace), pause
