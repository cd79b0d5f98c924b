"""Whether a source may be asked: one row per source that has failed, shared by every worker.

closed -> open (until a moment) -> half open (one worker probes, under a lease) -> closed or open again.
Disabled is for what time does not heal: a person enables the source. A source without a row is sound.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.schema import source_breakers


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"
    DISABLED = "disabled"


class Breaker(NamedTuple):
    """What is known of a source that failed; `openings` in a row make the pauses longer."""

    source: str
    state: BreakerState
    failures: int
    failing_since: datetime | None
    openings: int
    open_until: datetime | None
    reason: str | None
    changed_at: datetime


_ROW = [source_breakers.c[name] for name in Breaker._fields]


async def find_breaker(connection: AsyncConnection, source: str, *, lock: bool = False) -> Breaker | None:
    """A source's row; with `lock` nobody else moves it until this transaction ends."""
    query = select(*_ROW).where(source_breakers.c.source == source)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return _breaker(row) if row else None


async def breakers(connection: AsyncConnection) -> list[Breaker]:
    """Every source that has ever failed."""
    query = select(*_ROW).order_by(source_breakers.c.source)
    return [_breaker(row) for row in await connection.execute(query)]


async def take_probe(connection: AsyncConnection, source: str, *, at: datetime, lease: timedelta) -> bool:
    """Become the one worker that asks an open source whose pause is over; a lost prober's lease ends."""
    row = source_breakers.c
    due = row.state.in_([BreakerState.OPEN, BreakerState.HALF_OPEN]) & (row.open_until <= at)
    probe = (
        update(source_breakers)
        .where(row.source == source, due)
        .values(state=BreakerState.HALF_OPEN, open_until=at + lease, changed_at=at)
        .returning(row.source)
    )
    return (await connection.execute(probe)).scalar() is not None


async def move_breaker(
    connection: AsyncConnection, source: str, decide: Callable[[Breaker], Breaker], *, at: datetime
) -> tuple[Breaker, Breaker]:
    """Change a source's row by a decision on what it is now; returns it as it was and as it is."""
    sound = _sound(source, at)
    await connection.execute(insert(source_breakers).values(sound._asdict()).on_conflict_do_nothing())
    before = await find_breaker(connection, source, lock=True) or sound
    after = decide(before)
    if after != before:
        this = update(source_breakers).where(source_breakers.c.source == source)
        await connection.execute(this.values({**after._asdict(), "changed_at": at}))
    return before, after


async def enable_source(connection: AsyncConnection, source: str, *, at: datetime) -> bool:
    """A person says that the source may be asked again; False when nothing was held against it."""
    before, _ = await move_breaker(connection, source, lambda known: _sound(known.source, at), at=at)
    return before.state is not BreakerState.CLOSED


def _sound(source: str, at: datetime) -> Breaker:
    return Breaker(source, BreakerState.CLOSED, 0, None, 0, None, None, at)


def _breaker(row: object) -> Breaker:
    found = Breaker(*row)  # type: ignore[misc]
    return found._replace(state=BreakerState(found.state))
