"""Every operation that takes a body, and all that a body can be: an answer that is documented, and no 5xx."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx

from maxsignal_api.app import build_app
from maxsignal_api.parts import Parts
from maxsignal_common.store.database import Database
from tests.fixtures.access import mint
from tests.integration.api.people import Browser
from tests.integration.api.test_roles import OPERATIONS

JSON = "application/json"
# Written into the place of a value, as it stands.
VALUES = (
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1e999",
    b"-1e999",
    b"9" * 5000,
    b"-0.0",
    b"1e-400",
    b"99999999999999999999999999",
    b'"\\u0000"',
    b'"a\\u0000b"',
    b'"\\ud800"',
    b'"\\udc00\\ud800"',
    b'"\xed\xa0\x80"',
    b'"\xff"',
    b'"%b"' % ("\u202e" * 200).encode(),
    b'"%b"' % ("e" + "\u0301" * 3000).encode(),
    b'"%b"' % (b"x" * 200_000),
    b'""',
    b'" "',
    b"true",
    b"null",
    b"[]",
    b"{}",
    b"[null]",
    b'[{"a": [1, "2", null]}]',
    b'{"$ref": "#", "__proto__": {"role": "admin"}}',
    b"[" * 33 + b"]" * 33,
    b'{"a":' * 40 + b"1" + b"}" * 40,
)

SAMPLES: dict[str, Any] = {
    "string": "abc",
    "integer": 1,
    "number": 0.5,
    "boolean": False,
    "uuid": "00000000-0000-0000-0000-000000000001",
    "date-time": "2020-01-01T00:00:00Z",
}


class Hostile(NamedTuple):
    body: bytes
    kind: str = JSON


def bodies(sound: dict[str, Any]) -> Iterator[Hostile]:
    """The value of every field replaced by every other thing, and the whole of it broken."""
    whole = json.dumps(sound).encode()
    for place, value in enumerate(VALUES):
        name = list(sound)[place % len(sound)]
        rest = {key: sound[key] for key in sound if key != name}
        told = json.dumps({**rest, name: "@"}).encode().replace(b'"@"', value)
        yield Hostile(told)
    yield from (
        Hostile(whole[:-1]),
        Hostile(whole + b"}"),
        Hostile(whole[:-1] + b", " + whole[1:]),
        Hostile(b"[%b]" % whole),
        Hostile(b"\xef\xbb\xbf" + whole),
        Hostile(whole.decode().encode("utf-16")),
        Hostile(whole.decode().encode("utf-16"), f"{JSON}; charset=utf-16"),
        Hostile(whole + b" " * (256 * 1024 + 1 - len(whole))),
        Hostile(whole, "text/plain"),
        Hostile(whole, "text/plain; charset=application/json"),
        Hostile(whole, "application/x-www-form-urlencoded"),
        Hostile(whole, f"{JSON}, text/plain"),
        Hostile(json.dumps(sound | {"unknown": 1}).encode()),
    )


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Name, a body of the right form, documented statuses."""
    known = description["components"]["schemas"]
    for methods in description["paths"].values():
        for operation in methods.values():
            if "requestBody" in operation:
                schema = operation["requestBody"]["content"][JSON]["schema"]
                sound = sample(schema, known) or {"x": "1"}
                yield operation["operationId"], sound, {str(one) for one in operation["responses"]}


def sample(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    """Some value of the right form; patterns and sums are not looked at."""
    match schema:
        case {"$ref": name}:
            return sample(known[name.rpartition("/")[2]], known)
        case {"anyOf": [first, *_]}:
            return sample(first, known)
        case {"enum": [first, *_]} | {"const": first} | {"examples": [first, *_]}:
            return first
        case {"properties": fields}:
            return {name: sample(field, known) for name, field in fields.items()}
        case {"type": "array", "items": items}:
            return [sample(items, known)]
    return SAMPLES.get(schema.get("format") or schema.get("type", ""), {})


async def test_hostile_bodies_are_refused_everywhere(
    linked: Parts, browser: Browser, owner: Database
) -> None:
    web = browser()
    web.headers.update(await mint(owner))
    paths = {operation.name: (operation.method, operation.path) for operation in OPERATIONS}
    wrong, sent = [], 0
    for name, sound, documented in operations(build_app(linked).openapi()):
        for body, kind in bodies(sound):
            answer = await put(web, *paths[name], body, kind)
            sent += 1
            if answer.is_server_error or str(answer.status_code) not in documented or unseemly(answer):
                wrong.append(f"{name} {body[:80]!r} {kind} {answer.status_code} {answer.text[:200]}")
    assert "\n".join(wrong) == ""
    assert sent >= 1000


async def put(web: httpx.AsyncClient, method: str, path: str, body: bytes, kind: str) -> httpx.Response:
    return await web.request(method, path, content=body, headers={"Content-Type": kind})


def unseemly(answer: httpx.Response) -> bool:
    """A refusal that is not in the house's form, or so long that what was sent may be in it."""
    proper = answer.headers.get("Content-Type") == "application/problem+json" and len(answer.content) < 20_000
    return answer.is_client_error and not proper
