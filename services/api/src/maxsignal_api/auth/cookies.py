"""The session's cookie: `__Host-` and Secure wherever there is HTTPS; plain HTTP exists on loopback alone."""

import re

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from maxsignal_api.visit import Visit
from maxsignal_common.store.sessions import LIFETIME

_BEARER = re.compile(r"bearer +([!-~]{1,200})", re.IGNORECASE)


def name_of(visit: Visit) -> str:
    return "__Host-maxsignal_session" if visit.secure else "maxsignal_session"


def session_token(headers: Headers, visit: Visit) -> str | None:
    return cookie_parser(headers.get("cookie", "")).get(name_of(visit))


def bearer_token(headers: Headers) -> str | None:
    """What a machine shows; a browser never sends it by itself, so it needs no proof of the same site."""
    found = _BEARER.fullmatch(headers.get("authorization", ""))
    return found[1] if found else None


def set_session(response: Response, visit: Visit, token: str) -> None:
    response.set_cookie(
        name_of(visit),
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=visit.secure,
        httponly=True,
        samesite="lax",
    )


def clear_session(response: Response, visit: Visit) -> None:
    response.delete_cookie(name_of(visit), path="/", secure=visit.secure, httponly=True, samesite="lax")
