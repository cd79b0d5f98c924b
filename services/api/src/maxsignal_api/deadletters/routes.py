"""/api/dead-letters: list, show, replay, drop."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from maxsignal_api.deadletters import service
from maxsignal_api.deadletters.schemas import Letter, LetterList, LetterResolved, LetterState
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented

router = APIRouter(prefix="/api/dead-letters", tags=["dead letters"])

MAX_ID = 2**63 - 1
LetterId = Annotated[int, Path(ge=1, le=MAX_ID)]


@router.get("", operation_id="listDeadLetters", dependencies=[KNOWN_PARAMETERS])
async def list_letters(
    parts: NeedsParts,
    state: LetterState = LetterState.OPEN,
    limit: Limit = 50,
    cursor: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
) -> LetterList:
    return await service.list_letters(parts.database, state=state, before=cursor, limit=limit)


@router.get("/{letter_id}", operation_id="getDeadLetter", responses=documented(404))
async def get_letter(parts: NeedsParts, letter_id: LetterId) -> Letter:
    return await service.get_letter(parts.database, letter_id)


@router.post("/{letter_id}/replay", operation_id="replayDeadLetter", responses=documented(404, 409))
async def replay(parts: NeedsParts, letter_id: LetterId) -> LetterResolved:
    return await service.replay(parts.database, parts.bus, letter_id)


@router.post("/{letter_id}/drop", operation_id="dropDeadLetter", responses=documented(404, 409))
async def drop(parts: NeedsParts, letter_id: LetterId) -> LetterResolved:
    return await service.drop(parts.database, letter_id)
