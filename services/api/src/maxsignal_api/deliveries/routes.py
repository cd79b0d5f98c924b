"""/api/runs/{run_id}/deliveries, /api/deliveries: list, mark as sent, send again; retry what failed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from maxsignal_api.deliveries import service
from maxsignal_api.deliveries.schemas import DeliveriesRetried, DeliveryList, DeliveryResolved, DeliveryState
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented

router = APIRouter(prefix="/api", tags=["deliveries"])

Place = Annotated[int | None, Query(ge=0, le=2**63 - 1, description="`next_cursor` of the page before")]


@router.get(
    "/runs/{run_id}/deliveries",
    operation_id="listRunDeliveries",
    dependencies=[KNOWN_PARAMETERS],
    responses=documented(404),
)
async def list_of_run(
    parts: NeedsParts,
    run_id: UUID,
    *,
    state: Annotated[list[DeliveryState], Query(max_length=10)] = [],  # noqa: B006 - FastAPI copies defaults
    limit: Limit = 50,
    cursor: Place = None,
) -> DeliveryList:
    """Every message that was queued for the run, follow-ups too, in the order of queueing."""
    return await service.of_run(parts.database, run_id, states=state, after=cursor, limit=limit)


@router.get("/deliveries/unknown", operation_id="listUnknownDeliveries", dependencies=[KNOWN_PARAMETERS])
async def list_unknown(parts: NeedsParts, limit: Limit = 50, cursor: Place = None) -> DeliveryList:
    """Messages that may or may not have arrived, newest first."""
    return await service.unknown(parts.database, before=cursor, limit=limit)


@router.post(
    "/deliveries/{delivery_id}/mark-sent", operation_id="markDeliverySent", responses=documented(404, 409)
)
async def mark_sent(parts: NeedsParts, delivery_id: UUID) -> DeliveryResolved:
    """Say that an unknown message did arrive."""
    return await service.resolve(parts.database, delivery_id, DeliveryState.SENT)


@router.post(
    "/deliveries/{delivery_id}/resend", operation_id="resendDelivery", responses=documented(404, 409)
)
async def resend(parts: NeedsParts, delivery_id: UUID) -> DeliveryResolved:
    """Send an unknown message again; if it had arrived, its reader has it twice.

    Refused with 404 `unknown_chat` where its reader has stopped or was paused.
    """
    return await service.resolve(parts.database, delivery_id, DeliveryState.QUEUED)


@router.post("/posts/{run_id}/deliveries/retry", operation_id="retryDeliveries", responses=documented(404))
async def retry(parts: NeedsParts, run_id: UUID) -> DeliveriesRetried:
    """Queue again the messages of the post that Telegram refused; those that may have arrived stay alone."""
    return await service.retry(parts.database, run_id)
