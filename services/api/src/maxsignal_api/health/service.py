"""Ready means: everything a request may need answers."""

from maxsignal_api.health.schemas import Readiness
from maxsignal_common.service.health import Check, failing


async def readiness(checks: dict[str, Check]) -> Readiness:
    problems = await failing(checks)
    return Readiness(ready=not problems, problems=problems)
