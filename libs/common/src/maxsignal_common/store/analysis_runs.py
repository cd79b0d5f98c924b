"""What past runs of an analysis tell: the last one, what they cost and how long they took."""

from sqlalchemy import text
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.runs import CANDLES_STEP

COSTED_RUNS, TIMED_RUNS = 30, 200

_LAST = text("""
SELECT a.name, r.id AS run_id, r.instrument, r.timeframe, r.status, r.created_at
FROM analyses a CROSS JOIN LATERAL (
    SELECT * FROM runs WHERE analysis = a.name ORDER BY created_at DESC, id DESC LIMIT 1
) r
WHERE a.name = coalesce(CAST(:name AS text), a.name)
""")

# A step that was tampered with may hold anything: it must not hide every analysis.
_COSTS = text("""
SELECT a.name, count(*) AS runs, min(run.cost) AS low, max(run.cost) AS high
FROM analyses a CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN e.body IS JSON OBJECT
        THEN CAST(CAST(e.body AS jsonb) ->> 'cost_usd' AS numeric) END), 0) AS cost
    FROM (
        SELECT runs.id FROM runs JOIN posts ON posts.run_id = runs.id
        WHERE analysis = a.name ORDER BY runs.created_at DESC LIMIT :newest
    ) r
    LEFT JOIN run_steps s ON s.run_id = r.id AND s.status = 'completed' AND s.method <> :candles
    LEFT JOIN events e ON e.id = s.event_id
    GROUP BY r.id
) run
WHERE a.name = coalesce(CAST(:name AS text), a.name)
GROUP BY a.name
""")

# Until the post, not until it was published: that may have waited for a person.
_DURATIONS = text("""
SELECT count(*) AS runs, CAST(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS integer) AS p50,
    CAST(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS integer) AS p95
FROM (
    SELECT extract(epoch FROM posts.created_at - runs.created_at) * 1000 AS ms
    FROM runs JOIN posts ON posts.run_id = runs.id
    WHERE analysis = :name
        AND EXISTS (
            SELECT FROM llm_calls WHERE llm_calls.run_id = runs.id AND replay_id IS NULL
        ) = :with_models
    ORDER BY runs.created_at DESC LIMIT :newest
) timed
""")


async def last_runs(connection: AsyncConnection, name: str | None = None) -> dict[str, RowMapping]:
    """The newest run of each analysis, or of this one."""
    rows = await connection.execute(_LAST, {"name": name})
    return {row["name"]: row for row in rows.mappings()}


async def cost_ranges(connection: AsyncConnection, name: str | None = None) -> dict[str, RowMapping]:
    """What the newest runs with a post cost; analyses without one are absent."""
    values = {"name": name, "newest": COSTED_RUNS, "candles": CANDLES_STEP}
    rows = await connection.execute(_COSTS, values)
    return {row["name"]: row for row in rows.mappings()}


async def durations(connection: AsyncConnection, name: str, *, with_models: bool) -> RowMapping | None:
    """Milliseconds from request to post, of runs that asked models or of those that asked none.

    None where there was no such post yet.
    """
    values = {"name": name, "newest": TIMED_RUNS, "with_models": with_models}
    rows = await connection.execute(_DURATIONS, values)
    row = rows.mappings().one()
    return row if row["runs"] else None
