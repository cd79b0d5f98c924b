"""A run of two methods that a model told, and replays of its steps without the bus."""

from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from maxsignal_analyzer.replays import replay_step
from maxsignal_common.events import ReplayStep, RunRequested, StepReplayed
from maxsignal_common.facts import Method
from maxsignal_common.prompting import PromptStep
from maxsignal_common.store.database import Database
from maxsignal_common.store.joined import load_joined
from maxsignal_common.store.replays import keep_answer
from maxsignal_llm.ledgered import Limits
from maxsignal_llm.stored import StoredInputs
from maxsignal_merger.replays import replay_merge
from tests.integration.llm.world import ROOMY
from tests.integration.replay.world import Live, asked, candles_of
from tests.unit.llm.samples import DEAR

METHODS = (Method.SMC, Method.VSA)
RU = {"language": "ru"}
ORDERED = text("SELECT body FROM outbox WHERE type = :type ORDER BY id DESC LIMIT 1")


class Replays:
    def __init__(self, live: Live, api: httpx.AsyncClient, recorder: Database) -> None:
        self.live = live
        self.api = api
        self.recorder = recorder
        self.world = live.world

    async def run(self, *, model: str | None = DEAR.id, methods: tuple[Method, ...] = METHODS) -> UUID:
        """From its request to its post."""
        request = asked(model=model, methods=METHODS)
        await self.live.open(request)
        await self.live.step(candles_of(request), methods)
        await self._join(request)
        await self.live.merge(request)
        return request.run_id

    async def ask(self, run_id: UUID, step: str = "smc", *, key: str = "", **more: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        url = f"/api/runs/{run_id}/steps/{step}/replay"
        return await self.api.post(url, json={**RU, **more}, headers=headers)

    async def work(self, limits: Limits = ROOMY) -> StepReplayed:
        """What a worker does with the newest order."""
        async with self.world.owner.begin() as connection:
            body = (await connection.execute(ORDERED, {"type": ReplayStep.type()})).scalar_one()
        command = ReplayStep.model_validate_json(body)
        recorded = await StoredInputs(self.world.database).find(command.replay_id)
        make = replay_merge if command.prompt_step is PromptStep.MERGE else replay_step
        return await make(command, recorded, self.world.models(limits), self.live.prompts)

    async def keep(self, event: StepReplayed) -> None:
        async with self.recorder.begin() as connection:
            await keep_answer(connection, event)

    async def replayed(
        self, run_id: UUID, step: str = "smc", *, limits: Limits = ROOMY, **more: Any
    ) -> dict[str, Any]:
        """Ordered, made and kept: the replay as clients see it."""
        ordered = await self.ask(run_id, step, **more)
        assert ordered.status_code == 202, ordered.text
        await self.keep(await self.work(limits))
        return await self.seen(ordered.json()["replay_id"])

    async def seen(self, replay_id: str) -> dict[str, Any]:
        return dict((await self.api.get(f"/api/replays/{replay_id}")).raise_for_status().json())

    async def _join(self, request: RunRequested) -> None:
        async with self.world.owner.begin() as connection:
            joined = await load_joined(connection, request.run_id)
        await self.live.store(joined)
