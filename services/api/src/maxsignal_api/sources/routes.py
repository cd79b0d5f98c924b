"""/api/sources: which rest, and asking one again."""

from typing import Annotated

from fastapi import APIRouter, Path

from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.sources import service
from maxsignal_api.sources.schemas import Source, SourceList
from maxsignal_common.sources import SourceName

router = APIRouter(prefix="/api/sources", tags=["sources"])


@router.get("", operation_id="listSources")
async def list_sources(parts: NeedsParts) -> SourceList:
    """Every source that has failed once; those that are not here are sound."""
    return await service.list_sources(parts.database)


@router.post("/{name}/enable", operation_id="enableSource", responses=documented(404))
async def enable(parts: NeedsParts, name: Annotated[SourceName, Path()]) -> Source:
    """Ask a source again, e.g. after ingest was moved to where the venue serves."""
    return await service.enable(parts.database, name)
