"""Instruments and their sources over HTTP: found, switched, asked again."""

import httpx
import pytest
from sqlalchemy import text

from maxsignal_common.store.database import Database


@pytest.mark.parametrize(
    ("query", "ids"),
    [("?q=ibm", ["IBM"]), ("?source=replay&enabled=true", ["GOOG", "IBM"]), ("?q=no such", [])],
)
async def test_filters_leave_what_fits(api: httpx.AsyncClient, query: str, ids: list[str]) -> None:
    answer = (await api.get(f"/api/instruments{query}")).json()
    assert [one["id"] for one in answer["items"]] == ids
    assert answer["total"] == len(ids)


async def test_pages_hold_each_instrument_once(api: httpx.AsyncClient) -> None:
    seen: list[str] = []
    page = (await api.get("/api/instruments?limit=1")).json()
    seen += [one["id"] for one in page["items"]]
    while page["next_cursor"]:
        query = {"limit": "1", "cursor": page["next_cursor"]}
        page = (await api.get("/api/instruments", params=query)).json()
        seen += [one["id"] for one in page["items"]]
    assert len(seen) == len(set(seen)) == page["total"]


async def test_instrument_that_is_off_cannot_be_run(api: httpx.AsyncClient) -> None:
    assert (await api.patch("/api/instruments/IBM", json={"enabled": False})).json()["enabled"] is False
    answer = await api.post("/api/runs", json={"instrument": "IBM", "timeframe": "D1"})
    assert answer.json()["code"] == "instrument_disabled"


async def test_id_with_a_slash_is_switched_too(api: httpx.AsyncClient) -> None:
    answer = await api.patch("/api/instruments/BTC/USDT", json={"enabled": True})
    assert answer.json()["id"] == "BTC/USDT"


async def test_disabled_source_is_asked_again(api: httpx.AsyncClient, owner: Database) -> None:
    async with owner.begin() as connection:
        blocked = """INSERT INTO source_breakers (source, state, reason, changed_at)
                     VALUES ('ccxt:binance', 'disabled', 'geo_blocked', now())"""
        await connection.execute(text(blocked))
    (source,) = (await api.get("/api/sources")).json()["items"]
    assert (source["state"], source["reason"]) == ("disabled", "geo_blocked")
    assert (await api.post("/api/sources/ccxt:binance/enable")).json()["state"] == "closed"


async def test_source_that_never_failed_is_not_known(api: httpx.AsyncClient) -> None:
    assert (await api.post("/api/sources/yfinance/enable")).json()["code"] == "unknown_source"
