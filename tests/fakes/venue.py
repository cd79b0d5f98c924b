"""What every fake venue has: a script of what goes wrong next, set over HTTP, and a way to serve it.

A fault is `{path, status, headers, body, delay}` and meets the next request whose path contains its own;
`delay` alone only slows a good answer, `drop` closes the connection, `drip` sends a byte every so often.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Row = list[Any]
SCRIPT = web.AppKey("script", dict[str, Any])
CONTROL = "/_script"


def venue_app(*routes: web.RouteDef) -> web.Application:
    app = web.Application(middlewares=[_faults])
    app[SCRIPT] = {"seen": []}
    app.add_routes([web.put(CONTROL, _replace), web.get(CONTROL, _show), *routes])
    return app


def serve(app: web.Application, port: int = 0) -> None:
    """Serves on a free port, says which on the first line of standard output, runs until it is ended."""
    asyncio.run(_serve(app, port))


def spoil(rows: list[Row], how: str | None) -> list[Row]:
    """Rows `[time, open, high, low, close, volume, ...]` with the fault of a bad feed near their end."""
    if not how or len(rows) < 3:
        return rows
    *head, bad, last = [list(row) for row in rows]
    match how:
        case "nothing":
            return []
        case "lost":
            return [*head, last]
        case "duplicated":
            return [*head, bad, bad, last]
        case "unsorted":
            return [*head[:-1], bad, head[-1], last]
    _spoil_cells(bad, how)
    return [*head, bad, last]


def _spoil_cells(row: Row, how: str) -> None:
    match how:
        case "null":
            row[4] = None
        case "empty":
            row[1:6] = [None] * 5
        case "inverted":
            row[2], row[3] = row[3], row[2]
        case "negative_volume":
            row[5] = -1
        case "not_a_number":
            row[1] = "1e999"
        case "off_grid":
            row[0] += 1


async def _serve(app: web.Application, port: int) -> None:
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def _replace(request: web.Request) -> web.Response:
    script = request.app[SCRIPT]
    script.clear()
    script |= {"seen": [], **await request.json()}
    return web.Response()


async def _show(request: web.Request) -> web.Response:
    return web.json_response(request.app[SCRIPT])


async def _drip(request: web.Request, seconds: float) -> web.StreamResponse:
    """An answer that never ends, though something always comes."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for _ in range(1000):
        await response.write(b" ")
        await asyncio.sleep(seconds)
    return response


@web.middleware
async def _faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path == CONTROL:
        return await handler(request)
    script = request.app[SCRIPT]
    script["seen"].append(request.path)
    faults = script.get("faults", [])
    fault = next((f for f in faults if f["path"] in request.path), None)
    if fault is None:
        return await handler(request)
    faults.remove(fault)
    await asyncio.sleep(fault.get("delay", 0))
    if fault.get("drop") and request.transport:
        request.transport.close()
    if "drip" in fault:
        return await _drip(request, fault["drip"])
    if "status" not in fault:
        return await handler(request)
    return web.Response(
        status=fault["status"],
        headers={"Content-Type": "application/json", **fault.get("headers", {})},
        text=fault.get("body", json.dumps({"code": -1000, "msg": "scripted"})),
    )
