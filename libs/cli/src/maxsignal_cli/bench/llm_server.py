"""A provider of models that answers at once, for `maxsignal bench llm`: the protocol without the model."""

import asyncio
import sys

from aiohttp import web

MODEL = "bench/model"
COST = "0.0001"
ANSWER = {
    "id": "gen-bench",
    "object": "chat.completion",
    "created": 1,
    "model": MODEL,
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": '{"paragraphs": []}'},
        }
    ],
    "usage": {"prompt_tokens": 1000, "completion_tokens": 10, "total_tokens": 1010, "cost": float(COST)},
}


async def complete(request: web.Request) -> web.Response:
    await request.read()
    return web.json_response(ANSWER)


async def serve() -> None:
    """Serves on a free port of loopback and says which on the first line of standard output."""
    app = web.Application(client_max_size=16_000_000)
    app.add_routes([web.post("/v1/chat/completions", complete)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
