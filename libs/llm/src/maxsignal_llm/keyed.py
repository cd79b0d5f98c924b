"""A provider asked with the keys that hold now: those of the environment, else those stored over the API.

What is stored is looked at before every call, which takes seconds anyway: a new key needs no restart.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import structlog

from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import Database
from maxsignal_common.store.provided import Provided, provided_to
from maxsignal_llm.faults import Answer, Failed
from maxsignal_llm.port import ModelRequest
from maxsignal_llm.provider import OpenAIProvider
from maxsignal_llm.settings import LlmSettings

log = structlog.get_logger(__name__)


class KeyedProvider:
    """Use it as a context; a provider that was replaced may have calls under way and is closed in the end."""

    def __init__(self, settings: LlmSettings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._stack = AsyncExitStack()
        self._known = Provided(settings)
        self._provider = provider_of(self._known)
        self.routes = self._provider.routes

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._provider)
        await self._look()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def ask(self, request: ModelRequest, models: Sequence[str], timeout_s: float) -> Answer | Failed:
        try:
            await self._look()
        except OutageError as outage:
            log.warning("keys_not_looked_up", code=outage.code)
        return await self._provider.ask(request, models, timeout_s)

    async def _look(self) -> None:
        found = await provided_to(self._database, self._settings)
        if found.seen != self._known.seen:
            self._known = found
            self._provider = await self._stack.enter_async_context(provider_of(found))
            self.routes = self._provider.routes


def provider_of(provided: Provided[LlmSettings]) -> OpenAIProvider:
    """An address that was stored is checked at every request; the operator's own is taken as it is."""
    settings = provided.settings
    return OpenAIProvider(
        settings.llm_base_url,
        settings.llm_api_key,
        forbid_network=settings.llm_forbid_network,
        outbound=settings.outbound if "llm_base_url" in provided.stored else None,
    )
