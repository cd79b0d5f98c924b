"""Open runs that stand still are announced again from the database, so losing all of NATS loses no run.

Announcing again is safe: ids are deterministic, the bus drops what it still holds, and consumers drop
what they have done.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import CandlesReady, PostMerged, RunFailed, RunRequested, StepsJoined
from maxsignal_common.store.outbox import enqueue

# One announcement per status: what its next worker consumes.
REANNOUNCE = text(
    r"""
    WITH stale AS (
        SELECT id, status FROM runs
        WHERE status IN ('queued', 'running', 'merging', 'publishing') AND updated_at < :before
        ORDER BY updated_at LIMIT 100 FOR UPDATE SKIP LOCKED
    ), touched AS (
        UPDATE runs SET updated_at = :at FROM stale WHERE runs.id = stale.id
    ), copied AS (
        INSERT INTO outbox (key, run_id, type, body)
        SELECT e.run_id || '\:again\:' || e.type, e.run_id, e.type, e.body
        FROM stale JOIN events e ON e.run_id = stale.id AND e.type = CASE stale.status
            WHEN 'queued' THEN :requested WHEN 'running' THEN :candles WHEN 'publishing' THEN :merged END
        ON CONFLICT (key) DO UPDATE SET sent_at = NULL
        RETURNING run_id
    ), again AS (
        UPDATE outbox SET sent_at = NULL FROM stale
        WHERE outbox.run_id = stale.id AND (
            stale.status = 'merging' AND outbox.key = stale.id || '\:merge'
            OR stale.status = 'publishing' AND outbox.key LIKE stale.id || '\:publish\:%')
        RETURNING outbox.run_id
    )
    SELECT count(*) FROM (SELECT run_id FROM copied UNION SELECT run_id FROM again) announced
    """
)

# Past its deadline a run merges what it has; without candles or any result there is nothing to merge.
MERGE_OVERDUE = text(
    r"""
    WITH overdue AS (
        SELECT id FROM runs r
        WHERE status IN ('queued', 'running') AND deadline < :at
            AND EXISTS (SELECT 1 FROM run_steps s WHERE s.run_id = r.id AND s.method = 'candles')
            AND EXISTS (SELECT 1 FROM run_steps s WHERE s.run_id = r.id AND s.method <> 'candles')
        LIMIT 100 FOR UPDATE SKIP LOCKED
    ), moved AS (
        UPDATE runs SET status = 'merging', updated_at = :at FROM overdue WHERE runs.id = overdue.id
        RETURNING runs.id
    )
    INSERT INTO outbox (key, run_id, type) SELECT id || '\:merge', id, :joined FROM moved
    ON CONFLICT DO NOTHING RETURNING run_id
    """
)

FIND_HOPELESS = text(
    r"""
    SELECT id, (SELECT count(*) FROM events e WHERE e.run_id = r.id AND e.type = :failed) AS failures
    FROM runs r
    WHERE status IN ('queued', 'running', 'merging') AND deadline < :at
        AND (status = 'merging' AND deadline < :long_ago
             OR NOT EXISTS (SELECT 1 FROM run_steps s WHERE s.run_id = r.id AND s.method = 'candles')
             OR NOT EXISTS (SELECT 1 FROM run_steps s WHERE s.run_id = r.id AND s.method <> 'candles'))
    LIMIT 100 FOR UPDATE SKIP LOCKED
    """
)


async def reannounce(connection: AsyncConnection, *, at: datetime, still_for: timedelta) -> int:
    """Put the next message of every run that has not moved for `still_for` back into the outbox."""
    names = {"requested": RunRequested.type(), "candles": CandlesReady.type(), "merged": PostMerged.type()}
    moment = {"at": at, "before": at - still_for}
    return int((await connection.execute(REANNOUNCE, names | moment)).scalar_one())


async def sweep_deadlines(connection: AsyncConnection, *, at: datetime) -> tuple[int, int]:
    """Merge overdue runs with what is there, fail those with nothing; returns (merging, failed)."""
    merging = (await connection.execute(MERGE_OVERDUE, {"at": at, "joined": StepsJoined.type()})).all()
    question = {"at": at, "long_ago": at - timedelta(hours=1), "failed": RunFailed.type()}
    hopeless = (await connection.execute(FIND_HOPELESS, question)).all()
    for run_id, failures in hopeless:
        event = RunFailed(
            run_id=run_id,
            stage="recorder",
            code="deadline_passed",
            detail="the run did not finish before its deadline and left nothing to publish",
            attempt=failures + 1,
        )
        await enqueue(connection, f"{run_id}:failed:{event.attempt}", event, again=True)
    return len(merging), len(hopeless)
