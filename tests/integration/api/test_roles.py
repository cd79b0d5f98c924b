"""Who may call what: every operation, for everybody there can be. Numbers are OWASP ASVS 5.0."""

import re
from typing import NamedTuple

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_api.app import build_app
from maxsignal_api.auth.access import ACCESS, Access
from maxsignal_api.parts import BusLink, Parts
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.users import Role
from tests.fixtures.access import mint
from tests.integration.api.conftest import BASE_URL
from tests.integration.api.people import Browser, code_of

NOBODY = "00000000-0000-0000-0000-000000000000"
FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "text/plain"}
# A stream would go on; a place nobody gave out is refused behind the gate.
ENDLESS = {"streamEvents": {"after": "none"}}
REFUSALS = {"login_required", "role_insufficient"}


class Operation(NamedTuple):
    name: str
    method: str
    path: str
    template: str


def operations() -> list[Operation]:
    app = build_app(Parts(connect("postgresql://127.0.0.1:1/none"), BusLink(), {}, CollectorRegistry()))
    found = [one.original_route for one in iter_route_contexts(app.routes)]
    return [
        Operation(route.operation_id or "", method, re.sub(r"\{[^}]*\}", NOBODY, route.path), route.path)
        for route in found
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


OPERATIONS = operations()


async def refused(web: httpx.AsyncClient, operation: Operation) -> str | None:
    """The refusal of the gate; whatever else becomes of the empty request is not its business."""
    query = ENDLESS.get(operation.name, {})
    answer = await web.request(operation.method, operation.path, params=query)
    told = answer.json().get("code") if "json" in answer.headers.get("content-type", "") else None
    return told if told in REFUSALS else None


async def test_every_operation_asks_for_its_role(
    browser: Browser, owner: Database, trader: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    """8.2.1: role x operation, with the table as the expectation."""
    machine = httpx.AsyncClient(
        transport=browser()._transport, base_url=BASE_URL, headers=await mint(owner, Role.TRADER)
    )
    expected, found = {}, {}
    for operation in [one for one in OPERATIONS if one.name != "logout"]:
        needed = ACCESS[operation.name]
        nobody = None if needed is Access.OPEN else "login_required"
        some = "role_insufficient" if needed is Access.ADMIN else None
        expected[operation.name] = (nobody, some, some, None)
        people = (browser(), trader, machine, admin)
        found[operation.name] = tuple([await refused(one, operation) for one in people])
    assert found == expected


async def test_other_sites_cannot_use_a_cookie(trader: httpx.AsyncClient) -> None:
    """3.5.1: for every operation that may change something, however the request is dressed."""
    del trader.headers["Origin"]
    for operation in [one for one in OPERATIONS if one.method not in {"GET", "HEAD"}]:
        for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = await trader.request(operation.method, operation.path, headers=headers)
            assert code_of(answer) == (403, "cross_site_request"), operation.name
        answer = await trader.request(operation.method, operation.path, headers=FORM)
        assert code_of(answer) == (415, "json_expected"), operation.name


async def test_demotion_counts_from_the_next_request(
    admin: httpx.AsyncClient, browser: Browser, owner: Database, api: httpx.AsyncClient
) -> None:
    """8.3.2: in mid-session."""
    assert (await admin.get("/api/users")).status_code == 200
    [own] = (await admin.get("/api/users")).json()["items"]
    await api.post("/api/auth/register", json={"email": "b@example.org", "name": "B", "role": "admin"})
    assert (await api.patch(f"/api/users/{own['id']}", json={"role": "trader"})).status_code == 200
    assert code_of(await admin.get("/api/users")) == (403, "role_insufficient")


async def test_trader_starts_runs_that_publish_nothing(trader: httpx.AsyncClient, owner: Database) -> None:
    """8.2.3: daystart publishes by itself, but not for somebody who may not publish."""
    body = {"instrument": "IBM", "timeframe": "D1"}
    answer = await trader.post("/api/runs", json={**body, "options": {"auto_publish": True}})
    assert code_of(answer) == (403, "role_insufficient")
    run_id = (await trader.post("/api/runs", json=body)).json()["run_id"]
    assert (await trader.get(f"/api/runs/{run_id}")).json()["config"]["auto_publish"] is False


async def test_token_beside_a_cookie_counts_alone(browser: Browser, trader: httpx.AsyncClient) -> None:
    """A wrong token is no reason to fall back to a cookie that comes without proof of the site."""
    del trader.headers["Origin"]
    answer = await trader.post("/api/auth/logout", headers={"Authorization": "Bearer mxs_wrong"})
    assert code_of(answer) == (401, "login_required")


async def test_one_key_of_two_users_makes_two_runs(trader: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    body, headers = {"instrument": "IBM", "timeframe": "D1"}, {"Idempotency-Key": "same"}
    runs = [(await web.post("/api/runs", json=body, headers=headers)).json() for web in (trader, api, trader)]
    assert runs[0] == runs[2] != runs[1]


async def test_metrics_and_description_are_not_public(browser: Browser, trader: httpx.AsyncClient) -> None:
    """13.4.5"""
    for path in ("/metrics", "/openapi.json"):
        assert (await browser().get(path)).status_code == 401
    assert (await browser().get("/docs")).status_code == 404
    assert (await trader.get("/openapi.json")).json()["info"]["title"] == "Max Signal"


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
async def test_nobody_rewrites_the_log(parts: Parts, statement: str) -> None:
    """16.4.2: not even a service that was taken over."""
    with pytest.raises(DBAPIError, match="permission denied"):
        async with parts.database.begin() as connection:
            await connection.execute(text(statement))


@pytest.mark.parametrize("table", ["users", "sessions", "api_tokens", "audit_log"])
async def test_no_other_service_sees_accounts(database_url: str, table: str) -> None:
    """13.2.2; secrets: each service its own, see `test_provided.py`."""
    for role in ("ingest", "merger", "analyzer", "publisher", "recorder", "scheduler"):
        database = connect(database_url, role=f"maxsignal_{role}")
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.begin() as connection:
                await connection.execute(text(f"SELECT FROM {table}"))
        await database.close()
