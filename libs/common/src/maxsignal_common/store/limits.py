"""Rates that hold however many ask at once: GCRA, one row and one upsert per decision.

`free_at` is when the bucket will be empty again. A try adds one interval to it and passes as long as that
stays within `burst` intervals from now; a try that does not pass changes nothing, so it costs no later one.
"""

import math
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.auth_schema import rate_limits

# Rows of which nothing is left are cleared away a few at a time, by whoever comes.
SWEEP = 20


class Rate(NamedTuple):
    """So many at once, then one per interval."""

    burst: int
    interval: timedelta


async def take(connection: AsyncConnection, key: str, rate: Rate) -> int | None:
    """Count one try; None where it may go on, otherwise the seconds until the next one may."""
    now = func.clock_timestamp()
    row = insert(rate_limits).values(key=key, free_at=now + rate.interval)
    later = func.greatest(rate_limits.c.free_at, now) + rate.interval
    counted = row.on_conflict_do_update(
        index_elements=["key"], set_={"free_at": later}, where=later <= now + rate.interval * rate.burst
    )
    passed = await connection.execute(counted.returning(rate_limits.c.key))
    if passed.scalar() is not None:
        await _sweep(connection)
        return None
    left = func.extract("epoch", rate_limits.c.free_at + rate.interval * (1 - rate.burst) - now)
    seconds = (await connection.execute(select(left).where(rate_limits.c.key == key))).scalar() or 0
    return max(1, math.ceil(seconds))


async def give_back(connection: AsyncConnection, key: str) -> None:
    """Forget the tries under this key."""
    await connection.execute(delete(rate_limits).where(rate_limits.c.key == key))


async def _sweep(connection: AsyncConnection) -> None:
    spent = select(rate_limits.c.key).where(
        rate_limits.c.free_at < func.clock_timestamp() - timedelta(hours=1)
    )
    few = spent.order_by(rate_limits.c.free_at).limit(SWEEP).with_for_update(skip_locked=True)
    await connection.execute(delete(rate_limits).where(rate_limits.c.key.in_(few)))
