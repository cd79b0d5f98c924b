"""/livez, /readyz and /metrics of a process; readiness is a list of named checks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import override

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from maxsignal_common.errors import MaxSignalError

CHECK_TIMEOUT_S = 3.0

type Check = Callable[[], Awaitable[None]]
type Degraded = Callable[[], Awaitable[dict[str, str]]]


async def failing(checks: dict[str, Check]) -> dict[str, str]:
    """Run every check; returns the name and code of those that fail or do not answer in time."""
    problems: dict[str, str] = {}
    for name, check in checks.items():
        try:
            async with asyncio.timeout(CHECK_TIMEOUT_S):
                await check()
        except MaxSignalError as error:
            problems[name] = error.code
        except (OSError, TimeoutError) as error:
            problems[name] = type(error).__name__
    return problems


async def nothing_degraded() -> dict[str, str]:
    return {}


def health_app(
    service: str,
    checks: dict[str, Check],
    registry: CollectorRegistry,
    degraded: Degraded = nothing_degraded,
) -> Starlette:
    """`degraded` names what lies outside and is not well: it is shown, the service stays ready."""

    async def livez(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        problems = await failing(checks)
        body: dict[str, object] = {"service": service, "ready": not problems, "problems": problems}
        if not problems:
            try:
                body["degraded"] = await degraded()
            except MaxSignalError as error:
                body["degraded"] = {service: error.code}
        return JSONResponse(body, status_code=503 if problems else 200)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])


def http_server(app: Callable[..., Awaitable[None]], host: str, port: int) -> uvicorn.Server:
    """A server that leaves signals and logging to us; run with `serve()`, end with `should_exit`."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    @contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the runtime, which stops the consumers first."""
        yield
