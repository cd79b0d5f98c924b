"""POST /api/runs, GET /api/runs, GET /api/runs/{run_id}."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from maxsignal_api.idempotency import IdempotencyKey
from maxsignal_api.moments import Moment
from maxsignal_api.paging import Cursor, Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.runs import service
from maxsignal_api.runs.schemas import RunAccepted, RunDetail, RunList, RunRequest, RunStatus
from maxsignal_common.events import Trigger
from maxsignal_common.market import Timeframe
from maxsignal_common.store.reads import RunFilter

router = APIRouter(prefix="/api/runs", tags=["runs"])

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


@router.get("", operation_id="listRuns", dependencies=[KNOWN_PARAMETERS])
async def list_runs(
    parts: NeedsParts,
    *,
    status: Annotated[list[RunStatus], Query(max_length=10)] = [],  # noqa: B006 - FastAPI copies defaults
    instrument: Name = None,
    timeframe: Timeframe | None = None,
    analysis: Name = None,
    trigger: Trigger | None = None,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Annotated[Moment | None, Query(alias="to")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RunList:
    wanted = RunFilter(tuple(status), instrument, timeframe, analysis, trigger, since, until)
    return await service.list_runs(parts.database, wanted, cursor=cursor, limit=limit)


@router.get("/{run_id}", operation_id="getRun", responses=documented(404))
async def get_run(parts: NeedsParts, run_id: UUID) -> RunDetail:
    return await service.get_run(parts.database, run_id)
