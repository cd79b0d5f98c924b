"""The application without its servers: what it promises in OpenAPI, how it fails."""

from collections.abc import AsyncIterator

import httpx
import pytest
from prometheus_client import CollectorRegistry

from maxsignal_api.app import Api, build_app
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
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


class TestOpenApi:
    def test_operations_have_stable_names(self, app: Api) -> None:
        operations = [one["operationId"] for path in app.openapi()["paths"].values() for one in path.values()]
        assert sorted(operations) == [
            "activateAnalysisVersion",
            "addAnalysisVersion",
            "archiveAnalysis",
            "createAnalysis",
            "dropDeadLetter",
            "estimateAnalysis",
            "getAnalysis",
            "getAnalysisVersion",
            "getDeadLetter",
            "getHealth",
            "getMetrics",
            "getReadiness",
            "getRun",
            "listAnalyses",
            "listAnalysisVersions",
            "listDeadLetters",
            "listInstruments",
            "listRuns",
            "publishPost",
            "replayDeadLetter",
            "requestRun",
            "restoreAnalysis",
        ]

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
        answer = await web.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert answer.headers["Retry-After"] == "5"

    async def test_alive_though_not_ready(self, web: httpx.AsyncClient) -> None:
        assert (await web.get("/health")).status_code == 200
        ready = await web.get("/ready")
        problems = {"database": "database_unavailable", "nats": "bus_unavailable"}
        assert (ready.status_code, ready.json()["problems"]) == (503, problems)

    async def test_bug_shows_no_piece_of_itself(self, app: Api, web: httpx.AsyncClient) -> None:
        async def crash() -> None:
            raise RuntimeError("postgresql://user:secret@host")

        app.add_api_route("/crash", crash)
        answer = await web.get("/crash")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        assert "secret" not in answer.text
