"""The hash chain of a run: each event's hash covers the one before, so tampering shows."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.schema import events, runs

GENESIS = b""


def link(previous: bytes, event_id: UUID, event_type: str, body: str) -> bytes:
    """Hash of one event on top of the previous hash; store/record.py computes the same in SQL."""
    return hashlib.sha256(previous + event_id.bytes + f"{event_type}\n{body}".encode()).digest()


async def broken_link(connection: AsyncConnection, run_id: UUID) -> int | None:
    """The first `run_seq` whose hash does not follow from what is stored; None when all is well."""
    query = select(events).where(events.c.run_id == run_id).order_by(events.c.run_seq)
    rows = (await connection.execute(query)).mappings().all()
    head = (await connection.execute(select(runs.c.head_hash).where(runs.c.id == run_id))).scalar()
    return first_break(rows, head)


def first_break(rows: Sequence[RowMapping], head: bytes | None) -> int | None:
    """The same for events that are at hand, in order; `head` is the hash their run names."""
    previous, expected_seq = GENESIS, 1
    for row in rows:
        previous = link(previous, row["id"], row["type"], row["body"])
        if row["hash"] != previous or row["run_seq"] != expected_seq:
            return int(row["run_seq"])
        expected_seq += 1
    return None if head == previous else expected_seq
