"""A picture is served under the hash of its bytes, for ever the same, to who has logged in."""

import hashlib

import httpx

from maxsignal_common.store.database import Database
from maxsignal_common.store.pictures import keep_picture
from tests.integration.api.people import Browser

PNG = b"\x89PNG\r\n\x1a\n and what follows"


async def path_of(owner: Database) -> str:
    async with owner.begin() as connection:
        return f"/api/pictures/{await keep_picture(connection, PNG, width=1080, height=1080)}.png"


async def test_picture_is_served_as_it_was_drawn(api: httpx.AsyncClient, owner: Database) -> None:
    answer = await api.get(await path_of(owner))
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


async def test_unknown_picture_is_not_kept_by_any_cache(api: httpx.AsyncClient) -> None:
    answer = await api.get(f"/api/pictures/{hashlib.sha256(b'').hexdigest()}.png")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_picture")
    assert answer.headers["cache-control"] == "no-store"


async def test_name_that_is_no_hash_is_refused(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/pictures/..%2Fsecrets.png")).status_code in {404, 422}
    assert (await api.get("/api/pictures/ABC.png")).status_code == 422


async def test_stranger_sees_no_picture(browser: Browser, owner: Database) -> None:
    async with browser() as stranger:
        assert (await stranger.get(await path_of(owner))).status_code == 401
