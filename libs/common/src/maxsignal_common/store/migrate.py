"""Bring a database to the newest schema; safe to run twice and by two at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from maxsignal_common.store.database import connect

# Any fixed number: whoever holds it migrates, the others wait and then find nothing to do.
MIGRATION_LOCK = 7_242_001


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    command.upgrade(_config(connection), "head")


async def apply(database_url: str) -> None:
    """Create or upgrade the schema with the owner's rights."""
    database = connect(database_url)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await database.close()
