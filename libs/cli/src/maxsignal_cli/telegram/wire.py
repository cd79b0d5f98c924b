"""The Bot API's envelope: parameters come as query, JSON or form; answers say ok or why not."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web
from aiohttp.web_request import FileField

type Params = Mapping[str, object]
type Shape = Mapping[str, object]
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class RefusalError(Exception):
    """An answer with `ok: false`."""

    code: int
    description: str
    parameters: Mapping[str, int] | None = None


def bad_request(words: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {words}")


async def read_params(request: web.Request) -> dict[str, object]:
    """All parameters of a call; nested ones of a form stay JSON text, files stay files."""
    params: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        body = await _json_body(request)
        params.update(body)
    else:
        params.update(await request.post())
    return params


async def _json_body(request: web.Request) -> dict[str, object]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body


def nested(params: Params, name: str) -> object:
    """A nested parameter: native in a JSON body, JSON text in a form."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def number(params: Params, name: str, default: int) -> int:
    value = params.get(name, default)
    try:
        return int(str(value))
    except ValueError:
        raise bad_request(f"{name} is not a number") from None


def flag(params: Params, name: str) -> bool:
    return str(params.get(name, "")).lower() in ("true", "1", "yes")


def words(params: Params, name: str) -> str:
    return str(params.get(name) or "")


def upload(params: Params, given: object) -> bytes | None:
    """The bytes a parameter brings, itself or by `attach://name`; None when it brings none."""
    if isinstance(given, str) and given.startswith("attach://"):
        given = params.get(given.removeprefix("attach://"))
        if not isinstance(given, FileField):
            raise bad_request("there is no attached file in the request")
    return given.file.read() if isinstance(given, FileField) else None


def accepted(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refused(refusal: RefusalError) -> web.Response:
    body: dict[str, object] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)
