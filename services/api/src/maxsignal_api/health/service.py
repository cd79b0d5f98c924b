"""Ready means: everything a request may need answers."""

from functools import partial

from sqlalchemy.exc import DBAPIError

from maxsignal_api.health.schemas import Readiness
from maxsignal_common.errors import OutageError
from maxsignal_common.service.health import Check, failing


async def readiness(checks: dict[str, Check]) -> Readiness:
    problems = await failing({name: partial(_told, check) for name, check in checks.items()})
    return Readiness(ready=not problems, problems=problems)


async def _told(check: Check) -> None:
    """Any check may be the one that meets a refusing database: not ready, and no bug."""
    try:
        await check()
    except DBAPIError as error:
        raise OutageError("database_refuses", type(error.orig).__name__) from error
