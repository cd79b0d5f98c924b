"""One engine per process, under the role of its service; lost connections become OutageError."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from maxsignal_common.errors import OutageError

STATEMENT_TIMEOUT_MS = 5_000
CONNECT_TIMEOUT_S = 5.0
# The server ends a statement itself; this is for a server that stands still and ends nothing.
COMMAND_TIMEOUT_S = 6.0
_LOST = (
    OSError,
    TimeoutError,
    InterfaceError,
    OperationalError,
    PoolTimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.QueryCanceledError,
)
# A password being changed, a database being restored: work waits for the operator, it is not lost.
_REFUSED = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)


@asynccontextmanager
async def outages_translated() -> AsyncIterator[None]:
    """A database that is down, restarting, refusing or out of connections is an outage, not a bug."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig.__cause__ if error.orig else None
        if isinstance(cause, _REFUSED):
            raise OutageError("database_refuses", type(cause).__name__) from error
        if error.connection_invalidated or isinstance(error, _LOST) or isinstance(cause, _LOST):
            raise OutageError("database_unavailable", type(error.orig).__name__) from error
        raise
    except _REFUSED as error:
        raise OutageError("database_refuses", type(error).__name__) from error
    except _LOST as error:
        raise OutageError("database_unavailable", type(error).__name__) from error


@dataclass(frozen=True)
class Database:
    """Transactions for the SQL of `store/`; repositories never commit, `begin` does."""

    engine: AsyncEngine

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with outages_translated(), self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """For what one statement says: each is its own transaction, and costs one round trip, not three."""
        async with outages_translated(), self._alone.connect() as connection:
            yield connection

    @cached_property
    def _alone(self) -> AsyncEngine:
        return self.engine.execution_options(isolation_level="AUTOCOMMIT")

    async def ping(self) -> None:
        """Readiness: any refusal (wrong password, missing role or database) is as bad as silence."""
        try:
            async with self.begin() as connection:
                await connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            raise OutageError("database_refuses", type(error.orig).__name__) from error

    async def close(self) -> None:
        await self.engine.dispose()


def connection_options(role: str | None) -> dict[str, object]:
    """What every connection of ours asks asyncpg for; the owner (no role) may take its time to migrate."""
    settings = {"timezone": "UTC"}
    if role is None:
        return {"timeout": CONNECT_TIMEOUT_S, "server_settings": settings}
    settings |= {"role": role, "statement_timeout": str(STATEMENT_TIMEOUT_MS)}
    return {
        "timeout": CONNECT_TIMEOUT_S,
        "command_timeout": COMMAND_TIMEOUT_S,
        "server_settings": settings,
    }


def connect(database_url: str, *, role: str | None = None, pool_size: int = 5) -> Database:
    """An engine on `postgresql://...`; `role` narrows its rights to those of one service."""
    url = make_url(database_url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=False,
        connect_args=connection_options(role),
    )
    return Database(engine)
