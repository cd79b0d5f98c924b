"""The Bot API's envelope: parameters come as query, JSON or form; answers say ok or why not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from aiohttp.web_request import FileField

type Params = Mapping[str, object]


@dataclass
class RefusalError(Exception):
    """An answer with `ok: false`."""

    code: int
    description: str
    parameters: Mapping[str, int] | None = None


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
        raise RefusalError(400, "Bad Request: can't parse JSON object")
    return body


def nested(params: Params, name: str) -> object:
    """A nested parameter: native in a JSON body, JSON text in a form."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise RefusalError(400, f"Bad Request: can't parse {name} JSON object") from None


def number(params: Params, name: str, default: int) -> int:
    value = params.get(name, default)
    try:
        return int(str(value))
    except ValueError:
        raise RefusalError(400, f"Bad Request: {name} is not a number") from None


def photo_size(params: Params) -> int:
    """Bytes of an uploaded photo; 0 for one given by address or file id."""
    photo = params.get("photo")
    if isinstance(photo, str) and photo.startswith("attach://"):
        photo = params.get(photo.removeprefix("attach://"))
    if isinstance(photo, FileField):
        return len(photo.file.read())
    if not photo:
        raise RefusalError(400, "Bad Request: there is no photo in the request")
    return 0


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
