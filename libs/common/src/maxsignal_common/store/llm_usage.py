"""What the newest calls of each step used: the ground for estimates of the next ones."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

NEWEST = 100


class StepUsage(NamedTuple):
    """Means over answered calls, and the largest request among them."""

    calls: int
    prompt_tokens: int
    answer_tokens: int
    largest_bytes: int


_USAGE = text("""
SELECT asked.step, count(*) AS calls, CAST(avg(prompt_tokens) AS integer) AS prompt_tokens,
    CAST(avg(completion_tokens) AS integer) AS answer_tokens, max(octet_length(request)) AS largest_bytes
FROM unnest(CAST(:steps AS text[])) AS asked (step) CROSS JOIN LATERAL (
    SELECT prompt_tokens, completion_tokens, request FROM llm_calls
    WHERE step = asked.step AND state = 'answered' AND replay_id IS NULL
        AND prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL
    ORDER BY started_at DESC LIMIT :newest
) newest
GROUP BY asked.step
""")


async def past_usage(connection: AsyncConnection, steps: Sequence[str]) -> dict[str, StepUsage]:
    """Steps that were never answered are absent."""
    rows = await connection.execute(_USAGE, {"steps": list(steps), "newest": NEWEST})
    return {row.step: StepUsage(*row[1:]) for row in rows}


_LENGTHS = text("""
SELECT p.step, max(octet_length(said.text)) AS bytes
FROM prompts p JOIN prompt_versions v ON v.step = p.step AND v.version = p.active_version
CROSS JOIN LATERAL jsonb_each_text(v.texts) AS said (language, text)
GROUP BY p.step
""")


async def prompt_lengths(connection: AsyncConnection) -> dict[str, int]:
    """Bytes of the active version of each step's prompt, in its longest language."""
    return {row.step: row.bytes for row in await connection.execute(_LENGTHS)}
