"""Streams over a real connection: as many as tabs need, and no longer than the login lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from maxsignal_api.app import at_the_edge, build_app
from maxsignal_api.live import service
from maxsignal_api.live.streams import MOST
from maxsignal_api.parts import Parts
from maxsignal_common.service.health import http_server
from maxsignal_common.store.database import Database
from tests.fixtures.access import join
from tests.fixtures.waiting import until
from tests.integration.api.people import TRADER, logged_in

STREAM = "/api/events?topics=runs"


@pytest.fixture
async def address(parts: Parts) -> AsyncIterator[str]:
    server = http_server(at_the_edge(build_app(parts), parts), "127.0.0.1", 0)
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until(started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.force_exit = server.should_exit = True
    await serving


@pytest.fixture
async def tabs(address: str, owner: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that is logged in."""
    await join(owner, TRADER)
    async with httpx.AsyncClient(base_url=address, headers={"Origin": address}, trust_env=False) as web:
        yield await logged_in(web, TRADER)


async def test_ninth_stream_is_told_to_wait(tabs: httpx.AsyncClient) -> None:
    async with AsyncExitStack() as stack:
        open_ = [await stack.enter_async_context(tabs.stream("GET", STREAM)) for _ in range(MOST)]
        refused = await tabs.get(STREAM)
        assert [one.status_code for one in open_] == [200] * MOST
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
        assert int(refused.headers["Retry-After"]) >= 1


async def test_closed_tab_makes_room_for_another(tabs: httpx.AsyncClient) -> None:
    async def is_room() -> bool:
        async with tabs.stream("GET", STREAM) as response:
            return response.status_code == httpx.codes.OK

    async with AsyncExitStack() as stack:
        for _ in range(MOST):
            await stack.enter_async_context(tabs.stream("GET", STREAM))
        assert not await is_room()
    assert await until(is_room, within=15)


async def test_streams_of_others_do_not_count(tabs: httpx.AsyncClient, address: str, owner: Database) -> None:
    await join(owner, "other@example.org")
    async with AsyncExitStack() as stack:
        for _ in range(MOST):
            await stack.enter_async_context(tabs.stream("GET", STREAM))
        headers = {"Origin": address}
        other = httpx.AsyncClient(base_url=address, headers=headers, trust_env=False)
        await logged_in(await stack.enter_async_context(other), "other@example.org")
        answer = await stack.enter_async_context(other.stream("GET", STREAM))
        assert answer.status_code == httpx.codes.OK


@pytest.mark.parametrize("how", ["logout", "expiry"])
async def test_stream_ends_with_the_login(
    tabs: httpx.AsyncClient, owner: Database, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """7.4.1: at the next beat."""
    monkeypatch.setattr(service, "BEAT_S", 0.2)
    async with tabs.stream("GET", STREAM) as response:
        if how == "logout":
            (await tabs.post("/api/auth/logout", json={})).raise_for_status()
        else:
            async with owner.begin() as connection:
                idle = "UPDATE sessions SET last_seen_at = now() - interval '13 hours'"
                await connection.exec_driver_sql(idle)
        async with asyncio.timeout(15):
            assert "run" not in [line async for line in response.aiter_lines()]
