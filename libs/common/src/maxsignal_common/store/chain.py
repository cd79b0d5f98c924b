"""The hash chain of a run: each event's hash covers the one before, so tampering shows."""

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.schema import events, runs

GENESIS = b""


def link(previous: bytes, event_id: UUID, event_type: str, body: str) -> bytes:
    """Hash of one event on top of the previous hash; store/record.py computes the same in SQL."""
    return hashlib.sha256(previous + event_id.bytes + f"{event_type}\n{body}".encode()).digest()


async def broken_link(connection: AsyncConnection, run_id: UUID) -> int | None:
    """The first `run_seq` whose hash does not follow from what is stored; None when all is well."""
    query = select(events).where(events.c.run_id == run_id).order_by(events.c.run_seq)
    previous, expected_seq = GENESIS, 1
    for row in (await connection.execute(query)).all():
        previous = link(previous, row.id, row.type, row.body)
        if row.hash != previous or row.run_seq != expected_seq:
            return int(row.run_seq)
        expected_seq += 1
    head = (await connection.execute(select(runs.c.head_hash).where(runs.c.id == run_id))).scalar()
    return None if head == previous else expected_seq
