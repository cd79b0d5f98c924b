"""Ending a run that is not finished."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from maxsignal_common.events import RunRequested
from maxsignal_common.store.database import Database
from tests.integration.api.people import code_of
from tests.integration.api.test_runs import IBM, move, opened


async def asked(web: httpx.AsyncClient) -> str:
    return f"/api/runs/{(await web.post('/api/runs', json=IBM)).json()['run_id']}/cancel"


def url(run: RunRequested) -> str:
    return f"/api/runs/{run.run_id}/cancel"


async def told(owner: Database) -> list[Any]:
    async with owner.begin() as connection:
        found = await connection.execute(text("SELECT body FROM outbox WHERE type = 'ms.run.failed.v1'"))
        return list(found.scalars())


async def test_cancelled_run_has_failed_with_its_code(api: httpx.AsyncClient, owner: Database) -> None:
    answer = await api.post(url(await opened(owner)))
    run = answer.json()
    assert (answer.status_code, run["status"], run["error"]["code"]) == (200, "failed", "cancelled")
    assert run["finished_at"] is not None
    assert len(await told(owner)) == 1


@pytest.mark.parametrize("status", ["merged", "publishing", "published", "failed"])
async def test_run_that_has_ended_cannot_be_cancelled(
    api: httpx.AsyncClient, owner: Database, status: str
) -> None:
    run = await opened(owner)
    await move(owner, run, status)
    assert code_of(await api.post(url(run))) == (409, "run_ended")
    assert await told(owner) == []


async def test_trader_cancels_what_he_asked_for(trader: httpx.AsyncClient) -> None:
    assert (await trader.post(await asked(trader))).status_code == 200


async def test_trader_leaves_runs_of_others_alone(trader: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    theirs = await asked(api)
    assert code_of(await trader.post(theirs)) == (403, "not_your_run")
    run = (await trader.get(theirs.removesuffix("/cancel"))).json()
    assert run["status"] == "queued"


async def test_administrator_cancels_any_run(trader: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    assert (await api.post(await asked(trader))).status_code == 200


async def test_cancelling_is_in_the_log(api: httpx.AsyncClient, owner: Database) -> None:
    run = await opened(owner)
    await api.post(url(run))
    [entry] = (await api.get("/api/audit", params={"subject": str(run.run_id)})).json()["items"]
    assert (entry["action"], entry["before"]) == ("run.cancelled", {"status": "queued"})
