"""POST /api/runs/{run_id}/publish."""

from uuid import UUID

from fastapi import APIRouter

from maxsignal_api.parts import NeedsParts
from maxsignal_api.posts import service
from maxsignal_api.posts.schemas import PublishAccepted
from maxsignal_api.problems import documented

router = APIRouter(prefix="/api/runs", tags=["posts"])


@router.post("/{run_id}/publish", operation_id="publishPost", status_code=202, responses=documented(404, 409))
async def publish(parts: NeedsParts, run_id: UUID) -> PublishAccepted:
    """Order the post of a merged run to be sent; once.

    Refused with 409 and one of these codes: `run_not_merged` (there is no post yet),
    `already_publishing` (it is being sent), `already_published` (it was sent), `run_failed`.
    """
    return await service.publish(parts.database, run_id)
