"""/api/views: list, keep, forget."""

from uuid import UUID

from fastapi import APIRouter

from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.views import service
from maxsignal_api.views.schemas import NewSavedView, Page, SavedView, SavedViewList

router = APIRouter(prefix="/api/views", tags=["views"])


@router.get("", operation_id="listViews", dependencies=[KNOWN_PARAMETERS])
async def list_views(parts: NeedsParts, page: Page | None = None) -> SavedViewList:
    """One's own views, by name; a token has no account and is refused with 403 `no_account`."""
    return await service.list_views(parts.database, page)


@router.post("", operation_id="saveView", status_code=201, responses=documented(409))
async def save(parts: NeedsParts, request: NewSavedView) -> SavedView:
    """Keep a filter; refused with 409 `name_taken`, or `too_many_views`."""
    return await service.save(parts.database, request)


@router.delete("/{view_id}", operation_id="removeView", status_code=204, responses=documented(404))
async def remove(parts: NeedsParts, view_id: UUID) -> None:
    await service.remove(parts.database, view_id)
