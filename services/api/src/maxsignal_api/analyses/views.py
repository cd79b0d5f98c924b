"""Stored analyses become what clients see; pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from maxsignal_api.analyses.schemas import (
    AnalysisCard,
    AnalysisDetail,
    CostRange,
    Duration,
    Estimate,
    LastRun,
    StepCard,
    VersionCard,
    VersionDetail,
)
from maxsignal_common.analysis import Analysis, AnalysisSpec

type Row = Mapping[Any, Any]


def card(analysis: Analysis, last: Row | None, cost: Row | None) -> AnalysisCard:
    config = analysis.config
    return AnalysisCard(
        name=analysis.name,
        description=analysis.description,
        archived=analysis.archived,
        version=analysis.version,
        steps=[StepCard(method=step.method, model=step.model) for step in config.steps],
        timeframes=config.timeframes,
        languages=config.languages,
        auto_publish=config.auto_publish,
        last_run=LastRun.model_validate(last) if last else None,
        cost_usd=CostRange.model_validate(cost) if cost else None,
    )


def detail(analysis: Analysis, last: Row | None, cost: Row | None) -> AnalysisDetail:
    shown = card(analysis, last, cost)
    return AnalysisDetail(
        **{name: getattr(shown, name) for name in AnalysisCard.model_fields},
        config=analysis.config,
        hash=analysis.config.sha256(),
    )


def version_card(row: Row, *, active: int) -> VersionCard:
    return VersionCard.model_validate({**row, "active": row["version"] == active})


def version_detail(row: Row, *, active: int) -> VersionDetail:
    return VersionDetail.model_validate({**row, "active": row["version"] == active})


def estimate(config: AnalysisSpec, durations: Row | None) -> Estimate:
    """What a run of this configuration takes, as far as it can be known."""
    reasons: dict[Literal["duration_ms", "cost_usd"], Literal["no_runs", "no_prices"]] = {}
    if durations is None:
        reasons["duration_ms"] = "no_runs"
    modelled = any(step.model for step in config.steps)
    if modelled:
        reasons["cost_usd"] = "no_prices"
    return Estimate(
        duration_ms=Duration.model_validate(durations) if durations else None,
        cost_usd=None if modelled else Decimal(0),
        budget_usd=config.budget_usd,
        reasons=reasons,
    )
