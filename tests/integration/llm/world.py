"""What the tests of the ledger look at: calls, budgets, and what the provider saw."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from prometheus_client import CollectorRegistry
from sqlalchemy import select

from maxsignal_common.clock import Clock, FrozenClock
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_budgets import Budget, budgets
from maxsignal_common.store.llm_schema import llm_calls
from maxsignal_llm import Scope
from maxsignal_llm.ledgered import LedgeredModels, Limits
from maxsignal_llm.metrics import ModelMetrics
from maxsignal_llm.provider import OpenAIProvider
from tests.contracts.llm.fake import FakeProvider

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
DAY = "day:2026-11-21"
RUN = UUID(int=1)
SCOPE = Scope(RUN, "smc")
ROOMY = Limits(run_cap=Decimal(1000), day_cap=Decimal(1000))


@dataclass
class World:
    database: Database
    owner: Database
    fake: FakeProvider
    provider: OpenAIProvider
    clock: Clock = field(default_factory=lambda: FrozenClock(NOW))
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def models(self, limits: Limits = ROOMY) -> LedgeredModels:
        self.registry = CollectorRegistry()
        metrics = ModelMetrics(self.registry)
        return LedgeredModels(self.database, self.provider, limits, self.clock, Random(7), metrics=metrics)

    async def calls(self) -> list[dict[str, Any]]:
        """The ledger's rows, oldest first."""
        async with self.owner.begin() as connection:
            rows = await connection.execute(select(llm_calls).order_by(llm_calls.c.started_at))
            return [dict(row) for row in rows.mappings()]

    async def budgets(self) -> dict[str, Budget]:
        async with self.owner.begin() as connection:
            return {budget.scope: budget for budget in await budgets(connection)}
