"""Stands before every operation: who asks is found out anew each time, so that revoking works at once."""

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers

from maxsignal_api.auth.access import Access, needed_for
from maxsignal_api.auth.actor import Actor, bind
from maxsignal_api.auth.cookies import bearer_token, session_token
from maxsignal_api.auth.secret_tokens import digest
from maxsignal_api.parts import NeedsParts, Parts
from maxsignal_api.problems import ProblemError
from maxsignal_api.visit import NeedsVisit, Visit
from maxsignal_common.store.database import Database
from maxsignal_common.store.sessions import session_user
from maxsignal_common.store.tokens import token_of
from maxsignal_common.store.users import Role

NOBODY = "nobody"
# What is left to somebody whose password was made by us.
BEFORE_A_NEW_PASSWORD = frozenset({"getMe", "changePassword", "logout"})


async def admit(request: Request, parts: NeedsParts, visit: NeedsVisit) -> None:
    """Bind who asks; ProblemError 401 without a login, 403 where it is not enough."""
    route: APIRoute = request.scope["route"]
    needed = needed_for(route.operation_id)
    if needed is Access.OPEN:
        bind(Actor(NOBODY, network=visit.network))
        return
    found = await _identify(parts.database, request.headers, visit)
    if found is None:
        raise ProblemError(401, "login_required", "log in first", headers={"WWW-Authenticate": "Bearer"})
    if needed is Access.ADMIN and found.role is not Role.ADMIN:
        raise ProblemError(403, "role_insufficient", "this is for administrators")
    one_time = found.user is not None and found.user.one_time_until is not None
    if one_time and route.operation_id not in BEFORE_A_NEW_PASSWORD:
        raise ProblemError(403, "password_change_required", "choose a password of your own first")
    bind(found)


async def is_still_admitted(request: Request, parts: Parts) -> bool:
    """Whether whoever opened a long answer may go on reading it."""
    return await _identify(parts.database, request.headers, request.scope["visit"]) is not None


async def _identify(database: Database, headers: Headers, visit: Visit) -> Actor | None:
    """By the token where one is shown, and then by nothing else: only it may come from another site."""
    if "authorization" in headers:
        return await _machine(database, bearer_token(headers), visit)
    token = session_token(headers, visit)
    if token is None:
        return None
    async with database.reading() as connection:
        found = await session_user(connection, digest(token))
    if found is None:
        return None
    session_id, user = found
    return Actor(user.email, user.role, visit.network, user, session_id)


async def _machine(database: Database, token: str | None, visit: Visit) -> Actor | None:
    if token is None:
        return None
    async with database.reading() as connection:
        found = await token_of(connection, digest(token))
    return Actor(f"token {found.name}", found.role, visit.network) if found else None
