"""A worker that asks a model and waits for its answer; for a test that ends it meanwhile."""

import asyncio
import sys
from random import Random
from uuid import UUID

from maxsignal_common.clock import SystemClock
from maxsignal_common.store.database import connect
from maxsignal_llm import LlmSettings, Scope
from maxsignal_llm.wiring import open_models
from tests.unit.llm.samples import request


async def ask(database_url: str) -> None:
    database = connect(database_url, role="maxsignal_analyzer")
    async with open_models(LlmSettings(), database, clock=SystemClock(), rng=Random(1)) as models:
        await models.complete(request(), Scope(UUID(int=1), "smc"))


if __name__ == "__main__":
    asyncio.run(ask(sys.argv[1]))
