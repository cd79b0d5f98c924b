"""GET /api/system."""

from fastapi import APIRouter

from maxsignal_api.parts import NeedsParts
from maxsignal_api.system import service
from maxsignal_api.system.schemas import System

router = APIRouter(prefix="/api/system", tags=["system"])


@router.get("", operation_id="getSystem")
async def get_system(parts: NeedsParts) -> System:
    """Queues, what waits, what was spent today, and what cannot be reached."""
    return await service.system(parts)
