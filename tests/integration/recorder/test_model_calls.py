"""A model call whose worker was killed is ended by the recorder, and its budget is free again."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import TextClause, select, text
from sqlalchemy.exc import DBAPIError

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.clock import SystemClock
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.llm_models import switch_models, sync_models
from maxsignal_common.store.llm_schema import llm_calls
from maxsignal_recorder.app import ROLE
from maxsignal_recorder.metrics import RecorderMetrics
from maxsignal_recorder.model_calls import ModelCallSweep
from tests.contracts.llm.fake import FakeProvider, running_provider
from tests.fixtures.installed import installed_template
from tests.fixtures.waiting import until
from tests.unit.llm.samples import DEAR

CLOCK = SystemClock()
OVERDUE = text("UPDATE llm_calls SET lease_until = now() - interval '1 s'")
DAY = text("SELECT reserved, spent FROM llm_budgets WHERE scope LIKE 'day:%'")
CALLS = text("SELECT state, cost_basis, cost = reserved AS at_worst FROM llm_calls")


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


@pytest.fixture
def slow_provider() -> Iterator[FakeProvider]:
    with running_provider() as fake:
        fake.script(delay=60)
        yield fake


@pytest.fixture
async def recorder(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url, role=ROLE)
    yield database
    await database.close()


async def rows(owner: Database, query: TextClause) -> list[Any]:
    async with owner.begin() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def kill_in_mid_call(owner: Database, fake: FakeProvider, database_url: str) -> None:
    async with owner.begin() as connection:
        await sync_models(connection, [DEAR])
        await switch_models(connection, [DEAR.id], enabled=True)
    words = (sys.executable, "-m", "tests.integration.recorder.asking", database_url)
    env = {**os.environ, "LLM_BASE_URL": fake.base_url}
    worker = await asyncio.create_subprocess_exec(*words, env=env)

    async def asked() -> bool:
        return bool(fake.seen())

    await until(asked)
    worker.kill()
    await worker.wait()


async def test_killed_worker_does_not_hold_its_budget(
    owner: Database, recorder: Database, slow_provider: FakeProvider, database_url: str
) -> None:
    await kill_in_mid_call(owner, slow_provider, database_url)
    registry = CollectorRegistry()
    sweep = ModelCallSweep(recorder, CLOCK, RecorderMetrics(registry), every_s=1)
    await sweep.look()
    ((held, spent),) = await rows(owner, DAY)
    assert await rows(owner, CALLS) == [("open", None, None)]
    await end_lease(owner)
    for _ in range(2):
        await sweep.look()
    assert await rows(owner, CALLS) == [("unknown", "worst_case", True)]
    assert await rows(owner, DAY) == [(Decimal(0), spent + held)]
    assert registry.get_sample_value("maxsignal_model_calls_lost_total") == 1
    assert registry.get_sample_value("maxsignal_model_day_usd", {"what": "spent"}) == float(held)


async def end_lease(owner: Database) -> None:
    """The lease is over."""
    async with owner.begin() as connection:
        await connection.execute(OVERDUE)


@pytest.mark.parametrize("column", ["request", "answer", "run_id"])
async def test_recorder_reads_no_prompt_and_no_answer(recorder: Database, column: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with recorder.begin() as connection:
            await connection.execute(select(llm_calls.c[column]))
