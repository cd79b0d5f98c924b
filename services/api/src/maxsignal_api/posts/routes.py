"""/api/runs/{run_id}/publish: order it, or see what it would do."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.posts import service
from maxsignal_api.posts.schemas import PublishAccepted, PublishOrder, PublishPreview, TestOrder
from maxsignal_api.problems import ProblemError, documented
from maxsignal_common.audience import Audience, Parts, To

router = APIRouter(prefix="/api", tags=["posts"])

Topic = Annotated[str | None, Query(max_length=80, pattern=r"^(instrument|analysis):[^\x00-\x1f]+$")]
ChatId = Annotated[int | None, Query(ge=-(2**63), le=2**63 - 1)]


@router.post(
    "/runs/{run_id}/publish", operation_id="publishPost", status_code=202, responses=documented(404, 409)
)
async def publish(parts: NeedsParts, run_id: UUID, order: PublishOrder | None = None) -> PublishAccepted:
    """Order the post of a merged run to be sent; to everyone once, to a named audience as often as asked.

    Refused with 409 and one of these codes: `run_not_merged` (there is no post yet),
    `already_publishing` (it is being sent), `already_published` (it was sent), `run_failed`.
    """
    return await service.publish(parts.database, run_id, order.audience if order else None)


@router.get(
    "/runs/{run_id}/publish",
    operation_id="previewPublish",
    dependencies=[KNOWN_PARAMETERS],
    responses=documented(404, 409),
)
async def preview(
    parts: NeedsParts,
    run_id: UUID,
    *,
    to: To = To.ALL,
    topic: Topic = None,
    chat_id: ChatId = None,
    wanted: Annotated[Parts, Query(alias="parts")] = Parts.ALL,
) -> PublishPreview:
    """Who would get what if the post were ordered now; nothing is sent."""
    try:
        audience = Audience(to=to, topic=topic, chat_id=chat_id, parts=wanted)
    except ValueError:
        raise ProblemError(
            422, "invalid_audience", "a topic needs `topic`, a chat needs `chat_id`, others need neither"
        ) from None
    return await service.preview_publish(parts.database, run_id, audience)


@router.post(
    "/posts/{run_id}/test",
    operation_id="testPost",
    status_code=202,
    responses=documented(404, 409, 429),
)
async def send_test(parts: NeedsParts, run_id: UUID, order: TestOrder | None = None) -> PublishAccepted:
    """Send the post as it is now to one subscriber, as a test: who gets it still gets the post itself, once.

    Refused with 422 `no_test_chat` where neither the order nor one's preferences name a chat, with 404
    `unknown_chat` where no active subscriber has it.
    """
    return await service.send_test(parts.database, run_id, order or TestOrder())
