"""The application without its servers: what it promises in OpenAPI, how it fails."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import Request, Response
from fastapi.routing import APIRoute, iter_route_contexts
from prometheus_client import CollectorRegistry

from maxsignal_api.app import Api, at_the_edge, build_app
from maxsignal_api.auth.access import ACCESS
from maxsignal_api.parts import BusLink, Parts
from maxsignal_common.service.health import Check
from maxsignal_common.store.database import connect

NOBODY = "postgresql://127.0.0.1:1/none"


@pytest.fixture
async def app() -> AsyncIterator[Api]:
    database, link = connect(NOBODY), BusLink()
    checks: dict[str, Check] = {"database": database.ping, "nats": link.check}
    yield build_app(Parts(database, link, checks, CollectorRegistry()))
    await database.close()


@pytest.fixture
async def web(app: Api) -> AsyncIterator[httpx.AsyncClient]:
    edge = at_the_edge(app, app.state.parts)
    transport = httpx.ASGITransport(edge, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


def operations(app: Api) -> list[APIRoute]:
    found = [one.original_route for one in iter_route_contexts(app.routes)]
    return [route for route in found if isinstance(route, APIRoute)]


class TestOpenApi:
    def test_every_operation_says_who_may_call_it(self, app: Api) -> None:
        """8.2.1: a new operation gets its line in `auth/access.py` with its route, or the build fails."""
        assert {route.operation_id for route in operations(app)} == ACCESS.keys()

    def test_operations_have_names_of_their_own(self, app: Api) -> None:
        names = [one.operation_id or "" for one in operations(app)]
        assert len(names) == len(set(names))
        assert all(re.fullmatch("[a-z]+([A-Z][a-z]+)*", name) for name in names)

    def test_nothing_changes_on_a_get(self, app: Api) -> None:
        """3.5.3"""
        reading = re.compile("get|list|find|search|compare|preview|download|export|stream")
        names = [
            one.operation_id or "" for one in operations(app) if {"GET", "HEAD"} & (one.methods or set())
        ]
        assert [name for name in names if not reading.match(name)] == []

    def test_every_reference_leads_somewhere(self, app: Api) -> None:
        described = app.openapi()
        components = set(described["components"]["schemas"])
        wanted = {
            word.split('"')[0] for word in str(described).replace("'", '"').split("#/components/schemas/")[1:]
        }
        assert wanted <= components
        assert "HTTPValidationError" not in components


class TestFailures:
    @pytest.mark.parametrize("path", ["/api/runs", "/api/instruments", "/api/dead-letters"])
    async def test_unreachable_database_is_503(self, web: httpx.AsyncClient, path: str) -> None:
        answer = await web.get(path, headers={"Authorization": "Bearer mxs_any"})
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert answer.headers["Retry-After"] == "5"

    async def test_alive_though_not_ready(self, web: httpx.AsyncClient) -> None:
        assert (await web.get("/health")).status_code == 200
        ready = await web.get("/ready")
        problems = {"database": "database_unavailable", "nats": "bus_unavailable"}
        assert (ready.status_code, ready.json()["problems"]) == (503, problems)

    async def test_bug_shows_no_piece_of_itself(self, app: Api, web: httpx.AsyncClient) -> None:
        async def crash(_request: Request) -> Response:
            raise RuntimeError("postgresql://user:secret@host")

        app.router.add_route("/crash", crash)
        answer = await web.get("/crash")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        assert "secret" not in answer.text
