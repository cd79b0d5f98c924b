"""Watched plans: claimed by one worker at a time, moved on together with what is to be told.

The database's clock decides what is due. A worker that is lost leaves a lease that ends; one that comes back
late finds its token gone and changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import PlanProgressed
from maxsignal_common.progress import Course, Watch
from maxsignal_common.store.deliveries_schema import OPEN_DELIVERY, deliveries
from maxsignal_common.store.outbox import enqueue
from maxsignal_common.store.plans_schema import plan_watches

# A look that ends its worker this often is left for a person: it would take every other look down with it.
MOST_TRIES = 5

type Ending = Literal["told", "split", "lost"]


class Claim(NamedTuple):
    """A watch that is ours to look at; `token` proves it."""

    watch: Watch
    course: Course
    token: UUID


async def open_watch(
    connection: AsyncConnection, watch: Watch, course: Course, *, next_look: datetime, pause: timedelta
) -> None:
    """Watch the leg; one that is watched already stays where it is.

    A post of long ago is looked at after the pause, by when its messages are queued for who may answer to it.
    """
    row = insert(plan_watches).values(
        run_id=watch.run_id,
        leg=watch.leg,
        watch=watch.model_dump(mode="json"),
        course=course.model_dump(mode="json"),
        look_at=func.greatest(next_look, func.now() + pause),
    )
    await connection.execute(row.on_conflict_do_nothing())


CLAIM = text(
    """
    UPDATE plan_watches SET token = :token, lease_until = now() + :lease, tries = tries + 1
    WHERE (run_id, leg) = (
        SELECT run_id, leg FROM plan_watches
        WHERE ended IS NULL AND look_at <= now() AND tries < :most
            AND (lease_until IS NULL OR lease_until < now())
        ORDER BY look_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING watch, course
    """
)


async def claim(connection: AsyncConnection, *, token: UUID, lease: timedelta) -> Claim | None:
    """The watch that has waited longest; None when nothing is due."""
    values = {"token": token, "lease": lease, "most": MOST_TRIES}
    row = (await connection.execute(CLAIM, values)).first()
    if row is None:
        return None
    return Claim(Watch.model_validate(row.watch), Course.model_validate(row.course), token)


# The next close if it lies ahead; a market that is late, or closed, is looked at again after the pause.
SETTLE = text(
    """
    UPDATE plan_watches SET course = CAST(:course AS jsonb), ended = :ended, tries = 0, token = NULL,
        lease_until = NULL, updated_at = now(),
        look_at = CASE WHEN :next > now() THEN :next ELSE now() + :pause END
    WHERE run_id = :run_id AND leg = :leg AND token = :token
    RETURNING 1
    """
)


async def settle(
    connection: AsyncConnection,
    claimed: Claim,
    course: Course,
    told: Sequence[PlanProgressed],
    *,
    next_look: datetime,
    pause: timedelta,
    ended: Ending | None = None,
) -> bool:
    """Move the watch on and announce what happened, both or neither; False when it is no longer ours."""
    values = {
        "run_id": claimed.watch.run_id,
        "leg": claimed.watch.leg,
        "token": claimed.token,
        "course": course.model_dump_json(),
        "ended": ended,
        "next": next_look,
        "pause": pause,
    }
    if (await connection.execute(SETTLE, values)).first() is None:
        return False
    for event in told:
        await enqueue(connection, f"{event.run_id}:plan:{event.step()}", event)
    return True


async def watches_open(connection: AsyncConnection) -> dict[str, int]:
    """How many legs are watched, and how many of them were given up by those who looked."""
    stuck = plan_watches.c.tries >= MOST_TRIES
    query = select(func.count(), func.count().filter(stuck)).where(plan_watches.c.ended.is_(None))
    watched, given_up = (await connection.execute(query)).one()
    return {"watched": watched, "given_up": given_up}


async def told_chats(connection: AsyncConnection, post: UUID) -> frozenset[int]:
    """Chats that have the post's first message, or will: there is, or will be, something to reply to."""
    rows = deliveries.c
    query = select(rows.chat_id).where(
        rows.post_id == post, rows.part.in_((0, 1)), (rows.state == "sent") | OPEN_DELIVERY
    )
    return frozenset((await connection.execute(query)).scalars())
