"""/health and /ready for anybody; /metrics and /openapi.json for those who logged in."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from maxsignal_api.health import service
from maxsignal_api.health.schemas import Liveness, Readiness
from maxsignal_api.parts import NeedsParts

router = APIRouter(tags=["health"])


@router.get("/health", operation_id="getHealth")
async def health() -> Liveness:
    return Liveness()


@router.get("/ready", operation_id="getReadiness", responses={503: {"model": Readiness}})
async def ready(parts: NeedsParts, response: Response) -> Readiness:
    readiness = await service.readiness(parts.checks)
    response.status_code = 200 if readiness.ready else 503
    return readiness


@router.get("/metrics", operation_id="getMetrics", response_class=Response)
async def metrics(parts: NeedsParts) -> Response:
    return Response(generate_latest(parts.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/openapi.json", operation_id="getDescription", include_in_schema=False)
async def description(request: Request) -> JSONResponse:
    described: dict[str, Any] = request.app.openapi()
    return JSONResponse(described)
