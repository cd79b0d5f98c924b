"""/api/analyses: list, show, create, describe, add a version, activate, archive, estimate."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from maxsignal_api.analyses import estimates, service
from maxsignal_api.analyses.schemas import (
    MAX_VERSION,
    Activation,
    AnalysisDetail,
    AnalysisList,
    Describing,
    Estimate,
    EstimateRequest,
    NewAnalysis,
    NewVersion,
    VersionDetail,
    VersionList,
)
from maxsignal_api.idempotency import IdempotencyKey
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_common.analysis import AnalysisName

router = APIRouter(prefix="/api/analyses", tags=["analyses"])

KnownName = Annotated[AnalysisName, Path()]
Version = Annotated[int, Path(ge=1, le=MAX_VERSION)]
IfMatch = Annotated[
    str | None,
    Header(pattern=r'^"[1-9][0-9]{0,9}"$', description="The ETag of the analysis: its active version"),
]
CONDITIONAL = documented(404, 409, 412, 428)


@router.get("", operation_id="listAnalyses", dependencies=[KNOWN_PARAMETERS])
async def list_analyses(parts: NeedsParts) -> AnalysisList:
    return await service.list_analyses(parts.database)


@router.post("", operation_id="createAnalysis", status_code=201, responses=documented(409))
async def create_analysis(
    parts: NeedsParts, request: NewAnalysis, response: Response, idempotency_key: IdempotencyKey = None
) -> AnalysisDetail:
    """Store an analysis with its first version, which is active."""
    created = await service.create(parts.database, request, idempotency_key)
    response.headers["Location"] = f"/api/analyses/{created.name}"
    return _tagged(response, created)


@router.get("/{name}", operation_id="getAnalysis", responses=documented(404))
async def get_analysis(parts: NeedsParts, name: KnownName, response: Response) -> AnalysisDetail:
    return _tagged(response, await service.get_analysis(parts.database, name))


@router.patch("/{name}", operation_id="describeAnalysis", responses=documented(404))
async def describe_analysis(
    parts: NeedsParts, name: KnownName, request: Describing, response: Response
) -> AnalysisDetail:
    """Say otherwise what it is for; no run and no version knows the difference."""
    return _tagged(response, await service.describe(parts.database, name, request))


@router.get(
    "/{name}/versions",
    operation_id="listAnalysisVersions",
    responses=documented(404),
    dependencies=[KNOWN_PARAMETERS],
)
async def list_versions(
    parts: NeedsParts,
    name: KnownName,
    limit: Limit = 50,
    cursor: Annotated[int | None, Query(ge=1, le=MAX_VERSION)] = None,
) -> VersionList:
    return await service.list_versions(parts.database, name, before=cursor, limit=limit)


@router.get("/{name}/versions/{version}", operation_id="getAnalysisVersion", responses=documented(404))
async def get_version(parts: NeedsParts, name: KnownName, version: Version) -> VersionDetail:
    return await service.get_version(parts.database, name, version)


@router.post("/{name}/versions", operation_id="addAnalysisVersion", status_code=201, responses=CONDITIONAL)
async def add_version(
    parts: NeedsParts,
    name: KnownName,
    *,
    request: NewVersion,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> VersionDetail:
    """Add a version; which one runs take does not change.

    Refused with 409 `version_exists` when a version says the same already, and with 412
    `active_version_changed` when somebody activated another version meanwhile.
    """
    change = service.Change(name, if_match, idempotency_key)
    added = await service.add_version(parts.database, change, request)
    response.headers["Location"] = f"/api/analyses/{name}/versions/{added.version}"
    return added


@router.post("/{name}/activate", operation_id="activateAnalysisVersion", responses=CONDITIONAL)
async def activate(
    parts: NeedsParts,
    name: KnownName,
    *,
    request: Activation,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> AnalysisDetail:
    """Let new runs take a version, an older one to roll back; runs that were asked for keep theirs."""
    change = service.Change(name, if_match, idempotency_key)
    return _tagged(response, await service.activate(parts.database, change, request))


@router.post("/{name}/archive", operation_id="archiveAnalysis", responses=documented(404))
async def archive(parts: NeedsParts, name: KnownName) -> AnalysisDetail:
    """Start no more runs of it, by request or by schedule."""
    return await service.set_archived(parts.database, name, archived=True)


@router.post("/{name}/restore", operation_id="restoreAnalysis", responses=documented(404))
async def restore(parts: NeedsParts, name: KnownName) -> AnalysisDetail:
    return await service.set_archived(parts.database, name, archived=False)


@router.post("/{name}/estimate", operation_id="estimateAnalysis", responses=documented(404))
async def estimate(parts: NeedsParts, name: KnownName, request: EstimateRequest | None = None) -> Estimate:
    """What a run would take and cost; changes nothing."""
    return await estimates.estimate(parts.database, name, request or EstimateRequest())


def _tagged(response: Response, detail: AnalysisDetail) -> AnalysisDetail:
    response.headers["ETag"] = f'"{detail.version}"'
    return detail
