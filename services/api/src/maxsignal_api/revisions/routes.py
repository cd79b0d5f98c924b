"""/api/posts/{run_id}: show, revise, list revisions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.revisions import service
from maxsignal_api.revisions.schemas import NewRevision, PostDetail, RevisionList
from maxsignal_common.analysis import Language

router = APIRouter(prefix="/api/posts", tags=["posts"])

IfMatch = Annotated[
    str | None,
    Header(
        pattern=r'^"(0|[1-9][0-9]{0,8})"$', description="The revision of this language that was looked at"
    ),
]


@router.get("/{run_id}", operation_id="getPost", responses=documented(404, 409))
async def get_post(parts: NeedsParts, run_id: UUID) -> PostDetail:
    """The post of a run as it would be sent: the newest revision in every language."""
    return await service.get_post(parts.database, run_id)


@router.patch("/{run_id}", operation_id="revisePost", responses=documented(404, 409, 412, 428))
async def revise(
    parts: NeedsParts, run_id: UUID, request: NewRevision, if_match: IfMatch = None
) -> PostDetail:
    """Say it in other words, before anybody was sent the post.

    Refused with 422 `post_not_grounded` where the text names a price that is no level of the run, leads
    readers away or drops its last block: `errors` tells every place as `text.<offset>.<length>`, in UTF-16
    units; with 422 `caption_unfit` where the summary gets too long. With 409 `post_was_ordered`,
    `already_publishing` or `already_published` once it was ordered to be sent; with 412 `post_revised` when
    somebody else has revised it.
    """
    return await service.revise(parts.database, service.Change(run_id, if_match), request)


@router.get(
    "/{run_id}/revisions",
    operation_id="listPostRevisions",
    dependencies=[KNOWN_PARAMETERS],
    responses=documented(404, 409),
)
async def list_revisions(parts: NeedsParts, run_id: UUID, language: Language) -> RevisionList:
    """Every text of one language, beginning with what the merger wrote."""
    return await service.list_revisions(parts.database, run_id, language)
