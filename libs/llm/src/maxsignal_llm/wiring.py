"""From settings to `Models`: the one place where the parts of this library meet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from prometheus_client import CollectorRegistry

from maxsignal_common.clock import Clock
from maxsignal_common.store.database import Database
from maxsignal_llm.ledgered import LedgeredModels, Limits
from maxsignal_llm.metrics import ModelMetrics
from maxsignal_llm.port import Models
from maxsignal_llm.settings import LlmSettings


def limits_of(settings: LlmSettings) -> Limits:
    return Limits(
        run_cap=settings.llm_run_cap_usd,
        day_cap=settings.llm_day_cap_usd,
        model_day_cap=settings.llm_model_day_cap_usd,
        alert_share=settings.llm_alert_share,
        timeout_s=settings.llm_timeout_s,
        patience_s=settings.llm_patience_s,
        cheaper=settings.llm_cheaper_models,
    )


@asynccontextmanager
async def open_models(
    settings: LlmSettings,
    database: Database,
    *,
    clock: Clock,
    rng: Random,
    registry: CollectorRegistry | None = None,
) -> AsyncIterator[Models]:
    """Live models while the context lasts; what they do is counted on the registry."""
    # The vendor's library takes half a second and 40 MB: only for a process that asks, not for its settings.
    from maxsignal_llm.keyed import KeyedProvider  # noqa: PLC0415 - as above

    metrics = ModelMetrics(registry or CollectorRegistry())
    async with KeyedProvider(settings, database) as provider:
        yield LedgeredModels(database, provider, limits_of(settings), clock, rng, metrics=metrics)
