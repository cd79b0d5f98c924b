"""/api/subscribers: list, show, try, pause, resume."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.posts.routes import Topic
from maxsignal_api.posts.schemas import PublishAccepted
from maxsignal_api.problems import documented
from maxsignal_api.subscribers import service
from maxsignal_api.subscribers.schemas import SubscriberDetail, SubscriberList
from maxsignal_common.analysis import Language
from maxsignal_common.store.subscriber_reads import SubscriberFilter

router = APIRouter(prefix="/api/subscribers", tags=["subscribers"])

LEAST, MOST = -(2**63), 2**63 - 1
Chat = Annotated[int, Path(ge=LEAST, le=MOST)]
Words = Annotated[
    str, Query(max_length=64, pattern=r"^[^\x00-\x1f]*$", description="A name, or how a chat id begins")
]


@router.get("", operation_id="listSubscribers", dependencies=[KNOWN_PARAMETERS])
async def list_subscribers(
    parts: NeedsParts,
    *,
    active: bool | None = None,
    language: Language | None = None,
    topic: Topic = None,
    q: Words = "",
    limit: Limit = 50,
    cursor: Annotated[int | None, Query(ge=LEAST, le=MOST)] = None,
) -> SubscriberList:
    """Those with the highest chat ids first; `topic` finds who gets posts on it in any form."""
    wanted = SubscriberFilter(active, language, topic, q.strip())
    return await service.list_subscribers(parts.database, wanted, before=cursor, limit=limit)


@router.get("/{chat_id}", operation_id="getSubscriber", responses=documented(404))
async def get_subscriber(parts: NeedsParts, chat_id: Chat) -> SubscriberDetail:
    return await service.get_subscriber(parts.database, chat_id)


@router.post(
    "/{chat_id}/test",
    operation_id="testSubscriber",
    status_code=202,
    responses=documented(404, 409, 429),
)
async def try_chat(parts: NeedsParts, chat_id: Chat) -> PublishAccepted:
    """Send the newest post as a test; refused with 409 `no_post_yet` while there is none."""
    return await service.test_chat(parts.database, chat_id)


@router.post("/{chat_id}/pause", operation_id="pauseSubscriber", responses=documented(404))
async def pause(parts: NeedsParts, chat_id: Chat) -> SubscriberDetail:
    """Send nothing more; what waits is not sent. The subscriber's own /start ends it."""
    return await service.pause(parts.database, chat_id)


@router.post("/{chat_id}/resume", operation_id="resumeSubscriber", responses=documented(404, 409))
async def resume(parts: NeedsParts, chat_id: Chat) -> SubscriberDetail:
    """End a pause; refused with 409 `not_paused` where it was the subscriber or Telegram who ended it."""
    return await service.resume(parts.database, chat_id)
