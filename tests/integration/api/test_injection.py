"""1.2.4: pieces of SQL are only ever looked for."""

import itertools

import httpx
from sqlalchemy import text

from maxsignal_common.store.database import Database
from tests.integration.api.test_runs import merged

QUOTES = ("'", '"', "')", "''", "\\'", "$$", "%27", "`", "'/*", "x'")
TAILS = (
    " OR 1=1 --",
    "; DROP TABLE runs; --",
    " UNION SELECT password_hash FROM users --",
    " AND (SELECT pg_sleep(9)) IS NOT NULL --",
    " || (SELECT version()) || '",
)
PIECES = tuple(f"{quote}{tail}" for quote, tail in itertools.product(QUOTES, TAILS))
FILTERS = (
    "/api/runs?instrument=",
    "/api/runs?analysis=",
    "/api/instruments?q=",
    "/api/models?q=",
    "/api/audit?subject=",
)


async def test_pieces_of_sql_find_nothing(api: httpx.AsyncClient, owner: Database, database_url: str) -> None:
    await merged(owner, database_url)
    for path, piece in itertools.product(FILTERS, PIECES):
        answer = await api.get(path + str(httpx.QueryParams({"": piece})).removeprefix("="))
        assert answer.status_code in {200, 422}, (path, piece, answer.text)
        assert answer.status_code == 422 or answer.json()["items"] == []
    async with owner.begin() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM runs"))).scalar_one() == 1
