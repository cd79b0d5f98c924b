"""/api/prompts: list, show, compare, add a version, activate, preview."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from maxsignal_api.analyses.schemas import MAX_VERSION
from maxsignal_api.idempotency import IdempotencyKey
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.prompts import service
from maxsignal_api.prompts.schemas import (
    NewPromptVersion,
    Preview,
    PreviewRequest,
    PromptActivation,
    PromptDetail,
    PromptDiff,
    PromptList,
    PromptVersionDetail,
    PromptVersionList,
)
from maxsignal_common.prompting import PromptStep

router = APIRouter(prefix="/api/prompts", tags=["prompts"])

Version = Annotated[int, Path(ge=1, le=MAX_VERSION)]
Compared = Annotated[int, Query(ge=1, le=MAX_VERSION)]
IfMatch = Annotated[
    str | None,
    Header(pattern=r'^"[1-9][0-9]{0,9}"$', description="The ETag of the prompt: its active version"),
]
CONDITIONAL = documented(404, 409, 412, 428)


@router.get("", operation_id="listPrompts", dependencies=[KNOWN_PARAMETERS])
async def list_prompts(parts: NeedsParts) -> PromptList:
    return await service.list_prompts(parts.database)


@router.get("/{step}", operation_id="getPrompt", responses=documented(404))
async def get_prompt(parts: NeedsParts, step: PromptStep, response: Response) -> PromptDetail:
    return _tagged(response, await service.get_prompt(parts.database, step))


@router.get(
    "/{step}/versions",
    operation_id="listPromptVersions",
    responses=documented(404),
    dependencies=[KNOWN_PARAMETERS],
)
async def list_versions(
    parts: NeedsParts,
    step: PromptStep,
    limit: Limit = 50,
    cursor: Annotated[int | None, Query(ge=1, le=MAX_VERSION)] = None,
) -> PromptVersionList:
    return await service.list_versions(parts.database, step, before=cursor, limit=limit)


@router.get("/{step}/versions/{version}", operation_id="getPromptVersion", responses=documented(404))
async def get_version(parts: NeedsParts, step: PromptStep, version: Version) -> PromptVersionDetail:
    return await service.get_version(parts.database, step, version)


@router.get(
    "/{step}/diff",
    operation_id="comparePromptVersions",
    responses=documented(404),
    dependencies=[KNOWN_PARAMETERS],
)
async def compare(parts: NeedsParts, step: PromptStep, older: Compared, newer: Compared) -> PromptDiff:
    return await service.compare(parts.database, step, older, newer)


@router.post("/{step}/versions", operation_id="addPromptVersion", status_code=201, responses=CONDITIONAL)
async def add_version(
    parts: NeedsParts,
    step: PromptStep,
    *,
    request: NewPromptVersion,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> PromptVersionDetail:
    """Add a version; which one runs take does not change.

    Refused with 422 `invalid_prompt` where a text cannot be rendered, with 409 `version_exists` when a
    version says the same, and with 412 `active_version_changed` when another one was activated meanwhile.
    """
    change = service.Change(step, if_match, idempotency_key)
    added = await service.add_version(parts.database, change, request)
    response.headers["Location"] = f"/api/prompts/{step}/versions/{added.version}"
    return added


@router.post("/{step}/activate", operation_id="activatePromptVersion", responses=CONDITIONAL)
async def activate(
    parts: NeedsParts,
    step: PromptStep,
    *,
    request: PromptActivation,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> PromptDetail:
    """Let new runs take a version, an older one to roll back; runs that were asked for keep theirs."""
    change = service.Change(step, if_match, idempotency_key)
    return _tagged(response, await service.activate(parts.database, change, request))


@router.post("/{step}/preview", operation_id="previewPrompt", responses=documented(404))
async def preview(parts: NeedsParts, step: PromptStep, request: PreviewRequest | None = None) -> Preview:
    """What a model would be sent, or what is wrong with the text; changes nothing and asks no model."""
    return await service.preview(parts.database, step, request or PreviewRequest())


def _tagged(response: Response, detail: PromptDetail) -> PromptDetail:
    response.headers["ETag"] = f'"{detail.version}"'
    return detail
