"""Runs written live by the functions of the services, and recorded as the recorder does."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import asyncpg

from maxsignal_analyzer.domain import analyse
from maxsignal_analyzer.writing import write_step
from maxsignal_common.analysis import AnalysisConfig, ModelChoice, StepConfig
from maxsignal_common.events import CandlesReady, Event, RunRequested, StepCompleted
from maxsignal_common.facts import Method
from maxsignal_common.store.joined import load_joined
from maxsignal_common.store.record import record
from maxsignal_common.store.runs import request_run
from maxsignal_llm.stored import StoredPrompts
from maxsignal_merger.writing import write_post
from tests.fixtures import samples
from tests.fixtures.recorded import ibm
from tests.integration.llm.world import World
from tests.unit.llm.samples import CHEAP, DEAR

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
# What a model may come back with, so that texts are taken, mended and given up.
ANSWERS = ("text", "good", "text", "refusal", "text", "truncated", "good", "prose", "text")
LINES = ("Спрос сильнее", "Цена у [[smc.range]]", "Удар по 1234.5", "Откат к [[wyckoff.range.bottom]]")
BARS = 240

type Told = Callable[[CandlesReady], CandlesReady]


def asked(
    number: int = 0, *, model: str | None = DEAR.id, methods: Sequence[Method] = tuple(Method)
) -> RunRequested:
    """A run of its own for each number; with a model it writes every block and connects them."""
    merge = (
        ModelChoice(model=model, fallback_models=(CHEAP.id,), prompt_version="1") if model else ModelChoice()
    )
    steps = tuple(StepConfig(method=method, **merge.model_dump()) for method in methods)
    config = AnalysisConfig(steps=steps, merge=merge)
    return samples.requested(number).model_copy(update={"config": config})


def candles_of(request: RunRequested, number: int = 0) -> CandlesReady:
    """The recorded candles as they were `number` days before their end."""
    whole = ibm(BARS + number)
    cut = {name: getattr(whole, name)[:BARS] for name in ("ts_ms", "open", "high", "low", "close", "volume")}
    return samples.candles_ready(request, whole.model_copy(update=cut))


class Live:
    """The pipeline without its bus."""

    def __init__(self, world: World, database_url: str) -> None:
        self.world = world
        self._url = database_url
        self.prompts = StoredPrompts(world.database)

    async def run(
        self, number: int = 0, *, model: str | None = DEAR.id, without: Sequence[Method] = ()
    ) -> RunRequested:
        """A run from its request to its post; methods in `without` never answer."""
        request = asked(number, model=model)
        await self.open(request)
        await self.step(candles_of(request, number), [one for one in Method if one not in without])
        await self.merge(request)
        return request

    async def open(self, request: RunRequested) -> None:
        async with self.world.owner.begin() as connection:
            await request_run(connection, request, at=NOW)

    async def step(self, candles: CandlesReady, methods: Sequence[Method]) -> None:
        models = self.world.models()
        await self.store(candles)
        for number, method in enumerate(methods):
            result = analyse(candles, method)
            if isinstance(result, StepCompleted):
                result = await write_step(candles, result, models, self.prompts)
                result = result.model_copy(update={"duration_ms": number})
            await self.store(result)

    async def merge(self, request: RunRequested) -> None:
        async with self.world.owner.begin() as connection:
            joined = await load_joined(connection, request.run_id)
        merged = await write_post(joined, self.world.models(), self.prompts)
        await self.store(merged.event)

    async def store(self, event: Event) -> None:
        connection = await asyncpg.connect(self._url)
        await record(connection, event, event.model_dump_json(), occurred_at=NOW, causation_id=None)
        await connection.close()
