"""When a failing source is left alone, and for how long. All workers share it: a sick venue is probed by one.

Three failures within two minutes open a breaker; so does one RateLimited, for as long as the venue asks. A
block of this country disables the source until a person enables it. Any answer shows that the venue lives.
"""

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.breakers import Breaker, BreakerState, find_breaker, move_breaker, take_probe
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.sources.protocol import (
    GeoBlocked,
    Postponed,
    RateLimited,
    Refused,
    SourceDisabled,
    SourceResting,
    SourceUnavailable,
)

log = structlog.get_logger(__name__)

# A probe is a wait for the budget and a fetch; a prober that has not answered by then is lost.
PROBE_LEASE = timedelta(seconds=90)
SHORTEST_PAUSE = timedelta(seconds=1)
LONGEST_BAN = timedelta(days=3)


class BreakerPolicy(NamedTuple):
    """`failures` within `within` open the breaker; each opening in a row doubles the pause."""

    failures: int = 3
    within: timedelta = timedelta(minutes=2)
    pause: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)


class Breakers:
    """Asks and moves the breakers of all sources."""

    def __init__(self, policy: BreakerPolicy, random: Random, metrics: IngestMetrics) -> None:
        self._policy = policy
        self._random = random
        self._metrics = metrics

    async def admit(self, connection: AsyncConnection, source: str, at: datetime) -> Breaker | None:
        """Let this worker ask the source, or raise; returns what is known against the source."""
        known = await find_breaker(connection, source)
        if known is None or known.state is BreakerState.CLOSED:
            return known
        if known.state is BreakerState.DISABLED:
            way_back = f"`maxsignal sources enable {source}` asks it again"
            raise SourceDisabled(f"{source} is disabled: {known.reason}; {way_back}")
        if not await take_probe(connection, source, at=at, lease=PROBE_LEASE):
            raise resting(known, at)
        return known

    async def record(
        self, connection: AsyncConnection, source: str, failure: Postponed | Refused | None, at: datetime
    ) -> Breaker:
        """What came of asking: the breaker as it is now."""
        jitter = self._random.random()
        before, after = await move_breaker(
            connection, source, lambda known: moved(known, failure, at, self._policy, jitter), at=at
        )
        self._metrics.breaker(after)
        if after.state is not before.state:
            tell = log.info if after.state is BreakerState.CLOSED else log.error
            tell("source_breaker_moved", source=source, state=after.state, reason=after.reason)
        return after


def resting(breaker: Breaker, at: datetime) -> SourceResting:
    wait = max((breaker.open_until or at) - at, SHORTEST_PAUSE)
    return SourceResting(f"{breaker.source} is left alone for {wait}: {breaker.reason}", wait)


def moved(
    known: Breaker, failure: Postponed | Refused | None, at: datetime, policy: BreakerPolicy, jitter: float
) -> Breaker:
    """The breaker after one more outcome; `jitter` is a random share in [0, 1)."""
    if known.state is BreakerState.DISABLED:
        return known
    match failure:
        case GeoBlocked():
            return known._replace(state=BreakerState.DISABLED, open_until=None, reason=failure.detail)
        case RateLimited():
            until = at + min(max(failure.retry_after, SHORTEST_PAUSE), LONGEST_BAN)
            longer = max(until, known.open_until or until)
            return known._replace(state=BreakerState.OPEN, open_until=longer, reason=failure.detail)
        case SourceUnavailable():
            return _failed(known, failure, at, policy, jitter)
    if known.state is BreakerState.OPEN:
        return known  # asked before it opened: whoever probes will know better
    return Breaker(known.source, BreakerState.CLOSED, 0, None, 0, None, None, known.changed_at)


def _failed(
    known: Breaker, failure: SourceUnavailable, at: datetime, policy: BreakerPolicy, jitter: float
) -> Breaker:
    if known.state is BreakerState.OPEN:
        return known
    lately = known.failing_since is not None and at - known.failing_since <= policy.within
    since, failures = (known.failing_since, known.failures + 1) if lately else (at, 1)
    counted = known._replace(failures=failures, failing_since=since, reason=failure.detail)
    if known.state is BreakerState.CLOSED and failures < policy.failures:
        return counted
    # Full jitter: workers and installations that failed together do not come back together.
    pause = max(min(policy.pause * 2**known.openings, policy.longest) * jitter, SHORTEST_PAUSE)
    return counted._replace(
        state=BreakerState.OPEN, open_until=at + pause, openings=min(known.openings + 1, 20)
    )
