"""GET /api/events: server-sent events."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from maxsignal_api.auth.actor import actor
from maxsignal_api.auth.gate import is_still_admitted
from maxsignal_api.live import service
from maxsignal_api.live.service import Topics
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import ProblemError, documented
from maxsignal_common.clock import SystemClock
from maxsignal_common.store.feed import Place

router = APIRouter(prefix="/api/events", tags=["live"])

Told = Annotated[str | None, Query(max_length=64, description="`id` of the last event that was read")]


class Wish:
    """What is listened to, and from where; a browser names the place itself when it reconnects."""

    def __init__(
        self,
        topics: Annotated[str, Query(max_length=400, description="runs, run:<id>; with commas")] = "runs",
        after: Told = None,
        last_event_id: Annotated[str | None, Header(max_length=64)] = None,
    ) -> None:
        self.topics = Topics.parse(topics)
        told = last_event_id or after
        self.after = Place.parse(told) if told else None
        if told and self.after is None:
            raise ProblemError(422, "invalid_place", "this place was not given out here")


async def _not_over(parts: NeedsParts, wish: Annotated[Wish, Depends()]) -> Wish:
    if await service.is_over(parts.database, wish.topics, wish.after):
        raise HTTPException(204)
    return wish


async def _among_few(parts: NeedsParts, wish: Annotated[Wish, Depends(_not_over)]) -> AsyncIterator[Wish]:
    """Counted until the last line is sent."""
    who = actor()
    with parts.feed.streams.one_more(str(who.session_id or who.name)):
        yield wish


@router.get(
    "",
    operation_id="streamEvents",
    response_class=EventSourceResponse,
    responses={204: {"description": "Nothing can follow: do not come back"}, **documented(429)},
)
async def stream(
    request: Request, parts: NeedsParts, wish: Annotated[Wish, Depends(_among_few)]
) -> AsyncIterator[ServerSentEvent]:
    """`run` events as they are recorded, each once and in order; `beat` every 10 s.

    `resync` means that too much happened: read everything anew. Behind a place that was read before, the
    stream goes on without a gap.
    """
    clock = SystemClock()

    async def welcome() -> bool:
        return await is_still_admitted(request, parts)

    lines = service.tell(parts.feed, wish.topics, wish.after, now=clock.now, welcome=welcome)
    async for line in lines:
        yield line
