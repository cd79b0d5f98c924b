"""GET /api/runs/{run_id}/calls and /api/runs/{run_id}/calls/{call_id}."""

from uuid import UUID

from fastapi import APIRouter

from maxsignal_api.calls import service
from maxsignal_api.calls.schemas import CallDetail, CallList
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented

router = APIRouter(prefix="/api/runs/{run_id}/calls", tags=["calls"])


@router.get("", operation_id="listCalls", responses=documented(404))
async def list_calls(parts: NeedsParts, run_id: UUID) -> CallList:
    """Every attempt of the run, oldest first, without bodies."""
    return await service.list_calls(parts.database, run_id)


@router.get("/{call_id}", operation_id="getCall", responses=documented(404))
async def get_call(parts: NeedsParts, run_id: UUID, call_id: UUID) -> CallDetail:
    return await service.get_call(parts.database, run_id, call_id)
