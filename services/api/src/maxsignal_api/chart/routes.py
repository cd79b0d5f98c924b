"""GET /api/runs/{run_id}/chart."""

from uuid import UUID

from fastapi import APIRouter

from maxsignal_api.chart import service
from maxsignal_api.chart.schemas import Chart
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented

router = APIRouter(prefix="/api/runs/{run_id}/chart", tags=["runs"])


@router.get("", operation_id="getChart", responses=documented(404, 409))
async def get_chart(parts: NeedsParts, run_id: UUID) -> Chart:
    """The run's candles with every level, zone and event that was found, under the ids of the post."""
    return await service.get_chart(parts.database, run_id)
