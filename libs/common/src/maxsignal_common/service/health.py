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


def health_app(service: str, checks: dict[str, Check], registry: CollectorRegistry) -> Starlette:
    async def livez(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        problems = await failing(checks)
        body = {"service": service, "ready": not problems, "problems": problems}
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
