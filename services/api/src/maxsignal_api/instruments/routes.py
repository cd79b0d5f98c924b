"""GET /api/instruments."""

from fastapi import APIRouter

from maxsignal_api.instruments import service
from maxsignal_api.instruments.schemas import InstrumentList
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts

router = APIRouter(prefix="/api/instruments", tags=["instruments"])


@router.get("", operation_id="listInstruments", dependencies=[KNOWN_PARAMETERS])
async def list_instruments(parts: NeedsParts) -> InstrumentList:
    return await service.list_instruments(parts.database)
