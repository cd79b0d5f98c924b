"""Follow the event store without a gap, whoever writes at once.

Events are numbered when they are written and seen when they are committed, so a reader of the numbers would
skip what is committed late. Here they come by transaction, and only up to the oldest one still running.
"""

from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

LARGEST = 2**63 - 1

READ = text(
    """
    SELECT e.xid, e.seq, e.run_id, e.run_seq, e.type, e.recorded_at, s.method
    FROM events e LEFT JOIN run_steps s ON s.run_id = e.run_id AND s.event_id = e.id
    WHERE (e.xid, e.seq) > (CAST(:xid AS bigint), CAST(:seq AS bigint))
        AND e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY e.xid, e.seq LIMIT :limit
    """
)
HEAD = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


class Place(NamedTuple):
    """Where a reader is: everything up to here was read."""

    xid: int
    seq: int

    @property
    def text(self) -> str:
        return f"{self.xid}-{self.seq}"

    @classmethod
    def parse(cls, told: str) -> Self | None:
        """None for what was not given out here."""
        xid, _, seq = told.partition("-")
        if not all(part.isascii() and part.isdigit() and int(part) <= LARGEST for part in (xid, seq)):
            return None
        return cls(int(xid), int(seq))


class FeedEvent(NamedTuple):
    """An event of the store, without its body; `method` where a step was joined from it."""

    place: Place
    run_id: UUID
    run_seq: int
    type: str
    recorded_at: datetime
    method: str | None


async def read_feed(connection: AsyncConnection, after: Place, *, limit: int) -> list[FeedEvent]:
    """What became certain behind a place, in order."""
    rows = await connection.execute(READ, {"xid": after.xid, "seq": after.seq, "limit": limit})
    return [FeedEvent(Place(xid, seq), *rest) for xid, seq, *rest in rows]


async def head(connection: AsyncConnection) -> Place:
    """The place behind all that is certain now."""
    oldest_running: int = (await connection.execute(HEAD)).scalar_one()
    return Place(oldest_running - 1, LARGEST)
