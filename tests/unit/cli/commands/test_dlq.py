"""Dead letters are listed over pages, as many as asked for, and the rest is counted."""

import asyncio
import json
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rich.console import Console

from maxsignal_cli.views import letters_table
from tests.fixtures.stack import maxsignal

SENTENCE = "a sentence " * 20


def letter(number: int) -> dict[str, Any]:
    words = {"consumer": "recorder-step-completed-smc", "code": "as_of_before_data", "detail": SENTENCE}
    return {"id": number, "created_at": "2026-01-02T03:04:05Z", **words}


async def page(request: web.Request) -> web.Response:
    """Ten at once of 25."""
    begin = int(request.query.get("cursor", 0))
    items = [letter(number) for number in range(begin, min(begin + 10, 25))]
    return web.json_response({"items": items, "next_cursor": str(begin + 10) if begin < 20 else None})


async def serve(address: list[str], ready: threading.Event, stop: asyncio.Event) -> None:
    app = web.Application()
    app.add_routes([web.get("/api/dead-letters", page)])
    async with TestServer(app) as server:
        address.append(str(server.make_url("")))
        ready.set()
        await stop.wait()


@pytest.fixture
def api() -> Iterator[str]:
    address: list[str] = []
    ready, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(address, ready, stop),))
    thread.start()
    ready.wait(10)
    yield address[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_list_follows_pages_up_to_the_limit(api: str) -> None:
    done = maxsignal("dlq", "list", "--json", "--limit", "15", "--api-url", api)
    assert [one["id"] for one in json.loads(done.stdout)] == list(range(15))
    assert "10 more" in done.stderr


def test_list_that_is_whole_says_nothing_more(api: str) -> None:
    done = maxsignal("dlq", "list", "--json", "--api-url", api)
    assert (len(json.loads(done.stdout)), done.stderr) == (25, "")


def test_table_fits_eighty_columns() -> None:
    Console(file=(out := StringIO()), width=80).print(letters_table([letter(1_234_567)]))
    lines = [line for line in out.getvalue().splitlines() if line.strip()]
    assert len(lines) == 3
    assert "01-02 03:04" in lines[-1]
    assert "as_of_before_data" in lines[-1]
