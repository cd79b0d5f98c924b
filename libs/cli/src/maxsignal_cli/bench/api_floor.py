"""The floor of `maxsignal bench api`: a bare FastAPI process, served like ours.

`/constant/N` answers with N bytes that lie ready; `/stream` hands on what the database notifies. No login, no
checks, no headers of ours. `python -m maxsignal_cli.bench.api_floor PORT`.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from functools import cache

import asyncpg
from fastapi import FastAPI
from fastapi.responses import Response, StreamingResponse

from maxsignal_common.service.health import http_server

CHANNEL = "bench"

app = FastAPI()


@cache
def body(size: int) -> bytes:
    return b'"' + b"x" * (size - 2) + b'"'


@app.get("/constant/{size}")
async def constant(size: int) -> Response:
    return Response(body(size), media_type="application/json")


@app.get("/stream")
async def stream() -> Response:
    return StreamingResponse(_lines(), media_type="text/event-stream")


async def _lines() -> AsyncIterator[bytes]:
    waiting: asyncio.Queue[str] = asyncio.Queue()

    def on_notification(*told: object) -> None:
        waiting.put_nowait(str(told[-1]))

    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    try:
        await connection.add_listener(CHANNEL, on_notification)
        yield b": listening\n\n"
        while True:
            yield f"data: {await waiting.get()}\n\n".encode()
    finally:
        await connection.close()


if __name__ == "__main__":
    asyncio.run(http_server(app, "127.0.0.1", int(sys.argv[1])).serve())
