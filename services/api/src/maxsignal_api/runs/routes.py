"""/api/runs: ask for one, list them, show one, cancel one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from maxsignal_api.idempotency import IdempotencyKey
from maxsignal_api.moments import Moment
from maxsignal_api.paging import Cursor, Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.runs import service
from maxsignal_api.runs.schemas import RunAccepted, RunDetail, RunList, RunRequest, RunStatus, RunSummary
from maxsignal_common.events import Trigger
from maxsignal_common.market import Timeframe
from maxsignal_common.store.reads import RunFilter

router = APIRouter(prefix="/api/runs", tags=["runs"])
table = APIRouter(tags=["runs"])

Name = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]


@router.post(
    "",
    operation_id="requestRun",
    status_code=202,
    responses=documented(404, 409)
    | {202: {"headers": {"Location": {"description": "The run", "schema": {"type": "string"}}}}},
)
async def request_run(
    parts: NeedsParts, request: RunRequest, response: Response, idempotency_key: IdempotencyKey = None
) -> RunAccepted:
    run_id = await service.ask_for_run(parts.database, request, idempotency_key)
    response.headers["Location"] = f"/api/runs/{run_id}"
    return RunAccepted(run_id=run_id)


async def _filter(
    *,
    status: Annotated[list[RunStatus], Query(max_length=10)] = [],  # noqa: B006 - FastAPI copies defaults
    instrument: Name = None,
    timeframe: Timeframe | None = None,
    analysis: Name = None,
    trigger: Trigger | None = None,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Annotated[Moment | None, Query(alias="to")] = None,
) -> RunFilter:
    return RunFilter(tuple(status), instrument, timeframe, analysis, trigger, since, until)


Wanted = Annotated[RunFilter, Depends(_filter)]


@router.get("", operation_id="listRuns", dependencies=[KNOWN_PARAMETERS])
async def list_runs(parts: NeedsParts, wanted: Wanted, limit: Limit = 50, cursor: Cursor = None) -> RunList:
    return await service.list_runs(parts.database, wanted, cursor=cursor, limit=limit)


@router.get("/{run_id}", operation_id="getRun", responses=documented(404))
async def get_run(parts: NeedsParts, run_id: UUID) -> RunDetail:
    return await service.get_run(parts.database, run_id)


@router.post("/{run_id}/cancel", operation_id="cancelRun", responses=documented(404, 409))
async def cancel(parts: NeedsParts, run_id: UUID) -> RunSummary:
    """End a run that is not finished; model calls under way end by themselves and are paid.

    Refused with 409 `run_ended` once it has a post or has failed, with 403 `not_your_run` where a trader
    means a run that somebody else asked for.
    """
    return await service.cancel(parts.database, run_id)


class CsvResponse(StreamingResponse):
    media_type = "text/csv"


@table.get(
    "/api/runs.csv",
    operation_id="exportRuns",
    dependencies=[KNOWN_PARAMETERS],
    response_class=CsvResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def export(parts: NeedsParts, wanted: Wanted) -> CsvResponse:
    """Every run the filter finds, newest first; a cell that a spreadsheet would compute begins with `'`."""
    named = {"Content-Disposition": 'attachment; filename="runs.csv"'}
    return CsvResponse(await service.export(parts.database, wanted), headers=named)
