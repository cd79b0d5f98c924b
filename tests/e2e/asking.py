"""Runs whose steps ask a scripted provider: asked for as the API does it, and what the ledger says after."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from maxsignal_common.analysis import Analysis, AnalysisConfig, AnalysisSpec
from maxsignal_common.catalogue import IBM
from maxsignal_common.events import RunRequested, Trigger
from maxsignal_common.facts import Method
from maxsignal_common.ids import requested_run_id
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_common.requesting import freeze
from maxsignal_common.store.database import connect
from maxsignal_common.store.llm_models import CatalogueModel, switch_models, sync_models
from maxsignal_common.store.prompts import known_versions
from maxsignal_common.store.runs import request_run
from tests.contracts.llm.fake import FakeProvider
from tests.fixtures.stack import LiveStack
from tests.fixtures.waiting import until

KEY = "sk-canary-0123456789"
MICRO = Decimal("0.000001")
FIRST_DAY = datetime(2005, 1, 3, 22, tzinfo=UTC)
HOSTILE = Path(__file__).parents[1] / "fixtures/hostile/strings.jsonl"
# Models are asked as fast as they answer, and nothing is announced again while one is slow.
SETTINGS = {
    "LLM_API_KEY": KEY, "LLM_FORBID_NETWORK": "1", "LLM_DAY_CAP_USD": "1000", "LLM_RUN_CAP_USD": "100",
    "LLM_TIMEOUT_S": "2", "LLM_PATIENCE_S": "20", "ANALYZER_WORKERS": "8", "MERGER_WORKERS": "8",
    "RECONCILE_AFTER_S": "60",
}  # fmt: skip


@dataclass(frozen=True)
class Asking:
    """A running stack before a fake provider."""

    stack: LiveStack
    fake: FakeProvider

    async def offer(self, *names: str, request: Decimal = Decimal(0), token: Decimal = MICRO) -> None:
        """Models that are on, at this price of a request and a token."""
        prices = (token, 2 * token, request)
        models = [CatalogueModel(name, name, "fake", None, *prices) for name in names]
        database = connect(self.stack.runtime.database_url)
        async with database.begin() as connection:
            await sync_models(connection, models)
            await switch_models(connection, list(names), enabled=True)
        await database.close()

    async def start(self, *specs: AnalysisSpec, instruments: Sequence[Instrument] = ()) -> list[UUID]:
        """A run of each, on recorded candles of another day."""
        database = connect(self.stack.runtime.database_url)
        runs = []
        for number, spec in enumerate(specs):
            instrument = instruments[number] if instruments else IBM
            async with database.begin() as connection:
                prompts = await known_versions(connection)
                frozen = freeze(_analysis(spec), instrument, Timeframe.D1, prompts=prompts)
                event = _requested(frozen.config, instrument, FIRST_DAY + timedelta(days=7 * number))
                await request_run(connection, event, at=datetime.now(UTC))  # noqa: TID251 - the real moment
            runs.append(event.run_id)
        await database.close()
        return runs

    async def ended(self, runs: Collection[UUID], *, within: float = 120) -> Counter[str]:
        """How the runs ended, once all did."""

        async def states() -> Counter[str] | None:
            rows = await self.stack.sql("SELECT status FROM runs WHERE id = ANY($1)", list(runs))
            found = Counter(str(row["status"]) for row in rows)
            return found if found.keys() <= {"merged", "published", "failed"} else None

        return await until(states, within=within) or Counter()

    async def posts(self, runs: Collection[UUID]) -> list[dict[str, Any]]:
        """The bodies of the runs' merged posts."""
        query = "SELECT body FROM events WHERE run_id = ANY($1) AND type = 'ms.post.merged.v1'"
        return [json.loads(row["body"]) for row in await self.stack.sql(query, list(runs))]

    async def calls(self, runs: Collection[UUID]) -> list[dict[str, Any]]:
        """The runs' rows of the ledger, oldest first."""
        query = "SELECT * FROM llm_calls WHERE run_id = ANY($1) ORDER BY started_at"
        return [dict(row) for row in await self.stack.sql(query, list(runs))]

    async def day(self) -> tuple[Decimal, Decimal]:
        """What is reserved and spent of today."""
        query = "SELECT reserved, spent FROM llm_budgets WHERE scope LIKE 'day:%'"
        rows = await self.stack.sql(query)
        return (rows[0]["reserved"], rows[0]["spent"]) if rows else (Decimal(0), Decimal(0))


def spec(
    models: Iterable[str | None], *, merge: str | None = None, languages: Sequence[str] = ("en",), **more: Any
) -> AnalysisSpec:
    """A model for each method in their order."""
    steps = [{"method": method, "model": model} for method, model in zip(Method, models, strict=False)]
    told = {"steps": steps, "merge": {"model": merge}, "languages": languages, "auto_publish": False}
    return AnalysisSpec.model_validate({**told, **more})


def _analysis(decided: AnalysisSpec) -> Analysis:
    return Analysis.model_validate(
        {"name": "daystart", "description": "test", "version": 1, "config": decided, "archived": False}
    )


def _requested(config: AnalysisConfig, instrument: Instrument, as_of: datetime) -> RunRequested:
    now = datetime.now(UTC)  # noqa: TID251 - the real moment
    return RunRequested(
        run_id=requested_run_id("test", str(uuid4()), now),
        trigger=Trigger.MANUAL,
        instrument=instrument,
        timeframe=Timeframe.D1,
        as_of=as_of,
        config=config,
    )


def hostile() -> list[dict[str, Any]]:
    return [json.loads(line) for line in HOSTILE.read_text(encoding="utf-8").splitlines()]
