"""A stop or a crash is noticed at once, whatever else is being waited for."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from maxsignal_cli.client import ApiAddress, ApiError, run_to_end
from maxsignal_cli.commands.up import first_of


class Work:
    """Waits for ever, and tells that it began and that it was cleared away."""

    def __init__(self) -> None:
        self.began, self.ended = asyncio.Event(), False

    async def wait(self) -> int:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self.ended = True
        return 1


async def test_first_result_ends_the_others() -> None:
    work = Work()

    async def stop() -> int:
        await work.began.wait()
        return 0

    assert await first_of(work.wait(), stop()) == 0
    assert work.ended


async def test_first_failure_is_raised() -> None:
    work = Work()

    async def crash() -> int:
        await work.began.wait()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await first_of(work.wait(), crash())
    assert work.ended


async def test_cancelled_race_ends_both_sides() -> None:
    works = Work(), Work()
    race = asyncio.create_task(first_of(*(work.wait() for work in works)))
    await asyncio.gather(*(work.began.wait() for work in works))
    race.cancel()
    with suppress(asyncio.CancelledError):
        await race
    assert [work.ended for work in works] == [True, True]


def api(statuses: Iterator[str], looked: asyncio.Event) -> TestServer:
    async def start(_: web.Request) -> web.Response:
        return web.json_response({"run_id": "r"}, status=202)

    async def show(_: web.Request) -> web.Response:
        looked.set()
        return web.json_response({"run_id": "r", "status": next(statuses)})

    app = web.Application()
    app.add_routes([web.post("/api/runs", start), web.get("/api/runs/r", show)])
    return TestServer(app)


async def test_run_is_followed_to_its_end() -> None:
    async with api(iter(["collecting", "published"]), asyncio.Event()) as server:
        run = await run_to_end(ApiAddress(str(server.make_url(""))), "IBM", "D1")
    assert run["status"] == "published"


async def test_run_that_never_ends_can_be_stopped() -> None:
    looked = asyncio.Event()

    async def stop() -> None:
        await looked.wait()

    async with api(iter(["collecting"] * 1000), looked) as server, asyncio.timeout(5):
        assert await first_of(run_to_end(ApiAddress(str(server.make_url(""))), "IBM", "D1"), stop()) is None


async def test_api_that_is_away_is_told_in_words() -> None:
    with pytest.raises(ApiError, match="does not answer"):
        await run_to_end(ApiAddress("http://127.0.0.1:1"), "IBM", "D1")
