"""An OpenAI-compatible provider with OpenRouter's fields; run as its own process.

The script is `{answers: [name, ...], delay, models, by_model, texts}`: each completion takes the next answer,
`good` when none is left; with `by_model` the model is named after its answer (`fake/truncated`). The answer
`text` has shape and language that are asked for and says the next of `texts`. `GET /_script` is the ground
truth: per completion what it was, who asked for what, and its charge.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.venue import CONTROL, SCRIPT, serve

COST = "0.0042"
TOKENS = {"prompt_tokens": 1200, "completion_tokens": 340, "total_tokens": 1540}
USAGE = {**TOKENS, "cost": float(COST)}
HARMLESS = "Спрос сильнее предложения"
HARMLESS_EN = "Demand is stronger than supply"
GOOD = '{"paragraphs": ["Спрос держит [[smc.fvg.3]]."]}'
MODELS = [
    {"id": "a/one", "name": "One", "context_length": 128_000, "pricing": {"prompt": "0.000001", "completion": "0.000002"}},  # noqa: E501 - as on the wire
    {"id": "b/free", "name": "Free", "context_length": 8192, "pricing": {"prompt": "0", "completion": "0"}},
    {"id": "c/auto", "name": "Auto", "context_length": 1, "pricing": {"prompt": "-1", "completion": "-1"}},
]  # fmt: skip


def body(content: object = GOOD, finish: str = "stop", usage: object = USAGE, **message: object) -> Any:
    said = {"role": "assistant", "content": content, **message}
    choice = {"index": 0, "finish_reason": finish, "message": said}
    return {"id": "gen-1", "object": "chat.completion", "created": 1, "model": "a/one", "provider": "Fake",
            "choices": [choice], "usage": usage}  # fmt: skip


def _told(code: object, message: str = "scripted") -> Any:
    return {"error": {"code": code, "message": message}}


# What is in a 200, with what it is charged: the provider bills what it generated.
BODIES: Mapping[str, tuple[Any, str]] = {
    "good": (body(), COST),
    "tokens_only": (body(usage=TOKENS), "0.00188"),
    "no_usage": (body(usage=None), "0"),
    "absurd_usage": (body(usage={"prompt_tokens": -5, "completion_tokens": "many", "cost": -1}), "0"),
    "exact_cost": (json.dumps(body()).replace("0.0042", "0.000123456789"), "0.000123456789"),
    "error_in_200": (_told(502), "0"),
    "limited_in_200": (_told("429"), "0"),
    "unpaid_in_200": (_told(402), "0"),
    "odd_error_in_200": ({"error": "what"}, "0"),
    "empty_choices": ({**body(), "choices": []}, COST),
    "no_choices": ({"usage": USAGE}, COST),
    "null_message": ({"choices": [{"message": None}], "usage": USAGE}, COST),
    "null_content": (body(None), COST),
    "blank_content": (body("  "), COST),
    "truncated": (body('{"paragraphs": ["Спр', "length"), COST),
    "filtered": (body("", "content_filter"), COST),
    "refusal": (body(None, refusal="I can not help with that"), COST),
    "broken_off": (body('{"a"', "error"), COST),
    "prose": (body("Покупайте по 1234.5"), COST),
    "array_content": (body("[1, 2]"), COST),
    "nan_content": (body('{"a": NaN}'), COST),
    "nul_content": (body('{"a": "x\\u0000y"}'), COST),
    "half_letter": (body('{"a": "\\ud800"}'), COST),
    "deep_content": (body('{"a":' * 5000 + "1" + "}" * 5000), COST),
    "empty_body": ("", "0"),
    "html": ("<html>Bad gateway</html>", "0"),
    "broken_json": ('{"choices": [', "0"),
    "array_body": ("[]", "0"),
    "deep_body": ("[" * 100_000, "0"),
    "huge_number": ('{"usage": {"cost": 1e999999999999999999999}}', "0"),
}


async def complete(request: web.Request) -> web.StreamResponse:
    script, asked = request.app[SCRIPT], await request.json()
    name = _next(script, asked["model"])
    told, charged = _text(script, asked) if name == "text" else BODIES.get(name, ("", "0"))
    charged = script.get("charge", charged)
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    number = f"gen-{len(script['seen']) + 1}"
    seen = {"id": number, "answer": name, "model": asked["model"], "charged": charged}
    script["seen"].append({**seen, "asked": asked, "key": key})
    await asyncio.sleep(script.get("delay", 0))
    if not told and name not in BODIES:
        return await _fail(request, name, key)
    if "charge" in script:
        usage = {**TOKENS, "cost": float(charged)}
        told = {**told, "usage": usage} if name == "text" else body(usage=usage)
    text = told if isinstance(told, str) else json.dumps(told)
    text = text.replace('"gen-1"', f'"{number}"')
    return web.Response(text=text, content_type="text/html" if name == "html" else "application/json")


def _next(script: dict[str, Any], model: str) -> str:
    if script.get("by_model"):
        return model.partition("/")[2]
    return str(script["answers"].pop(0)) if script.get("answers") else "good"


def _text(script: dict[str, Any], asked: Mapping[str, Any]) -> tuple[Any, str]:
    """In each section the next of `texts`, once, among harmless lines."""
    shape = asked["response_format"]["json_schema"]["schema"]["properties"]
    texts = script.get("texts") or []
    russian = asked["messages"][0]["content"].startswith("Ты")
    line = HARMLESS if russian else HARMLESS_EN
    said = {section: [texts.pop(0) if texts else line, line] for section in shape}
    return {**body(json.dumps(said, ensure_ascii=False)), "model": asked["model"]}, COST


async def _fail(request: web.Request, name: str, key: str) -> web.StreamResponse:
    if name == "hang":
        await asyncio.sleep(3600)
    if name == "drop" and request.transport:
        request.transport.close()
        return web.Response()
    if name == "drip":
        return await _drip(request)
    status, _, wait = name.partition("/")
    headers = {"Retry-After": wait} if wait else {}
    return web.json_response(_told(int(status), f"no, not with {key}"), status=int(status), headers=headers)


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for _ in range(200):
        await response.write(b" ")
        await asyncio.sleep(0.05)
    return response


async def models(request: web.Request) -> web.Response:
    if "refuses" in request.app[SCRIPT]:
        return web.json_response(_told(401, f"no, not with {request.headers['Authorization']}"), status=401)
    return web.json_response({"data": request.app[SCRIPT].get("models", MODELS)})


async def replace(request: web.Request) -> web.Response:
    script = request.app[SCRIPT]
    script.clear()
    script |= {"seen": [], **await request.json()}
    return web.Response()


async def show(request: web.Request) -> web.Response:
    return web.json_response(request.app[SCRIPT])


def provider_app() -> web.Application:
    app = web.Application(client_max_size=16_000_000)
    app[SCRIPT] = {"seen": []}
    app.add_routes([web.put(CONTROL, replace), web.get(CONTROL, show)])
    app.add_routes([web.post("/v1/chat/completions", complete), web.get("/v1/models", models)])
    return app


if __name__ == "__main__":
    serve(provider_app(), int(sys.argv[1]))
