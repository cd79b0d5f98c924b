"""Filters that people keep, and the list of runs for other programs."""

import csv
import io

import httpx
from sqlalchemy import text

from maxsignal_api.runs.service import EXPORT_PAGE
from maxsignal_common.store.database import Database
from tests.fixtures.access import join
from tests.integration.api.people import Browser, code_of, logged_in
from tests.integration.api.test_runs import move, opened

FAILED = {"page": "runs", "name": "Упавшие", "search": "status=failed&instrument=BTC%2FUSDT"}
OTHER = "other@example.org"
COPIES = text(
    """
    INSERT INTO runs (id, analysis, instrument, timeframe, trigger, status, as_of, steps, deadline, head_seq,
        head_hash)
    SELECT gen_random_uuid(), analysis, instrument, timeframe, trigger, status, as_of, steps, deadline,
        head_seq, head_hash
    FROM runs, generate_series(1, :copies)
    """
)


async def kept(web: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in (await web.get("/api/views", params={"page": "runs"})).json()["items"]]


class TestViews:
    async def test_view_is_kept_until_it_is_removed(self, trader: httpx.AsyncClient) -> None:
        saved = (await trader.post("/api/views", json=FAILED)).json()
        assert saved["search"] == FAILED["search"]
        assert await kept(trader) == ["Упавшие"]
        assert (await trader.delete(f"/api/views/{saved['id']}")).status_code == 204
        assert await kept(trader) == []

    async def test_nobody_sees_or_removes_anothers(
        self, trader: httpx.AsyncClient, browser: Browser, owner: Database
    ) -> None:
        saved = (await trader.post("/api/views", json=FAILED)).json()
        await join(owner, OTHER)
        other = await logged_in(browser("203.0.113.99"), OTHER)
        assert await kept(other) == []
        assert code_of(await other.delete(f"/api/views/{saved['id']}")) == (404, "unknown_view")
        assert await kept(trader) == ["Упавшие"]

    async def test_name_stands_for_one_view(self, trader: httpx.AsyncClient) -> None:
        await trader.post("/api/views", json=FAILED)
        assert code_of(await trader.post("/api/views", json=FAILED)) == (409, "name_taken")

    async def test_machine_keeps_none(self, api: httpx.AsyncClient) -> None:
        assert code_of(await api.post("/api/views", json=FAILED)) == (403, "no_account")


class TestTable:
    async def rows(self, api: httpx.AsyncClient, **query: str) -> list[dict[str, str]]:
        answer = await api.get("/api/runs.csv", params=query)
        assert answer.headers["content-type"].startswith("text/csv")
        return list(csv.DictReader(io.StringIO(answer.text)))

    async def test_table_holds_what_the_filter_finds(self, api: httpx.AsyncClient, owner: Database) -> None:
        runs = [await opened(owner, number) for number in range(3)]
        await move(owner, runs[1], "failed")
        assert {row["run_id"] for row in await self.rows(api)} == {str(run.run_id) for run in runs}
        [row] = await self.rows(api, status="failed")
        assert (row["run_id"], row["instrument"], row["status"]) == (str(runs[1].run_id), "IBM", "failed")

    async def test_table_goes_on_behind_its_first_page(self, api: httpx.AsyncClient, owner: Database) -> None:
        await opened(owner)
        async with owner.begin() as connection:
            await connection.execute(COPIES, {"copies": EXPORT_PAGE + 1})
        rows = await self.rows(api)
        assert len({row["run_id"] for row in rows}) == len(rows) == EXPORT_PAGE + 2

    async def test_unknown_filter_is_refused(self, api: httpx.AsyncClient) -> None:
        answer = await api.get("/api/runs.csv", params={"limit": "5"})
        assert code_of(answer) == (422, "unknown_parameter")
