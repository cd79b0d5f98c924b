"""POST /api/runs/{run_id}/steps/{step}/replay, and what came of it."""

from uuid import UUID

from fastapi import APIRouter, Response

from maxsignal_api.idempotency import IdempotencyKey
from maxsignal_api.paging import Cursor, Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.replays import service
from maxsignal_api.replays.schemas import ReplayAccepted, ReplayDetail, ReplayList, ReplayRequest
from maxsignal_common.prompting import PromptStep

router = APIRouter(prefix="/api", tags=["replays"])


@router.post(
    "/runs/{run_id}/steps/{step}/replay",
    operation_id="replayStep",
    status_code=202,
    responses=documented(404, 409, 429)
    | {202: {"headers": {"Location": {"description": "The replay", "schema": {"type": "string"}}}}},
)
async def replay_step(
    parts: NeedsParts,
    run_id: UUID,
    step: PromptStep,
    *,
    request: ReplayRequest,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> ReplayAccepted:
    """Ask a recorded step once more; the run, its post and its cost stay as they are.

    Refused with 404 `unknown_run`, `unknown_step` or `unknown_version`; with 409 `no_recorded_input` (the run
    has not come that far), `step_failed` (the method found nothing to tell), `model_not_set` (the run asked
    no model and the request names none), `model_not_enabled` or `unpriced_model`; with 422 `invalid_prompt`.
    """
    order = service.Order(run_id, step, idempotency_key)
    replay_id = await service.ask(parts.database, order, request)
    response.headers["Location"] = f"/api/replays/{replay_id}"
    return ReplayAccepted(replay_id=replay_id)


@router.get(
    "/runs/{run_id}/replays",
    operation_id="listReplays",
    responses=documented(404),
    dependencies=[KNOWN_PARAMETERS],
)
async def list_replays(
    parts: NeedsParts, run_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> ReplayList:
    """Newest first, without texts."""
    return await service.list_replays(parts.database, run_id, cursor=cursor, limit=limit)


@router.get("/replays/{replay_id}", operation_id="getReplay", responses=documented(404))
async def get_replay(parts: NeedsParts, replay_id: UUID) -> ReplayDetail:
    """What was asked and told; `original` is the run's own step by the same measure, once it is done."""
    return await service.get_replay(parts.database, replay_id)
