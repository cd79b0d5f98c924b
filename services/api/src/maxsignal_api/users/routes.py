"""/api/users, and /api/auth/register beside the login that it makes possible."""

from uuid import UUID

from fastapi import APIRouter

from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.users import service
from maxsignal_api.users.schemas import (
    OneTimePassword,
    Registration,
    SessionsEnded,
    UserCard,
    UserChange,
    UserList,
)

router = APIRouter(prefix="/api", tags=["users"])


@router.get("/users", operation_id="listUsers", dependencies=[KNOWN_PARAMETERS])
async def list_users(parts: NeedsParts) -> UserList:
    return await service.list_users(parts.database)


@router.post("/auth/register", operation_id="registerUser", status_code=201, responses=documented(409))
async def register(parts: NeedsParts, request: Registration) -> OneTimePassword:
    """Open an account; hand its password over yourself, it has to be changed at the first login."""
    return await service.register(parts, request)


@router.patch("/users/{user_id}", operation_id="changeUser", responses=documented(404, 409))
async def change(parts: NeedsParts, user_id: UUID, request: UserChange) -> UserCard:
    """Name, role, whether the account is open. Refused with `last_admin` where no administrator remains."""
    return await service.change(parts.database, user_id, request)


@router.post("/users/{user_id}/password", operation_id="resetPassword", responses=documented(404))
async def reset_password(parts: NeedsParts, user_id: UUID) -> OneTimePassword:
    """A one-time password instead of a forgotten one; ends every session of the user."""
    return await service.reset_password(parts, user_id)


@router.delete("/users/{user_id}/sessions", operation_id="endUserSessions", responses=documented(404))
async def end_sessions(parts: NeedsParts, user_id: UUID) -> SessionsEnded:
    return await service.end_sessions(parts.database, user_id)
