"""Analyses over HTTP on a real PostgreSQL: versions are added and chosen, runs take the active one."""

import asyncio
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from maxsignal_common.analysis import AnalysisSpec
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import switch_models, sync_models
from tests.integration.api.test_hostile import BODIES, JSON, refused
from tests.integration.api.test_runs import count, merged
from tests.unit.llm.samples import DEAR

DAYSTART = "/api/analyses/daystart"
ONE = {"If-Match": '"1"'}


def config(**changes: object) -> dict[str, Any]:
    return AnalysisSpec.model_validate(changes).model_dump(mode="json")


async def added(api: httpx.AsyncClient, **changes: object) -> int:
    answer = await api.post(f"{DAYSTART}/versions", json={"config": config(**changes)}, headers=ONE)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["version"])


async def run_config(api: httpx.AsyncClient, **request: object) -> dict[str, Any]:
    answer = await api.post("/api/runs", json={"instrument": "IBM", "timeframe": "D1", **request})
    run = (await api.get(answer.headers["Location"])).json()
    return dict(run["config"])


class TestReading:
    async def test_cards_show_what_is_shipped(self, api: httpx.AsyncClient) -> None:
        cards = (await api.get("/api/analyses")).json()["items"]
        assert [card["name"] for card in cards] == ["daystart", "intraday-smc", "weekly-overview"]
        methods = [step["method"] for step in cards[0]["steps"]]
        assert methods == ["wyckoff", "smc", "vsa", "delta", "ict"]
        assert {(card["last_run"], card["cost_usd"]) for card in cards} == {(None, None)}

    async def test_card_shows_last_run_and_what_runs_cost(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        request = await merged(owner, database_url)
        card = (await api.get("/api/analyses")).json()["items"][0]
        assert card["last_run"]["run_id"] == str(request.run_id)
        assert card["cost_usd"] == {"low": "0", "high": "0", "runs": 1}

    async def test_cost_of_a_run_is_the_sum_of_its_steps(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        await merged(owner, database_url)
        async with owner.begin() as connection:
            spent = """UPDATE events SET body = jsonb_set(body::jsonb, '{cost_usd}', '"0.0123"')::text
                       WHERE type = 'ms.step.completed.v1'"""
            await connection.execute(text(spent))
            await connection.execute(text("UPDATE events SET body = 'forged' WHERE run_seq = 5"))
        assert (await api.get(DAYSTART)).json()["cost_usd"] == {"low": "0.0369", "high": "0.0369", "runs": 1}

    async def test_unknown_analysis_is_not_found(self, api: httpx.AsyncClient) -> None:
        for path in ("", "/versions", "/versions/1"):
            answer = await api.get(f"/api/analyses/nothing{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_analysis")
        answer = await api.get(f"{DAYSTART}/versions/7")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_version")

    async def test_versions_come_newest_first_in_pages(self, api: httpx.AsyncClient) -> None:
        for candles in (200, 250):
            await added(api, candles=candles)
        first = (await api.get(f"{DAYSTART}/versions", params={"limit": 2})).json()
        cursor = first["next_cursor"]
        second = (await api.get(f"{DAYSTART}/versions", params={"limit": 2, "cursor": cursor})).json()
        shown = [(one["version"], one["author"], one["active"]) for one in first["items"] + second["items"]]
        assert shown == [(3, "token tests", False), (2, "token tests", False), (1, "maxsignal", True)]
        assert second["next_cursor"] is None


class TestVersions:
    async def test_new_version_waits_until_it_is_activated(self, api: httpx.AsyncClient) -> None:
        assert await added(api, candles=200) == 2
        assert (await run_config(api))["candles"] == 300
        answer = await api.post(f"{DAYSTART}/activate", json={"version": 2}, headers=ONE)
        assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
        run = await run_config(api)
        assert (run["candles"], run["version"]) == (200, 2)

    async def test_rolled_back_analysis_runs_as_before(self, api: httpx.AsyncClient) -> None:
        await added(api, candles=200)
        await api.post(f"{DAYSTART}/activate", json={"version": 2}, headers=ONE)
        await api.post(f"{DAYSTART}/activate", json={"version": 1}, headers={"If-Match": '"2"'})
        assert (await run_config(api))["version"] == 1

    @pytest.mark.parametrize("path", ["versions", "activate"])
    async def test_change_of_what_was_not_seen_is_refused(self, api: httpx.AsyncClient, path: str) -> None:
        body = {"config": config(candles=200)} if path == "versions" else {"version": 1}
        for headers, code in (({}, 428), ({"If-Match": '"2"'}, 412), ({"If-Match": "1"}, 422)):
            answer = await api.post(f"{DAYSTART}/{path}", json=body, headers=headers)
            assert answer.status_code == code

    async def test_mistake_names_its_field(self, api: httpx.AsyncClient) -> None:
        body = {"config": {**config(), "steps": [{"method": "smc", "temperature": 3}], "candles": 1}}
        answer = await api.post(f"{DAYSTART}/versions", json=body, headers=ONE)
        fields = [one["field"] for one in answer.json()["errors"]]
        assert (answer.status_code, fields) == (
            422,
            ["body.config.steps.0.temperature", "body.config.candles"],
        )

    async def test_version_that_says_the_same_is_refused(self, api: httpx.AsyncClient) -> None:
        answer = await api.post(f"{DAYSTART}/versions", json={"config": config()}, headers=ONE)
        assert (answer.status_code, answer.json()["code"]) == (409, "version_exists")

    async def test_unknown_version_cannot_be_activated(self, api: httpx.AsyncClient) -> None:
        answer = await api.post(f"{DAYSTART}/activate", json={"version": 9}, headers=ONE)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_version")

    async def test_racing_authors_each_get_a_version(self, api: httpx.AsyncClient) -> None:
        versions = await asyncio.gather(*(added(api, candles=200 + number) for number in range(5)))
        assert sorted(versions) == [2, 3, 4, 5, 6]

    async def test_repeated_request_adds_one_version(self, api: httpx.AsyncClient, owner: Database) -> None:
        body, headers = {"config": config(candles=200)}, {**ONE, "Idempotency-Key": "k"}
        url = f"{DAYSTART}/versions"
        answers = await asyncio.gather(*(api.post(url, json=body, headers=headers) for _ in range(4)))
        assert {(one.status_code, one.json()["version"]) for one in answers} == {(201, 2)}
        assert await count(owner, "analysis_versions WHERE analysis = 'daystart'") == 2

    async def test_repeated_activation_is_answered_after_it_worked(self, api: httpx.AsyncClient) -> None:
        await added(api, candles=200)
        headers = {**ONE, "Idempotency-Key": "k"}
        for _ in range(2):
            answer = await api.post(f"{DAYSTART}/activate", json={"version": 2}, headers=headers)
            assert (answer.status_code, answer.json()["version"]) == (200, 2)

    async def test_key_of_a_run_is_not_one_of_a_version(self, api: httpx.AsyncClient) -> None:
        key = {"Idempotency-Key": "k"}
        await api.post("/api/runs", json={"instrument": "IBM", "timeframe": "D1"}, headers=key)
        body = {"config": config(candles=200)}
        answer = await api.post(f"{DAYSTART}/versions", json=body, headers=ONE | key)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


class TestOwn:
    MINE = {"name": "mine", "description": "My own", "config": config(timeframes=["D1"], candles=150)}

    async def test_own_analysis_runs_at_once(self, api: httpx.AsyncClient) -> None:
        answer = await api.post("/api/analyses", json=self.MINE)
        assert (answer.status_code, answer.headers["Location"]) == (201, "/api/analyses/mine")
        run = await run_config(api, analysis="mine")
        assert (run["analysis"], run["version"], run["candles"]) == ("mine", 1, 150)

    async def test_name_is_given_once(self, api: httpx.AsyncClient) -> None:
        key = {"Idempotency-Key": "k"}
        answers = [await api.post("/api/analyses", json=self.MINE, headers=key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        again = await api.post("/api/analyses", json=self.MINE)
        assert (again.status_code, again.json()["code"]) == (409, "analysis_exists")

    async def test_hostile_bodies_are_refused(self, api: httpx.AsyncClient, owner: Database) -> None:
        for body in BODIES:
            refused(await api.post("/api/analyses", content=body, headers=JSON))
            refused(await api.post(f"{DAYSTART}/versions", content=body, headers=JSON | ONE))
        assert await count(owner, "analysis_versions") == 3

    @pytest.mark.parametrize("name", ["%00", "..%2f..%2fetc", "A", "x" * 65, "%F0%9F%9A%80", "a%27--"])
    async def test_hostile_names_are_refused(self, api: httpx.AsyncClient, name: str) -> None:
        for path in ("", "/versions", "/versions/0", f"/versions/{'9' * 30}"):
            refused(await api.get(f"/api/analyses/{name}{path}"))
        for path in ("/activate", "/archive", "/estimate"):
            refused(await api.post(f"/api/analyses/{name}{path}", json={"version": 1}, headers=ONE))


class TestDescription:
    async def test_it_changes_without_a_version(self, api: httpx.AsyncClient) -> None:
        answer = await api.patch(DAYSTART, json={"description": "Morning look"})
        assert (answer.status_code, answer.json()["description"]) == (200, "Morning look")
        assert (await api.get(DAYSTART)).json()["version"] == 1
        assert (await api.get(f"{DAYSTART}/versions")).json()["items"][0]["version"] == 1

    async def test_only_a_change_is_recorded(self, api: httpx.AsyncClient) -> None:
        for _ in range(2):
            await api.patch(DAYSTART, json={"description": "Morning look"})
        entries = (await api.get("/api/audit")).json()["items"]
        assert [entry["action"] for entry in entries].count("analysis.described") == 1

    @pytest.mark.parametrize("description", ["", "a" * 301, "two\nlines", None])
    async def test_what_is_no_description_is_refused(self, api: httpx.AsyncClient, description: str) -> None:
        assert (await api.patch(DAYSTART, json={"description": description})).status_code == 422


class TestRequest:
    @pytest.mark.parametrize(
        ("request_", "status", "code"),
        [
            ({"analysis": "nothing"}, 404, "unknown_analysis"),
            ({"analysis": "intraday-smc"}, 422, "timeframe_not_offered"),
            ({"analysis": "intraday-smc", "timeframe": "H1"}, 422, "unsupported_timeframe"),
            ({"analysis": "weekly-overview", "timeframe": "H4"}, 422, "timeframe_not_offered"),
            ({"timeframe": "M5"}, 422, "unsupported_timeframe"),
        ],
    )
    async def test_run_that_could_only_fail_is_refused(
        self, api: httpx.AsyncClient, owner: Database, request_: dict[str, str], status: int, code: str
    ) -> None:
        answer = await api.post("/api/runs", json={"instrument": "IBM", "timeframe": "D1", **request_})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert await count(owner, "runs") == 0

    async def test_week_of_a_recording_can_be_asked_for(self, api: httpx.AsyncClient) -> None:
        run = await run_config(api, analysis="weekly-overview", timeframe="W1")
        assert [step["method"] for step in run["steps"]] == ["wyckoff", "smc", "vsa"]

    async def test_archived_analysis_starts_no_run_until_restored(self, api: httpx.AsyncClient) -> None:
        body = {"instrument": "IBM", "timeframe": "D1"}
        assert (await api.post(f"{DAYSTART}/archive")).json()["archived"] is True
        answer = await api.post("/api/runs", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "analysis_archived")
        assert (await api.post(f"{DAYSTART}/restore")).json()["archived"] is False
        assert (await api.post("/api/runs", json=body)).status_code == 202

    async def test_sources_of_the_analysis_replace_the_instruments(self, api: httpx.AsyncClient) -> None:
        own = {**TestOwn.MINE, "config": config(sources=["import", "replay"])}
        await api.post("/api/analyses", json=own)
        body = {"instrument": "IBM", "timeframe": "H1", "analysis": "mine"}
        assert (await api.post("/api/runs", json=body)).status_code == 202


class TestEstimate:
    async def test_nothing_is_known_before_the_first_run(self, api: httpx.AsyncClient) -> None:
        estimate = (await api.post(f"{DAYSTART}/estimate")).json()
        assert estimate["duration_ms"] is None
        assert estimate["reasons"] == {"duration_ms": "no_runs"}

    async def test_duration_comes_from_past_runs(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        request = await merged(owner, database_url)
        async with owner.begin() as connection:
            took = "UPDATE runs SET created_at = (SELECT created_at FROM posts) - interval '1500 ms'"
            await connection.execute(text(took))
        estimate = (await api.post(f"/api/analyses/{request.config.analysis}/estimate")).json()
        assert estimate["duration_ms"] == {"p50": 1500, "p95": 1500, "runs": 1}
        assert (estimate["cost_usd"], estimate["reasons"]) == ("0", {})

    async def test_model_without_a_price_has_no_cost(self, api: httpx.AsyncClient) -> None:
        steps = [{"method": "smc", "model": "openai/gpt-5-mini"}]
        draft = {"config": config(steps=steps, budget_usd="0.20")}
        estimate = (await api.post(f"{DAYSTART}/estimate", json=draft)).json()
        assert (estimate["cost_usd"], estimate["worst_usd"], estimate["budget_usd"]) == (None, None, "0.2")
        assert estimate["reasons"]["cost_usd"] == "no_prices"

    async def test_known_model_is_priced_before_the_first_run(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        estimate = await priced(api, owner)
        (step,) = estimate["steps"]
        assert (step["basis"], step["enabled"]) == ("prompt_length", True)
        assert Decimal("0.001") < Decimal(estimate["cost_usd"]) < Decimal(estimate["worst_usd"])

    async def test_past_calls_of_a_step_price_its_next(self, api: httpx.AsyncClient, owner: Database) -> None:
        async with owner.begin() as connection:
            await connection.execute(text(ANSWERED))
        estimate = await priced(api, owner)
        assert estimate["steps"][0]["basis"] == "past_calls"
        assert DEAR.price
        assert Decimal(estimate["cost_usd"]) == 2 * (2000 * DEAR.price.prompt + 300 * DEAR.price.completion)

    async def test_budget_bounds_the_estimate(self, api: httpx.AsyncClient, owner: Database) -> None:
        estimate = await priced(api, owner, budget_usd="0.000001")
        assert (estimate["cost_usd"], estimate["worst_usd"]) == ("0.000001", "0.000001")


ANSWERED = """
    INSERT INTO llm_calls (id, request_hash, request, run_id, step, attempt, state, scopes, reserved,
        lease_until, prompt_tokens, completion_tokens, cost)
    SELECT gen_random_uuid(), n, 'told', gen_random_uuid(), 'smc', 1, 'answered', '{}', 0, now(), n, 300, 0
    FROM unnest(ARRAY[1000, 3000]) AS n
"""


async def priced(api: httpx.AsyncClient, owner: Database, **changes: object) -> dict[str, Any]:
    """The estimate of one step with a model that is on; both languages."""
    async with owner.begin() as connection:
        await sync_models(connection, [DEAR])
        await switch_models(connection, [DEAR.id], enabled=True)
    draft = {"config": config(steps=[{"method": "smc", "model": DEAR.id}], **changes)}
    return dict((await api.post(f"{DAYSTART}/estimate", json=draft)).json())
