"""What waits in the database, in numbers."""

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.deliveries_schema import deliveries
from maxsignal_common.store.schema import dead_letters, outbox, runs

OPEN = ("queued", "running", "merging", "publishing")


async def open_runs(connection: AsyncConnection) -> int:
    query = select(func.count()).select_from(runs).where(runs.c.status.in_(OPEN))
    return (await connection.execute(query)).scalar_one()


async def unsent_events(connection: AsyncConnection) -> int:
    query = select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))
    return (await connection.execute(query)).scalar_one()


async def open_letters(connection: AsyncConnection) -> int:
    query = select(func.count()).select_from(dead_letters).where(dead_letters.c.state == "open")
    return (await connection.execute(query)).scalar_one()


async def deliveries_by_state(connection: AsyncConnection) -> dict[str, int]:
    """Of the last 24 hours."""
    recent = deliveries.c.updated_at > func.now() - text("interval '24 hours'")
    query = select(deliveries.c.state, func.count()).where(recent).group_by(deliveries.c.state)
    return {state: int(count) for state, count in await connection.execute(query)}


async def migration(connection: AsyncConnection) -> str:
    """The newest one that was applied."""
    found: str = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    return found
