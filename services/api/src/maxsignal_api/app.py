"""Wires the API: the HTTP application inside its edge, served beside the bus connection."""

import asyncio
from functools import partial
from typing import Any, override

import structlog
import uvicorn
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from maxsignal_api import problems
from maxsignal_api.analyses.routes import router as analyses
from maxsignal_api.audit.routes import router as audit
from maxsignal_api.auth.gate import admit
from maxsignal_api.auth.routes import router as auth
from maxsignal_api.calls.routes import router as calls
from maxsignal_api.chart.routes import router as chart
from maxsignal_api.dashboard import serve_dashboard
from maxsignal_api.deadletters.routes import router as deadletters
from maxsignal_api.deliveries.routes import router as deliveries
from maxsignal_api.edge import Edge, HttpMetrics
from maxsignal_api.health.routes import router as health
from maxsignal_api.instruments.routes import router as instruments
from maxsignal_api.live.routes import router as live
from maxsignal_api.models.routes import router as models
from maxsignal_api.parts import BusLink, Parts
from maxsignal_api.pictures.routes import router as pictures
from maxsignal_api.posts.routes import router as posts
from maxsignal_api.prompts.routes import router as prompts
from maxsignal_api.replays.routes import router as replays
from maxsignal_api.revisions.routes import router as revisions
from maxsignal_api.runs.routes import router as runs
from maxsignal_api.runs.routes import table as runs_table
from maxsignal_api.schedules.routes import router as schedules
from maxsignal_api.settings import ApiSettings
from maxsignal_api.sources.routes import router as sources
from maxsignal_api.stored_settings.routes import router as stored_settings
from maxsignal_api.subscribers.routes import router as subscribers
from maxsignal_api.system.routes import router as system
from maxsignal_api.tokens.routes import router as tokens
from maxsignal_api.users.routes import router as users
from maxsignal_api.views.routes import router as views
from maxsignal_api.visit import Site
from maxsignal_common.errors import OutageError
from maxsignal_common.provider_settings import ProviderSettings
from maxsignal_common.service.health import http_server
from maxsignal_common.service.runtime import Runtime, service_runtime
from maxsignal_common.store.database import connect
from maxsignal_common.store.dbclock import check_skew
from maxsignal_common.wrong_settings import read_settings

log = structlog.get_logger(__name__)

# A twentieth larger than the hardest level, in a third of its time.
GZIP_LEVEL = 4

ROUTERS = (
    auth, users, tokens, runs, chart, calls, replays, posts, pictures, deliveries, analyses, prompts,
    schedules, models, instruments, sources, stored_settings, audit, deadletters, system, live, health,
    revisions, subscribers, views, runs_table
)  # fmt: skip


class Api(FastAPI):
    """FastAPI whose description includes the shape of our errors, which no operation returns."""

    @override
    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        described["components"]["schemas"] |= problems.schemas()
        return described


def build_app(parts: Parts) -> Api:
    """The operations and their errors; without the edge."""
    app = Api(
        title="Max Signal",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={
            problems.ProblemError: problems.on_problem,
            OutageError: problems.on_outage,
            RequestValidationError: problems.on_invalid,
            HTTPException: problems.on_http_error,
            Exception: problems.on_bug,
        },
        responses=problems.documented(400, 401, 403, 413, 415, 421, 422, 500, 503),
    )
    app.state.parts = parts
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(admit)])
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=GZIP_LEVEL)
    return app


def at_the_edge(app: ASGIApp, parts: Parts, site: Site | None = None) -> Edge:
    return Edge(app, HttpMetrics(parts.registry), site or Site())


async def serve(settings: ApiSettings) -> None:
    if not settings.loopback:
        log.warning("api_open_to_network", host=settings.api_host)
    async with service_runtime("api", settings) as runtime:
        database = connect(settings.database_url.get_secret_value(), role="maxsignal_api")
        runtime.stack.push_async_callback(database.close)
        bus = BusLink()
        runtime.checks |= {
            "database": database.ping,
            "clock": partial(check_skew, database, runtime.clock),
            "nats": bus.check,
        }
        parts = Parts(
            database,
            bus,
            runtime.checks,
            runtime.registry,
            keyring=settings.keyring,
            outbound=settings.outbound,
            providers=read_settings(ProviderSettings),
        )
        app = build_app(parts)
        serve_dashboard(app, settings.api_dashboard)
        server = http_server(at_the_edge(app, parts, settings.site), settings.api_host, settings.api_port)
        serving = asyncio.create_task(server.serve())
        runtime.stack.push_async_callback(_finish, server, serving)
        runtime.background(_hold_bus(runtime, bus))
        await runtime.until_stopped()


async def _hold_bus(runtime: Runtime, bus: BusLink) -> None:
    """Connect however long it takes: an API without NATS still takes orders, the outbox keeps them."""
    bus.publisher = await runtime.start_bus()
    await runtime.stopping.wait()


async def _finish(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    """Answer what was asked already, then stop listening."""
    server.should_exit = True
    await serving
