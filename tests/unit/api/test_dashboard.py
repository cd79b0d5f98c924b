"""Pages beside the operations: who asks for a page gets one, who asks for data never does."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry

from maxsignal_api.app import at_the_edge, build_app
from maxsignal_api.dashboard import serve_dashboard
from maxsignal_api.parts import BusLink, Parts
from maxsignal_common.store.database import connect

PAGE = {"Accept": "text/html"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Max Signal</title>")
    (tmp_path / "assets" / "app-1a2b.js").write_text("export {};\n" * 200)
    return tmp_path


async def client_of(directory: Path) -> httpx.AsyncClient:
    parts = Parts(connect("postgresql://nobody@127.0.0.1/none"), BusLink(), {}, CollectorRegistry())
    app = build_app(parts)
    serve_dashboard(app, directory)
    transport = httpx.ASGITransport(at_the_edge(app, parts))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


@pytest.fixture
async def browser(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with await client_of(built) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/runs", "/runs/1?tab=post"])
async def test_every_address_of_a_page_is_the_page(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path, headers=PAGE)
    assert answer.text == "<title>Max Signal</title>"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_hashed_file_is_kept_and_compressed(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/assets/app-1a2b.js")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


async def test_operation_that_is_none_is_no_page(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/api/none")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_operation_still_wants_a_login(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/api/runs", headers=PAGE)
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")


async def test_wrong_method_is_named_so(browser: httpx.AsyncClient) -> None:
    answer = await browser.delete("/api/runs", headers={"Origin": "http://127.0.0.1:8000"})
    assert answer.status_code == 405


async def test_file_beside_the_folder_is_not_served(browser: httpx.AsyncClient, built: Path) -> None:
    (built.parent / "secret.txt").write_text("secret")
    answer = await browser.get("/..%2fsecret.txt")
    assert answer.status_code == 404


async def test_missing_build_says_how_to_make_one(tmp_path: Path) -> None:
    async with await client_of(tmp_path / "none") as client:
        assert "make web" in (await client.get("/")).text
