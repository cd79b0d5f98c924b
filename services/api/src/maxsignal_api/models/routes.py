"""/api/models: search, switch on and off."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from maxsignal_api.models import service
from maxsignal_api.models.schemas import Model, ModelChange, ModelList, Synced
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_common.analysis import ModelName
from maxsignal_common.store.llm_models import ModelFilter

router = APIRouter(prefix="/api/models", tags=["models"])

Words = Annotated[
    str,
    Query(
        max_length=100, pattern=r"^[^\x00-\x1f]*$", description="Parts of id, name, provider or description"
    ),
]
Provider = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00-\x1f]+$")]


@router.get("", operation_id="listModels", dependencies=[KNOWN_PARAMETERS])
async def list_models(
    parts: NeedsParts,
    *,
    q: Words = "",
    provider: Provider = None,
    enabled: bool | None = None,
    free: bool | None = None,
    limit: Limit = 50,
    cursor: Annotated[ModelName | None, Query()] = None,
) -> ModelList:
    """By id."""
    wanted = ModelFilter(q, provider, enabled, free)
    return await service.list_models(parts.database, wanted, after=cursor, limit=limit)


@router.post("/sync", operation_id="syncModels", responses=documented(429, 502))
async def sync(parts: NeedsParts) -> Synced:
    """Bring the catalogue up to the provider's list; what is new is off, what people set stays as it is.

    Refused with 502 `models_unlisted` where the provider does not tell.
    """
    return await service.sync(parts)


@router.patch("/{model_id:path}", operation_id="changeModel", responses=documented(404, 409))
async def change(parts: NeedsParts, model_id: Annotated[ModelName, Path()], request: ModelChange) -> Model:
    """Switch a model on or off; refused with 409 `unpriced_model` while nobody knows what it costs."""
    return await service.change(parts.database, model_id, request)
