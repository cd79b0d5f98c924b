"""Reads the breakers of sources, and lets a person close one."""

from maxsignal_api.auth.actor import record
from maxsignal_api.problems import ProblemError
from maxsignal_api.sources.schemas import Source, SourceList
from maxsignal_common.store.breakers import breakers, enable_source, find_breaker
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now


async def list_sources(database: Database) -> SourceList:
    async with database.begin() as connection:
        known = await breakers(connection)
    return SourceList(items=[Source.model_validate(one._asdict()) for one in known])


async def enable(database: Database, name: str) -> Source:
    async with database.begin() as connection:
        before = await find_breaker(connection, name)
        if before is None:
            raise ProblemError(404, "unknown_source", "no such source has failed")
        await enable_source(connection, name, at=await database_now(connection))
        await record(connection, "source.enable", name, before={"state": before.state})
        after = await find_breaker(connection, name)
    return Source.model_validate((after or before)._asdict())
