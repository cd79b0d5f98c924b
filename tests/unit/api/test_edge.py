"""The edge: who is let in, how much is read, what every answer carries."""

from collections.abc import AsyncIterator

import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from maxsignal_api.edge import SECURITY_HEADERS, Edge, HttpMetrics
from maxsignal_api.strict_json import MAX_BYTES
from maxsignal_api.visit import Site

HOME = "http://127.0.0.1:8000"
JSON = {"Content-Type": "application/json"}


async def echo(request: Request) -> Response:
    return Response(await request.body())


async def crash(_request: Request) -> Response:
    raise RuntimeError("a bug")


ROUTES = [
    Route("/echo", echo, methods=["GET", "POST"]),
    Route("/api/echo", echo),
    Route("/crash", crash),
]


def client(site: Site | None = None, registry: CollectorRegistry | None = None) -> httpx.AsyncClient:
    edge = Edge(Starlette(routes=ROUTES), HttpMetrics(registry or CollectorRegistry()), site or Site())
    transport = httpx.ASGITransport(edge, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=HOME, headers={"Origin": HOME})


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    yield b'"'
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b'"'


class TestAnswers:
    @pytest.mark.parametrize("path", ["/api/echo", "/nowhere", "/crash"])
    async def test_every_answer_carries_the_headers(self, path: str) -> None:
        """3.4.3, 3.4.4, 3.4.5, 3.4.6"""
        answer = await client().get(path)
        assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
        assert len(answer.headers["X-Trace-Id"]) == 32

    async def test_page_may_run_our_scripts_and_no_others(self) -> None:
        """3.4.3"""
        answer = await client().get("/echo")
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
        assert answer.headers["Cache-Control"] == "no-cache"

    async def test_trace_of_the_caller_is_kept(self) -> None:
        trace = "0af7651916cd43dd8448eb211c80319c"
        answer = await client().get("/echo", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
        assert answer.headers["X-Trace-Id"] == trace

    async def test_forged_trace_is_replaced(self) -> None:
        answer = await client().get("/echo", headers={"traceparent": "00-<script>-x-01"})
        assert "<" not in answer.headers["X-Trace-Id"]


class TestAdmission:
    @pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
    async def test_foreign_host_name_is_misdirected(self, host: str) -> None:
        assert (await client().get("/echo", headers={"Host": host})).status_code == 421

    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "[::1]:8000", "127.0.0.1", "LOCALHOST"])
    async def test_loopback_names_are_served(self, host: str) -> None:
        assert (await client().get("/echo", headers={"Host": host})).status_code == 200

    async def test_public_name_is_served_and_means_https(self) -> None:
        """3.4.1"""
        web = client(Site("https://signals.example"))
        answer = await web.get("/echo", headers={"Host": "signals.example"})
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        assert (await web.get("/echo", headers={"Host": "signals.example:81"})).status_code == 421
        assert "Strict-Transport-Security" not in (await web.get("/echo")).headers

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": ""},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:9999"},
            {"Origin": "https://127.0.0.1:8000"},
            {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
            {"Authorization": "Basic YTpi", "Origin": "null"},
        ],
    )
    async def test_other_sites_change_nothing(self, headers: dict[str, str]) -> None:
        """3.5.1"""
        answer = await client().post("/echo", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request")

    async def test_no_proof_of_the_site_is_none(self) -> None:
        """3.5.1"""
        web = client()
        del web.headers["Origin"]
        assert (await web.post("/echo")).status_code == 403
        assert (await web.post("/echo", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 200
        assert (await web.post("/echo", headers={"Authorization": "Bearer mxs_1"})).status_code == 200

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
    async def test_form_without_a_body_is_refused(self, kind: str) -> None:
        """3.5.2"""
        assert (await client().post("/echo", headers={"Content-Type": kind})).status_code == 415


class TestBodies:
    async def test_body_reaches_the_application_unchanged(self) -> None:
        body = b' {"a": [1, "\xd1\x8f"]} '
        assert (await client().post("/echo", content=body, headers=JSON)).content == body

    async def test_charset_beside_the_type_is_fine(self) -> None:
        headers = {"Content-Type": "Application/JSON; charset=utf-8"}
        assert (await client().post("/echo", content=b"{}", headers=headers)).status_code == 200

    @pytest.mark.parametrize("headers", [JSON, {**JSON, "Content-Length": str(10**9)}])
    async def test_long_body_is_refused(self, headers: dict[str, str]) -> None:
        answer = await client().post("/echo", content=in_pieces(MAX_BYTES), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    async def test_body_of_a_get_is_checked_as_well(self) -> None:
        answer = await client().request("GET", "/echo", content=b"NaN", headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (400, "json_number")


class TestMetrics:
    async def test_strangers_add_no_time_series(self) -> None:
        registry = CollectorRegistry()
        web = client(registry=registry)
        for number in range(5):
            await web.request(f"BREW{number}", f"/nowhere/{number}")
        labels = {"method": "other", "route": "none", "status": "404"}
        assert registry.get_sample_value("maxsignal_http_requests_total", labels) == 5

    async def test_crash_is_counted_as_one(self) -> None:
        registry = CollectorRegistry()
        await client(registry=registry).get("/crash")
        labels = {"method": "GET", "route": "/crash", "status": "500"}
        assert registry.get_sample_value("maxsignal_http_requests_total", labels) == 1
