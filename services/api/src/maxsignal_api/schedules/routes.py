"""/api/schedules: list, week, show, create, replace, delete, pause, resume, run now, preview, ticks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from maxsignal_api.idempotency import IdempotencyKey
from maxsignal_api.moments import Moment
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.runs.schemas import RunAccepted
from maxsignal_api.schedules import service
from maxsignal_api.schedules.schemas import (
    Preview,
    PreviewRequest,
    ScheduleCard,
    ScheduleDocument,
    ScheduleList,
    TickList,
    Week,
)

router = APIRouter(prefix="/api/schedules", tags=["schedules"])

IfMatch = Annotated[
    str | None,
    Header(pattern=r'^"[1-9][0-9]{0,9}"$', description="The ETag of the schedule: its version"),
]
CONDITIONAL = documented(404, 409, 412, 428)


@router.get("", operation_id="listSchedules", dependencies=[KNOWN_PARAMETERS])
async def list_schedules(parts: NeedsParts) -> ScheduleList:
    return await service.list_schedules(parts.database)


@router.post("", operation_id="createSchedule", status_code=201, responses=documented(404, 409))
async def create(parts: NeedsParts, request: ScheduleDocument, response: Response) -> ScheduleCard:
    """Store a schedule, which is on; its name makes a repeat harmless."""
    created = await service.create(parts.database, request)
    response.headers["Location"] = f"/api/schedules/{created.id}"
    return _tagged(response, created)


@router.post("/preview", operation_id="previewSchedule", responses=documented(404))
async def preview(parts: NeedsParts, request: PreviewRequest) -> Preview:
    """The next five firings; changes nothing."""
    return await service.preview(parts.database, request)


@router.get("/week", operation_id="listWeek", dependencies=[KNOWN_PARAMETERS])
async def list_week(parts: NeedsParts) -> Week:
    """What fires by itself within seven days from now."""
    return await service.list_week(parts.database)


@router.get("/{schedule_id}", operation_id="getSchedule", responses=documented(404))
async def get_schedule(parts: NeedsParts, schedule_id: UUID, response: Response) -> ScheduleCard:
    return _tagged(response, await service.get_schedule(parts.database, schedule_id))


@router.put("/{schedule_id}", operation_id="replaceSchedule", responses=CONDITIONAL)
async def replace(
    parts: NeedsParts,
    schedule_id: UUID,
    *,
    request: ScheduleDocument,
    response: Response,
    if_match: IfMatch = None,
) -> ScheduleCard:
    change = service.Change(schedule_id, if_match)
    return _tagged(response, await service.replace(parts.database, change, request))


@router.delete(
    "/{schedule_id}", operation_id="deleteSchedule", status_code=204, responses=documented(404, 412, 428)
)
async def remove(parts: NeedsParts, schedule_id: UUID, if_match: IfMatch = None) -> None:
    """Forget the schedule and its ticks; its runs stay."""
    await service.remove(parts.database, service.Change(schedule_id, if_match))


@router.post("/{schedule_id}/pause", operation_id="pauseSchedule", responses=documented(404))
async def pause(parts: NeedsParts, schedule_id: UUID, response: Response) -> ScheduleCard:
    return _tagged(response, await service.set_enabled(parts.database, schedule_id, enabled=False))


@router.post("/{schedule_id}/resume", operation_id="resumeSchedule", responses=documented(404))
async def resume(parts: NeedsParts, schedule_id: UUID, response: Response) -> ScheduleCard:
    """Go on from now: ticks of the pause are not made up for."""
    return _tagged(response, await service.set_enabled(parts.database, schedule_id, enabled=True))


@router.post(
    "/{schedule_id}/run", operation_id="runSchedule", status_code=202, responses=documented(404, 409)
)
async def run_now(
    parts: NeedsParts, schedule_id: UUID, idempotency_key: IdempotencyKey = None
) -> RunAccepted:
    """Ask for its run at once, beside its ticks."""
    return await service.run_now(parts.database, schedule_id, idempotency_key)


@router.get(
    "/{schedule_id}/ticks",
    operation_id="listScheduleTicks",
    responses=documented(404),
    dependencies=[KNOWN_PARAMETERS],
)
async def list_ticks(
    parts: NeedsParts,
    schedule_id: UUID,
    limit: Limit = 50,
    cursor: Annotated[Moment | None, Query(description="`next_cursor` of the page before")] = None,
) -> TickList:
    """What the schedule fired, newest first."""
    return await service.list_ticks(parts.database, schedule_id, before=cursor, limit=limit)


def _tagged(response: Response, card: ScheduleCard) -> ScheduleCard:
    response.headers["ETag"] = f'"{card.version}"'
    return card
