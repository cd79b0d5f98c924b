"""Hostile requests meet a 4xx with a code: nothing breaks, nothing is stored, nothing is echoed."""

import itertools
import json

import httpx

CANARY = "kanarienvogel"
JSON = {"Content-Type": "application/json"}
IBM = b'"instrument": "IBM", "timeframe": "D1"'

MOMENTS: list[object] = [
    "",
    "now",
    "tomorrow",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "1970-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-01-01T25:00:00Z",
    "2026-01-01T00:00:00+99:00",
    "2026-01-01",
    "2013-02-01T00:00:00",
    "-2026-01-01T00:00:00Z",
    0,
    -1,
    1e300,
    True,
    {},
    ["2013-02-01T00:00:00Z"],
]

BODIES = [
    b"",
    b" ",
    b"null",
    b"[]",
    b"1",
    b'"text"',
    b"{",
    b"{}}",
    b"{'instrument': 'IBM'}",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\x00}\x00",
    b'{"instrument": "\xed\xa0\x80"}',
    b'{"instrument": "\xc0\xaf"}',
    b"NaN",
    b'{%b, "options": {"candles": NaN}}' % IBM,
    b'{%b, "options": {"candles": Infinity}}' % IBM,
    b'{%b, "options": {"candles": -Infinity}}' % IBM,
    b'{%b, "options": {"candles": 1e999}}' % IBM,
    b'{%b, "options": {"candles": -1}}' % IBM,
    b'{%b, "options": {"candles": 1e3}}' % IBM,
    b'{%b, "options": {"candles": 99999999999999999999999999}}' % IBM,
    b'{%b, "options": {"candles": %b}}' % (IBM, b"9" * 5000),
    b'{%b, "options": {"candles": "300"}}' % IBM,
    b'{%b, "options": {"candles": [300]}}' % IBM,
    b'{%b, "options": {"auto_publish": 1}}' % IBM,
    b'{%b, "options": {"languages": "ru"}}' % IBM,
    b'{%b, "options": {"languages": ["xx"]}}' % IBM,
    b'{%b, "options": {"languages": [null]}}' % IBM,
    b'{%b, "options": null}' % IBM,
    b'{%b, "options": []}' % IBM,
    b'{%b, "options": {"__proto__": {}}}' % IBM,
    b'{%b, "timeframe": "D1"}' % IBM,
    b'{"instrument": "\\ud800", "timeframe": "D1"}',
    b'{"instrument": "IBM\\u0000", "timeframe": "D1"}',
    b'{"instrument": "IBM", "timeframe": "\\udfff"}',
    b'{"instrument": "IBM", "timeframe": "D1", "\\ud800": 1}',
    b'{"instrument": "IBM", "timeframe": "D1", "\\u0000": 1}',
    b'{"instrument": "", "timeframe": "D1"}',
    b'{"instrument": {}, "timeframe": "D1"}',
    b'{"instrument": null, "timeframe": null}',
    b'{"instrument": "%b", "timeframe": "D1"}' % (b"A" * 100_000),
    b'{"instrument": "%b", "timeframe": "D1"}' % "🚀".encode(),
    b'{"instrument": "../../etc/passwd", "timeframe": "D1"}',
    b'{"instrument": "<script>alert(1)</script>", "timeframe": "D1"}',
    b'{"instrument": "%s%n", "timeframe": "${jndi:ldap://x}"}',
    b'{"instrument": "IBM", "timeframe": "D1; DROP TABLE runs"}',
    *(b'{%b, "as_of": %b}' % (IBM, json.dumps(value).encode()) for value in MOMENTS),
    b"[" * 33 + b"]" * 33,
    b"[" * 100_000,
    b'{"a":' * 1000 + b"1" + b"}" * 1000,
    b'{%b, "note": "%b"}' % (IBM, b"x" * 300_000),
    b'{"%b": 1}' % CANARY.encode(),
    b'{"instrument": "%b", "timeframe": "%b"}' % (CANARY.encode(), CANARY.encode()[:13]),
    b'{%b, "as_of": "%b"}' % (IBM, CANARY.encode()),
]

QUERIES = [
    f"{name}={value}"
    for name, value in itertools.product(
        ("limit", "cursor", "status", "instrument", "analysis", "from", "to", "state"),
        ("%00", "%ff", "%ed%a0%80", "-1", "1e99", "9" * 40, "' OR 1=1 --", CANARY, "a" * 5000),
    )
]

PATHS = [
    "/api/runs/%00",
    "/api/runs/" + CANARY,
    "/api/runs/00000000-0000-0000-0000-000000000000x",
    "/api/runs/..%2f..%2fetc%2fpasswd",
    "/api/runs/" + "f" * 5000,
    "/api/runs/\u202e",
    "/api/dead-letters/0",
    "/api/dead-letters/-1",
    "/api/dead-letters/" + "9" * 30,
    "/api/dead-letters/1e3",
    "/api/dead-letters/%F0%9F%9A%80",
    "/api/nothing",
    "/api/runs/",
    "//",
    "/docs",
    "/.env",
]


def refused(answer: httpx.Response) -> None:
    request = answer.request
    assert 400 <= answer.status_code < 500, (request.url, request.content[:200], answer.text)
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["code"]
    assert len(problem["trace_id"]) == 32
    assert CANARY not in answer.text


async def test_hostile_bodies_are_refused(api: httpx.AsyncClient) -> None:
    for body in BODIES:
        refused(await api.post("/api/runs", content=body, headers=JSON))
    assert (await api.get("/api/runs")).json()["items"] == []


async def test_hostile_queries_are_refused_or_find_nothing(api: httpx.AsyncClient) -> None:
    for path, query in itertools.product(("/api/runs", "/api/dead-letters"), QUERIES):
        answer = await api.get(f"{path}?{query}")
        if answer.status_code == 200:
            assert answer.json()["items"] == []
        else:
            refused(answer)


async def test_hostile_paths_are_refused(api: httpx.AsyncClient) -> None:
    for path in PATHS:
        refused(await api.get(path))


async def test_hostile_idempotency_keys_are_refused(api: httpx.AsyncClient) -> None:
    for key in (b"", b" ", b"a b", b"a" * 129, "é".encode(), b"\x00"):
        body = {"instrument": "IBM", "timeframe": "D1"}
        refused(await api.post("/api/runs", json=body, headers=[(b"Idempotency-Key", key)]))


async def test_bodies_of_another_type_are_refused(api: httpx.AsyncClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "json", "text/json"):
        answer = await api.post("/api/runs", content=b"{%b}" % IBM, headers={"Content-Type": kind})
        refused(answer)
        assert answer.status_code == 415


async def test_unknown_methods_are_refused(api: httpx.AsyncClient) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        refused(await api.request(method, "/api/runs"))
