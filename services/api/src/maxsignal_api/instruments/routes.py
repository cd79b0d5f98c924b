"""/api/instruments: search, switch on and off."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from maxsignal_api.instruments import service
from maxsignal_api.instruments.schemas import InstrumentChange, InstrumentList
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_common.market import Instrument, InstrumentId
from maxsignal_common.sources import SourceName
from maxsignal_common.store.listing import InstrumentFilter

router = APIRouter(prefix="/api/instruments", tags=["instruments"])

Words = Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f]*$", description="Parts of id or name")]


@router.get("", operation_id="listInstruments", dependencies=[KNOWN_PARAMETERS])
async def list_instruments(
    parts: NeedsParts,
    *,
    q: Words = "",
    source: Annotated[SourceName | None, Query()] = None,
    enabled: bool | None = None,
    limit: Limit = 200,
    cursor: Annotated[InstrumentId | None, Query()] = None,
) -> InstrumentList:
    """By id."""
    wanted = InstrumentFilter(q, source, enabled)
    return await service.list_instruments(parts.database, wanted, after=cursor, limit=limit)


@router.patch("/{instrument_id:path}", operation_id="changeInstrument", responses=documented(404))
async def change(
    parts: NeedsParts, instrument_id: Annotated[InstrumentId, Path()], request: InstrumentChange
) -> Instrument:
    """Switch an instrument on or off: only those that are on can be run."""
    return await service.change(parts.database, instrument_id, request)
