"""Runs over HTTP on a real PostgreSQL: asked for once, listed in pages, shown with everything in them."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from maxsignal_common.clock import SystemClock
from maxsignal_common.events import Event, RunRequested
from maxsignal_common.store.database import Database
from maxsignal_common.store.record import record
from maxsignal_common.store.runs import request_run
from tests.fixtures import samples

NOW = SystemClock().now()
IBM = {"instrument": "IBM", "timeframe": "D1"}


async def store(database_url: str, *events: Event) -> None:
    connection = await asyncpg.connect(database_url)
    for event in events:
        await record(connection, event, event.model_dump_json(), occurred_at=NOW, causation_id=None)
    await connection.close()


async def opened(owner: Database, number: int = 0) -> RunRequested:
    request = samples.requested(number)
    async with owner.begin() as connection:
        await request_run(connection, request, at=NOW)
    return request


async def merged(owner: Database, database_url: str) -> RunRequested:
    request = await opened(owner)
    steps = [samples.completed(request, method) for method in request.config.methods[1:]]
    failed = samples.failed(request, request.config.methods[0])
    post = samples.merged(request, auto_publish=False)
    await store(database_url, samples.candles_ready(request), failed, *steps, post)
    return request


async def move(owner: Database, request: RunRequested, status: str) -> None:
    async with owner.begin() as connection:
        statement = text("UPDATE runs SET status = :status WHERE id = :id")
        await connection.execute(statement, {"status": status, "id": request.run_id})


async def count(owner: Database, table: str) -> int:
    async with owner.begin() as connection:
        return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())  # noqa: S608 - ours


class TestRequest:
    async def test_asked_run_can_be_read_at_once(self, api: httpx.AsyncClient) -> None:
        answer = await api.post("/api/runs", json=IBM)
        assert answer.status_code == 202
        run = (await api.get(answer.headers["Location"])).json()
        assert run["run_id"] == answer.json()["run_id"]
        assert (run["status"], run["instrument"], run["timeframe"]) == ("queued", "IBM", "D1")
        assert [step["status"] for step in run["steps"]] == ["pending"] * 5
        assert run["chain_ok"] is True

    async def test_options_and_moment_are_frozen_into_the_run(self, api: httpx.AsyncClient) -> None:
        options = {"languages": ["en"], "auto_publish": False, "candles": 120}
        body = {**IBM, "as_of": "2013-02-01T12:00:00+03:00", "options": options}
        answer = await api.post("/api/runs", json=body)
        run = (await api.get(answer.headers["Location"])).json()
        assert run["as_of"] == "2013-02-01T09:00:00Z"
        assert options.items() <= run["config"].items()

    async def test_run_is_announced_through_the_outbox(self, api: httpx.AsyncClient, owner: Database) -> None:
        await api.post("/api/runs", json=IBM)
        assert await count(owner, "outbox") == 1

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"instrument": "NOPE"}, 404, "unknown_instrument"),
            ({"instrument": "'; DROP TABLE runs --"}, 404, "unknown_instrument"),
            ({"instrument": "AAPL"}, 409, "instrument_disabled"),
            ({"timeframe": "D2"}, 422, "unknown_timeframe"),
            ({"as_of": (NOW + timedelta(days=1)).isoformat()}, 422, "as_of_in_future"),
            ({"as_of": "2013-02-01T12:00:00"}, 422, "moment_naive"),
            ({"as_of": 1700000000}, 422, "moment_format"),
            ({"as_of": "1969-02-01T12:00:00Z"}, 422, "moment_range"),
            ({"as_of": 1700000000, "role": "admin"}, 422, "validation_failed"),
            ({"options": {"languages": []}}, 422, "validation_failed"),
            ({"options": {"languages": ["ru", "ru"]}}, 422, "validation_failed"),
            ({"options": {"candles": True}}, 422, "validation_failed"),
            ({"role": "admin"}, 422, "validation_failed"),
        ],
    )
    async def test_impossible_request_is_refused_with_a_code(
        self, api: httpx.AsyncClient, owner: Database, change: dict[str, object], status: int, code: str
    ) -> None:
        answer = await api.post("/api/runs", json={**IBM, **change}, headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert await count(owner, "runs") == await count(owner, "idempotency_keys") == 0


class TestIdempotency:
    KEY = {"Idempotency-Key": "morning-1"}

    async def test_same_key_is_the_same_run(self, api: httpx.AsyncClient, owner: Database) -> None:
        answers = await asyncio.gather(*(api.post("/api/runs", json=IBM, headers=self.KEY) for _ in range(8)))
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json()["run_id"] for answer in answers}) == 1
        assert await count(owner, "runs") == 1

    async def test_key_of_another_request_is_refused(self, api: httpx.AsyncClient) -> None:
        await api.post("/api/runs", json=IBM, headers=self.KEY)
        other = await api.post("/api/runs", json={**IBM, "timeframe": "W1"}, headers=self.KEY)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    async def test_repeat_is_answered_after_the_world_changed(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        first = await api.post("/api/runs", json=IBM, headers=self.KEY)
        async with owner.begin() as connection:
            await connection.execute(text("UPDATE instruments SET enabled = false"))
        again = await api.post("/api/runs", json=IBM, headers=self.KEY)
        assert again.json() == first.json()

    async def test_without_key_each_request_is_a_run(self, api: httpx.AsyncClient, owner: Database) -> None:
        for _ in range(2):
            await api.post("/api/runs", json=IBM)
        assert await count(owner, "runs") == 2


class TestList:
    async def test_pages_show_every_run_once_newest_first(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        for number in range(7):
            await opened(owner, number)
        seen: list[str] = []
        page = (await api.get("/api/runs", params={"limit": 3})).json()
        seen += [run["run_id"] for run in page["items"]]
        while cursor := page["next_cursor"]:
            page = (await api.get("/api/runs", params={"limit": 3, "cursor": cursor})).json()
            seen += [run["run_id"] for run in page["items"]]
        assert seen == [str(samples.run_id(number)) for number in reversed(range(7))]

    @pytest.mark.parametrize(
        ("params", "found"),
        [
            ({"status": "queued"}, 1),
            ({"status": ["queued", "failed"]}, 1),
            ({"status": "failed"}, 0),
            ({"instrument": "IBM", "analysis": "daystart"}, 1),
            ({"instrument": "GOOG"}, 0),
            ({"timeframe": "D1", "trigger": "manual"}, 1),
            ({"timeframe": "H1"}, 0),
            ({"trigger": "backtest"}, 0),
            ({"from": (NOW + timedelta(hours=1)).isoformat()}, 0),
            ({"to": (NOW + timedelta(hours=1)).isoformat()}, 1),
        ],
    )
    async def test_filters_narrow_the_list(
        self, api: httpx.AsyncClient, owner: Database, params: dict[str, str], found: int
    ) -> None:
        await opened(owner)
        assert len((await api.get("/api/runs", params=params)).json()["items"]) == found

    @pytest.mark.parametrize("path", ["/api/runs", "/api/instruments", "/api/dead-letters"])
    async def test_unknown_parameter_is_refused(self, api: httpx.AsyncClient, path: str) -> None:
        answer = await api.get(path, params={"foo": "kanarienvogel"})
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_parameter")
        assert "foo" not in answer.text

    async def test_refused_moment_names_its_field(self, api: httpx.AsyncClient) -> None:
        problem = (await api.get("/api/runs", params={"from": "2026-01-01T00:00:00"})).json()
        assert problem["code"] == "moment_naive"
        assert [(one["field"], one["code"]) for one in problem["errors"]] == [("query.from", "moment_naive")]


class TestDetail:
    async def test_merged_run_shows_steps_and_post(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        request = await merged(owner, database_url)
        run = (await api.get(f"/api/runs/{request.run_id}")).json()
        assert [step["status"] for step in run["steps"]] == ["failed", *["completed"] * 4]
        assert run["steps"][0]["error"]["code"] == "broken"
        assert run["steps"][1]["input"]["origin"] == run["candles"]
        assert [post["language"] for post in run["posts"]] == ["ru", "en"]
        assert run["plan"]["bias"] == "wait"
        assert len(run["events"]) == 8

    @pytest.mark.parametrize(
        ("status", "step"),
        [("running", "pending"), ("merging", "pending"), ("merged", "skipped"), ("failed", "skipped")],
    )
    async def test_unanswered_steps_of_an_ended_run_are_skipped(
        self, api: httpx.AsyncClient, owner: Database, status: str, step: str
    ) -> None:
        request = await opened(owner)
        await move(owner, request, status)
        run = (await api.get(f"/api/runs/{request.run_id}")).json()
        assert {one["status"] for one in run["steps"]} == {step}

    async def test_tampered_event_shows(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        request = await merged(owner, database_url)
        async with owner.begin() as connection:
            await connection.execute(text("UPDATE events SET body = 'forged' WHERE run_seq = 3"))
        answer = await api.get(f"/api/runs/{request.run_id}")
        assert (answer.status_code, answer.json()["chain_ok"]) == (200, False)

    async def test_unknown_run_is_not_found(self, api: httpx.AsyncClient) -> None:
        answer = await api.get(f"/api/runs/{UUID(int=7)}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_run")


class TestPublish:
    async def test_merged_run_is_ordered_to_be_published_once(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        request = await merged(owner, database_url)
        url = f"/api/runs/{request.run_id}/publish"
        answers = await asyncio.gather(*(api.post(url) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409]
        assert await count(owner, "outbox WHERE type = 'ms.post.publish.v1'") == 1

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            ("publishing", "already_publishing"),
            ("published", "already_published"),
            ("failed", "run_failed"),
        ],
    )
    async def test_past_run_is_refused_with_its_state(
        self, api: httpx.AsyncClient, owner: Database, status: str, code: str
    ) -> None:
        request = await opened(owner)
        await move(owner, request, status)
        answer = await api.post(f"/api/runs/{request.run_id}/publish")
        assert (answer.status_code, answer.json()["code"]) == (409, code)

    async def test_open_run_has_nothing_to_publish(self, api: httpx.AsyncClient, owner: Database) -> None:
        request = await opened(owner)
        answer = await api.post(f"/api/runs/{request.run_id}/publish")
        assert (answer.status_code, answer.json()["code"]) == (409, "run_not_merged")

    async def test_unknown_run_cannot_be_published(self, api: httpx.AsyncClient) -> None:
        answer = await api.post(f"/api/runs/{UUID(int=7)}/publish")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_run")
