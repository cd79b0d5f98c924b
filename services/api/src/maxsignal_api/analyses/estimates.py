"""Gathers what an estimate is made of; `estimating` makes it."""

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.analyses import estimating, service, views
from maxsignal_api.analyses.schemas import Estimate, EstimateRequest
from maxsignal_common.analysis import AnalysisSpec
from maxsignal_common.store import analysis_runs
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import models_named
from maxsignal_common.store.llm_usage import past_usage, prompt_lengths


async def estimate(database: Database, name: str, request: EstimateRequest) -> Estimate:
    analysis = await service.get_analysis(database, name)
    config = request.config or analysis.config
    async with database.begin() as connection:
        asks = any(True for _ in estimating.modelled(config))
        durations = await analysis_runs.durations(connection, name, with_models=asks)
        known = await _known(connection, config)
    return views.estimate(config, durations, estimating.estimate_steps(config, known))


async def _known(connection: AsyncConnection, config: AnalysisSpec) -> estimating.Known:
    return estimating.Known(
        await models_named(connection, estimating.models_of(config)),
        await past_usage(connection, [step for step, _ in estimating.modelled(config)]),
        await prompt_lengths(connection),
    )
