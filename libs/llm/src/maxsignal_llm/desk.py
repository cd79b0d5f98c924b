"""What a service asks models with, opened by the first step that names one.

Until then a service needs no database for it, and loads neither driver nor client.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from random import Random
from types import TracebackType
from typing import NamedTuple, Self

from prometheus_client import CollectorRegistry

from maxsignal_common.clock import Clock
from maxsignal_llm.port import Inputs, Models, Prompts
from maxsignal_llm.settings import LlmSettings


class Opened(NamedTuple):
    models: Models
    prompts: Prompts
    inputs: Inputs


class Desk:
    """Enter it before the bus starts, so that it is closed after the last step."""

    def __init__(self, settings: LlmSettings, role: str, clock: Clock, registry: CollectorRegistry) -> None:
        self._settings = settings
        self._role = role
        self._clock = clock
        self._registry = registry
        self._stack = AsyncExitStack()
        self._lock = asyncio.Lock()
        self._opened: Opened | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def open(self) -> Opened:
        async with self._lock:
            if self._opened is None:
                self._opened = await self._open()
        return self._opened

    def ends_at(self) -> datetime:
        """When a step that begins now has to be done with its calls."""
        return self._clock.now() + timedelta(seconds=self._settings.llm_patience_s)

    async def _open(self) -> Opened:
        from maxsignal_common.store.database import connect  # noqa: PLC0415 - see above
        from maxsignal_llm.stored import StoredInputs, StoredPrompts  # noqa: PLC0415 - see above
        from maxsignal_llm.wiring import open_models  # noqa: PLC0415 - see above

        database = connect(self._settings.database_url.get_secret_value(), role=self._role)
        self._stack.push_async_callback(database.close)
        rng = Random()  # noqa: S311 - jitter, no secret
        live = open_models(self._settings, database, clock=self._clock, rng=rng, registry=self._registry)
        models = await self._stack.enter_async_context(live)
        return Opened(models, StoredPrompts(database), StoredInputs(database))
