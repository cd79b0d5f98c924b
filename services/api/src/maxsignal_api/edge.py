"""The outermost layer: who may ask, what a body may hold, which headers every answer carries."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from http import HTTPStatus
from time import perf_counter

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maxsignal_api.auth.cookies import bearer_token
from maxsignal_api.problems import ProblemError, refused, unavailable
from maxsignal_api.strict_json import MAX_BYTES, check_json
from maxsignal_api.visit import Site, Visit

# A request holds a database connection: a database that froze must not collect them all.
ANSWER_WITHIN_S = 10.0
# The one answer that goes on; it holds no connection while it waits.
STREAM = "/api/events"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
KNOWN_METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
# What the pages of the dashboard may do: load and ask for what is ours, and run no script written into them.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
NO_PAGES = ("/api/", "/health", "/ready", "/metrics", "/openapi.json")
# Built files whose names hold a hash of them.
HASHED = "/assets/"
FOR_EVER = "public, max-age=31536000, immutable"
HTTPS_ONLY = "max-age=31536000"
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class HttpMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "maxsignal_http_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "maxsignal_http_request_seconds", "Time to answer", ["method", "route"], registry=registry
        )

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        # Only names of ours become labels: a stranger must not be able to add time series.
        method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
        route = getattr(scope.get("route"), "path", "none")
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(method, route).observe(seconds)


class Answer:
    """The way back to the client: notes the status, adds the headers that every answer carries."""

    def __init__(self, send: Send, path: str, trace_id: str) -> None:
        self._send = send
        self._page = not path.startswith(NO_PAGES)
        self._hashed = path.startswith(HASHED)
        self._headers = {**SECURITY_HEADERS, "X-Trace-Id": trace_id}
        self.status = 0

    def over_https(self) -> None:
        self._headers["Strict-Transport-Security"] = HTTPS_ONLY

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._add_headers(MutableHeaders(scope=message))
        await self._send(message)

    def _add_headers(self, headers: MutableHeaders) -> None:
        told = headers.get("cache-control")
        headers.update(self._headers)
        if self._page and self.status < HTTPStatus.BAD_REQUEST:
            headers["Content-Security-Policy"] = PAGE_POLICY
            headers["Cache-Control"] = FOR_EVER if self._hashed else "no-cache"
        elif told:
            headers["Cache-Control"] = told


class Edge:
    """Wraps the whole application, so that errors outside of it carry the same headers."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics, site: Site) -> None:
        self._app = app
        self._metrics = metrics
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        trace_id = trace_id_of(headers)
        answer = Answer(send, scope["path"], trace_id)
        began = perf_counter()
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            try:
                async with asyncio.timeout(None if scope["path"] == STREAM else ANSWER_WITHIN_S):
                    scope["visit"] = visit = self._site.receive(scope)
                    if visit.secure:
                        answer.over_https()
                    require_same_site(scope["method"], headers, visit)
                    body = await checked_body(headers, receive)
                    await self._app(scope, _replay(body, receive), answer.send)
            except ProblemError as error:
                await refused(error)(scope, receive, answer.send)
            except TimeoutError:
                if answer.status:
                    raise
                await unavailable("timed_out")(scope, receive, answer.send)
            finally:
                self._metrics.answered(scope, answer.status or 500, perf_counter() - began)


def require_same_site(method: str, headers: Headers, visit: Visit) -> None:
    """ProblemError unless a change is asked for by a page of ours, or by a machine that shows its token.

    A cookie comes along with whatever another site makes a browser send; a token in a header does not.
    """
    if method in SAFE_METHODS or bearer_token(headers):
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    ours = {"same-origin"} if origin is None else {"same-origin", None}
    if site not in ours or origin not in {None, visit.origin}:
        raise ProblemError(403, "cross_site_request", "another site may not change anything here")
    if "content-type" in headers:
        _require_json(headers)


def trace_id_of(headers: Headers) -> str:
    """The caller's W3C trace id, or a fresh one."""
    found = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    return found[1] if found else secrets.token_hex(16)


async def checked_body(headers: Headers, receive: Receive) -> bytes:
    """The whole body; ProblemError where it is too long, not declared as JSON, or not strict JSON."""
    declared = headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > MAX_BYTES:
        raise _too_large()
    body = b"".join([chunk async for chunk in _chunks(receive)])
    if body:
        _require_json(headers)
        check_json(body)
    return body


def _require_json(headers: Headers) -> None:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ProblemError(415, "json_expected", "send application/json")


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ProblemError(400, "client_gone", "the request ended before its body did")
        chunk: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large()
        yield chunk


def _too_large() -> ProblemError:
    return ProblemError(413, "body_too_large", f"a body may have {MAX_BYTES // 1024} kB")


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand the body that was read to the application, then whatever comes from the connection."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
