"""Stored replays become what clients see; pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from maxsignal_api.calls.schemas import Call
from maxsignal_api.replays.schemas import (
    PromptParts,
    ReplayAsked,
    ReplayDetail,
    ReplayStatus,
    ReplaySummary,
    StepAccount,
)
from maxsignal_api.runs.schemas import Failure
from maxsignal_common.replays import ReplayQuestion, StepTold
from maxsignal_llm.prompts.rendering import parts_of

type Row = Mapping[Any, Any]
type MadeBy = Literal["model", "twin"]

TIMED_OUT = Failure(code="replay_timed_out", detail="no worker answered within ten minutes")


def summary(row: Row) -> ReplaySummary:
    question = ReplayQuestion.model_validate(row["question"])
    told = told_of(row, "told")
    return ReplaySummary(
        replay_id=row["id"],
        run_id=row["run_id"],
        step=row["step"],
        status=ReplayStatus.FAILED if row["overdue"] else row["status"],
        error=_error(row),
        requested_by=row["requested_by"],
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        asked=_asked(question),
        made_by=made_by(told) if told else None,
        cost_usd=cost_of(told) if told else None,
    )


def detail(row: Row, of_result: Sequence[Row], of_original: Sequence[Row]) -> ReplayDetail:
    question = ReplayQuestion.model_validate(row["question"])
    told, original = told_of(row, "told"), told_of(row, "original")
    return ReplayDetail(
        **summary(row).model_dump(),
        prompt=_parts(question.prompt) if question.prompt else None,
        result=account(told, of_result) if told else None,
        original=account(original, of_original) if original else None,
    )


def told_of(row: Row, side: str) -> StepTold | None:
    """The replay's own side, or the original's."""
    return StepTold.model_validate(row[side]) if row[side] else None


def made_by(told: StepTold) -> MadeBy:
    """A model's while one of its words stands."""
    return "model" if any(block.made_by == "model" for block in told.blocks) else "twin"


def cost_of(told: StepTold) -> Decimal:
    """Of its answers, as a run's step tells it."""
    return told.writing.cost_usd if told.writing else Decimal(0)


def account(told: StepTold, rows: Sequence[Row]) -> StepAccount:
    calls = [Call.model_validate(dict(row)) for row in rows]
    answers = told.writing.calls if told.writing else ()
    return StepAccount(
        **told.model_dump(),
        made_by=made_by(told),
        model=answers[-1].model if answers else None,
        prompt_version=told.writing.prompt_version if told.writing else None,
        tokens_in=sum(call.prompt_tokens or 0 for call in calls),
        tokens_out=sum(call.completion_tokens or 0 for call in calls),
        cost_usd=sum((call.cost or Decimal(0) for call in calls), start=Decimal(0)),
        duration_ms=sum(call.latency_ms or 0 for call in calls),
        calls=calls,
    )


def _parts(text: str) -> PromptParts:
    system, user = parts_of(text)
    return PromptParts(system=system, user=user)


def _error(row: Row) -> Failure | None:
    if row["overdue"]:
        return TIMED_OUT
    return Failure(code=row["code"], detail=row["detail"] or "") if row["code"] else None


def _asked(question: ReplayQuestion) -> ReplayAsked:
    choice = question.choice
    return ReplayAsked(
        language=question.language,
        model=choice.model or "",
        fallback_models=choice.fallback_models,
        prompt_version=None if question.prompt else choice.prompt_version,
        prompt_sha256=question.prompt_sha256,
        temperature=choice.temperature,
        max_tokens=choice.max_tokens,
    )
