"""One idempotent job before the services start: schema, seed data, streams and consumers.

`python -m maxsignal_common.migrate` reads DATABASE_URL and NATS_URL like every service.
"""

import asyncio

import nats
import structlog

from maxsignal_common.bus import topology
from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import SystemClock
from maxsignal_common.logs import configure_logs
from maxsignal_common.settings import Settings
from maxsignal_common.store import migrate
from maxsignal_common.store.database import connect
from maxsignal_common.store.seed import seed

log = structlog.get_logger(__name__)


async def apply_topology(nats_url: str) -> list[str]:
    """Create or update streams and consumers; returns what changed."""
    client = await nats.connect(nats_url, connect_timeout=5)
    try:
        return await topology.apply(client)
    finally:
        await client.close()


async def apply_all(database_url: str, nats_url: str) -> list[str]:
    """Everything a fresh installation needs; a second call changes nothing."""
    await migrate.apply(database_url)
    database = connect(database_url)
    try:
        async with database.begin() as connection:
            await seed(connection, INSTRUMENTS, at=SystemClock().now())
    finally:
        await database.close()
    return await apply_topology(nats_url)


def main() -> None:
    settings = Settings()
    configure_logs("migrate", settings.log_level)
    changes = asyncio.run(
        apply_all(settings.database_url.get_secret_value(), settings.nats_url.get_secret_value())
    )
    log.info("installation_ready", changes=changes)


if __name__ == "__main__":
    main()
