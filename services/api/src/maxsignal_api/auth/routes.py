"""/api/auth: log in and out, who am I, password, address, sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from maxsignal_api.auth import service
from maxsignal_api.auth.cookies import clear_session, session_token, set_session
from maxsignal_api.auth.schemas import Login, Me, NewEmail, NewPassword, Preferences, SessionList
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.visit import NeedsVisit

router = APIRouter(prefix="/api/auth", tags=["auth"])


async def _client(request: Request, visit: NeedsVisit) -> service.Client:
    agent = request.headers.get("user-agent", "")
    return service.Client(visit.network, agent, session_token(request.headers, visit))


NeedsClient = Annotated[service.Client, Depends(_client)]


@router.post("/login", operation_id="login", responses=documented(401, 429))
async def login(
    parts: NeedsParts, visit: NeedsVisit, client: NeedsClient, request: Login, response: Response
) -> Me:
    """Open a session; its cookie is set. `wrong_credentials` says no more than that."""
    token, me = await service.login(parts, request, client)
    set_session(response, visit, token)
    return me


@router.post("/logout", operation_id="logout", status_code=204)
async def logout(parts: NeedsParts, visit: NeedsVisit, response: Response) -> None:
    await service.logout(parts)
    clear_session(response, visit)


@router.get("/me", operation_id="getMe")
async def get_me() -> Me:
    return service.me()


@router.patch("/me", operation_id="changePreferences")
async def change_preferences(parts: NeedsParts, request: Preferences) -> Me:
    return await service.change_preferences(parts, request)


@router.post("/password", operation_id="changePassword", responses=documented(429))
async def change_password(
    parts: NeedsParts, visit: NeedsVisit, client: NeedsClient, request: NewPassword, response: Response
) -> Me:
    """Every other session of yours ends, this one goes on under a new cookie."""
    token, me = await service.change_password(parts, request, client)
    set_session(response, visit, token)
    return me


@router.post("/email", operation_id="changeEmail", responses=documented(409, 429))
async def change_email(parts: NeedsParts, request: NewEmail) -> Me:
    return await service.change_email(parts, request)


@router.get("/sessions", operation_id="listSessions")
async def list_sessions(parts: NeedsParts) -> SessionList:
    """Your own open sessions."""
    return await service.list_sessions(parts)


@router.delete(
    "/sessions/{session_id}", operation_id="endSession", status_code=204, responses=documented(404)
)
async def end_session(parts: NeedsParts, session_id: UUID) -> None:
    await service.end_session(parts, session_id)
