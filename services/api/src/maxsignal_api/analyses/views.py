"""Stored analyses become what clients see; pure."""

from collections.abc import Iterable, Mapping
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
    StepEstimate,
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
        merge_model=config.merge.model,
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


def estimate(config: AnalysisSpec, durations: Row | None, steps: list[StepEstimate]) -> Estimate:
    """What a run of this configuration takes, as far as it can be known."""
    reasons: dict[Literal["duration_ms", "cost_usd"], Literal["no_runs", "no_prices"]] = {}
    if durations is None:
        reasons["duration_ms"] = "no_runs"
    cost = total(step.expected_usd for step in steps)
    if cost is None:
        reasons["cost_usd"] = "no_prices"
    return Estimate(
        duration_ms=Duration.model_validate(durations) if durations else None,
        cost_usd=within(config.budget_usd, cost),
        worst_usd=within(config.budget_usd, total(step.worst_usd for step in steps)),
        budget_usd=config.budget_usd,
        steps=steps,
        reasons=reasons,
    )


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """None where one is unknown."""
    known: list[Decimal] = []
    for amount in amounts:
        if amount is None:
            return None
        known.append(amount)
    return sum(known, Decimal(0))


def within(budget: Decimal | None, cost: Decimal | None) -> Decimal | None:
    """No run costs more than its budget."""
    return cost if budget is None or cost is None else min(cost, budget)
