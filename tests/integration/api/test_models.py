"""The catalogue of models over HTTP."""

from decimal import Decimal

import httpx
import pytest

from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import CatalogueModel, sync_models

CHEAP = CatalogueModel("a/cheap", "Cheap", "a", 8000, Decimal("0.000001"), Decimal("0.000002"))
FREE = CatalogueModel("a/free:free", "Free", "a", 8000, Decimal(0), Decimal(0))
UNPRICED = CatalogueModel("b/local", "Local", "b")


@pytest.fixture(autouse=True)
async def _listed(owner: Database) -> None:
    async with owner.begin() as connection:
        await sync_models(connection, [CHEAP, FREE, UNPRICED])


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["a/cheap", "a/free:free", "b/local"]),
        ("?q=chea", ["a/cheap"]),
        ("?provider=b", ["b/local"]),
        ("?free=true", ["a/free:free"]),
        ("?enabled=true", []),
    ],
)
async def test_filters_leave_what_fits(api: httpx.AsyncClient, query: str, ids: list[str]) -> None:
    answer = (await api.get(f"/api/models{query}")).json()
    assert [model["id"] for model in answer["items"]] == ids
    assert (answer["total"], answer["providers"]) == (len(ids), ["a", "b"])


async def test_pages_follow_each_other(api: httpx.AsyncClient) -> None:
    first = (await api.get("/api/models?limit=2")).json()
    second = (await api.get("/api/models", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [model["id"] for model in second["items"]] == ["b/local"]
    assert second["next_cursor"] is None


async def test_model_is_switched_on_by_its_id_with_slashes(api: httpx.AsyncClient) -> None:
    answer = await api.patch("/api/models/a/cheap", json={"enabled": True})
    assert answer.json()["enabled"] is True


async def test_model_without_a_price_stays_off(api: httpx.AsyncClient) -> None:
    answer = await api.patch("/api/models/b/local", json={"enabled": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "unpriced_model")
    assert (await api.get("/api/models?enabled=true")).json()["total"] == 0


async def test_own_price_makes_up_for_it(api: httpx.AsyncClient) -> None:
    body = {"enabled": True, "prompt_price": "0", "completion_price": "0.0000001"}
    assert (await api.patch("/api/models/b/local", json=body)).json()["completion_price"] == "1E-7"


async def test_unknown_model_is_named_so(api: httpx.AsyncClient) -> None:
    assert (await api.patch("/api/models/no/such", json={"enabled": True})).status_code == 404
