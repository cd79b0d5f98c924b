"""People who use the API through a browser."""

from collections.abc import Awaitable, Callable

import httpx

from tests.fixtures.access import PASSWORD

TRADER, ADMIN = "trader@example.org", "admin@example.org"
COOKIE = "maxsignal_session"
NEW = "another horse of tests"

type Browser = Callable[..., httpx.AsyncClient]
type Dump = Callable[[], Awaitable[str]]


async def login(web: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await web.post("/api/auth/login", json={"email": email, "password": password})


async def logged_in(web: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.AsyncClient:
    (await login(web, email, password)).raise_for_status()
    return web


async def status_of(web: httpx.AsyncClient) -> int:
    return (await web.get("/api/auth/me")).status_code


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
