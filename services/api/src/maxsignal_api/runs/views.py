"""Stored rows and events become what clients see; pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from maxsignal_api.runs.schemas import (
    ENDED,
    Deliveries,
    Failure,
    RunDetail,
    RunEvent,
    RunSummary,
    Step,
    StepInput,
    StepOutput,
    StepStatus,
)
from maxsignal_common.analysis import Language
from maxsignal_common.events import (
    BY_TYPE,
    CandlesReady,
    Event,
    PostMerged,
    RunRequested,
    StepCompleted,
    StepFailed,
)
from maxsignal_common.facts import Method
from maxsignal_common.origin import CandleOrigin
from maxsignal_common.store.revisions import Revision, revised
from maxsignal_common.store.runs import CANDLES_STEP

type Row = Mapping[Any, Any]


def summary(row: Row) -> RunSummary:
    error = Failure(code=row["error_code"], detail=row["error_detail"] or "") if row["error_code"] else None
    about = {"run_id": row["id"], "steps_total": len(row["steps"]), "error": error}
    return RunSummary.model_validate({**row, **about})


def detail(
    row: Row,
    rows: Sequence[Row],
    deliveries: Mapping[str, int],
    newest: Mapping[Language, Revision],
    *,
    chain_ok: bool,
) -> RunDetail:
    told = [(found["method"], event) for found in rows if (event := _without_candles(found))]
    joined = {method: event for method, event in told if method}
    stored = [event for _, event in told]
    request, merged = _only(RunRequested, stored), _only(PostMerged, stored)
    candles = _only(_Origin, stored)
    origin = candles.origin if candles else None
    silent = StepStatus.SKIPPED if row["status"] in ENDED else StepStatus.PENDING
    steps = [
        step(Method(name), joined.get(name), origin, silent) for name in row["steps"] if name != CANDLES_STEP
    ]
    paid: list[Step | PostMerged] = [*steps, merged] if merged else [*steps]
    return RunDetail(
        **summary(row).model_dump(),
        config=request.config if request else None,
        candles=origin,
        steps=steps,
        tokens_in=sum(one.tokens_in for one in paid),
        tokens_out=sum(one.tokens_out for one in paid),
        cost_usd=sum((one.cost_usd for one in paid), start=Decimal(0)),
        plan=merged.plan if merged else None,
        levels=merged.ledger if merged else {},
        posts=revised(merged.posts, newest) if merged else (),
        twins=merged.twins if merged else (),
        writings=merged.writings if merged else (),
        deliveries=Deliveries(total=sum(deliveries.values()), states=dict(deliveries)),
        events=[RunEvent.model_validate({**found, "seq": found["run_seq"]}) for found in rows],
        chain_ok=chain_ok,
    )


def read_event(row: Row) -> Event | None:
    """The event as it was recorded; None where what is stored cannot be read any more."""
    return _read(BY_TYPE.get(row["type"]), row)


class _Origin(BaseModel):
    """Of candles only where they are from: they are most of what a run has stored, and shown elsewhere."""

    origin: CandleOrigin


def _without_candles(row: Row) -> Event | _Origin | None:
    return _read(_Origin, row) if row["type"] == CandlesReady.type() else read_event(row)


def _read[M: BaseModel](kind: type[M] | None, row: Row) -> M | None:
    try:
        return kind.model_validate_json(row["body"]) if kind else None
    except ValidationError:
        return None


def step(
    name: Method, event: Event | _Origin | None, origin: CandleOrigin | None, silent: StepStatus
) -> Step:
    match event:
        case StepCompleted():
            same = {"prompt_id", "answer_id", "model", "tokens_in", "tokens_out", "cost_usd", "duration_ms"}
            return Step(
                name=name,
                status=StepStatus.COMPLETED,
                input=StepInput(candles_sha256=event.candles_sha256, origin=origin),
                output=StepOutput.model_validate(event, from_attributes=True),
                **event.model_dump(include=same),
            )
        case StepFailed():
            error = Failure(code=event.code, detail=event.detail)
            return Step(name=name, status=StepStatus.FAILED, error=error)
        case _:
            return Step(name=name, status=silent)


def _only[E: BaseModel](kind: type[E], found: Sequence[BaseModel]) -> E | None:
    return next((event for event in found if isinstance(event, kind)), None)
