"""Prompts over HTTP on a real PostgreSQL: read, judged, added, chosen, shown with a run's data."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.facts import Method
from maxsignal_common.prompting import PromptStep
from maxsignal_common.prompts import shipped_prompts
from maxsignal_common.store.database import Database
from tests.fixtures import samples
from tests.fixtures.recorded import ibm
from tests.integration.api.test_runs import count, opened, store
from tests.unit.llm.prompts.samples import analysed, written

VSA = "/api/prompts/vsa"
ONE = {"If-Match": '"1"'}


def texts(user: str = "Look at {{ facts }}.") -> dict[str, Any]:
    return {"texts": dict.fromkeys(Language, written(user))}


async def added(api: httpx.AsyncClient, user: str = "Look at {{ facts }}.") -> int:
    answer = await api.post(f"{VSA}/versions", json=texts(user), headers=ONE)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{VSA}/versions/{answer.json()['version']}"
    return int(answer.json()["version"])


async def analysed_run(owner: Database, database_url: str) -> UUID:
    """A run with candles and the step that reads volume."""
    request = await opened(owner)
    ready = samples.candles_ready(request, ibm())
    await store(database_url, ready, analysed(Method.VSA, ready))
    return request.run_id


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestReading:
    async def test_list_shows_every_step_with_its_variables(self, api: httpx.AsyncClient) -> None:
        cards = (await api.get("/api/prompts")).json()["items"]
        assert [card["step"] for card in cards] == list(PromptStep)
        assert {(card["version"], card["newest"], card["activated_by"]) for card in cards} == {
            (1, 1, "maxsignal")
        }
        assert "plan" in cards[-1]["variables"]

    async def test_prompt_is_shown_as_it_was_shipped(self, api: httpx.AsyncClient) -> None:
        answer = await api.get(VSA)
        assert answer.headers["ETag"] == '"1"'
        assert answer.json()["texts"] == shipped_prompts()[2].texts
        assert (await api.get(f"{VSA}/versions/1")).json()["texts"] == answer.json()["texts"]

    async def test_what_is_not_there_is_not_found(self, api: httpx.AsyncClient) -> None:
        assert (await api.get("/api/prompts/nothing")).status_code == 422
        assert refusal(await api.get(f"{VSA}/versions/7")) == (404, "unknown_version")
        assert refusal(await api.get(f"{VSA}/diff?older=1&newer=7")) == (404, "unknown_version")

    async def test_versions_are_compared_line_by_line(self, api: httpx.AsyncClient) -> None:
        older, newer = await added(api, "old\nsame"), await added(api, "new\nsame")
        found = (await api.get(f"{VSA}/diff", params={"older": older, "newer": newer})).json()
        assert [line for line in found["texts"]["ru"] if line[0] in "+-"] == ["-old", "+new"]
        assert (await api.get(f"{VSA}/diff?older=1&newer=1")).json()["texts"] == {"ru": [], "en": []}


class TestVersions:
    async def test_added_version_waits_to_be_activated(self, api: httpx.AsyncClient, owner: Database) -> None:
        assert await added(api) == 2
        assert (await api.get(VSA)).json()["version"] == 1
        answer = await api.post(f"{VSA}/activate", json={"version": 2}, headers=ONE)
        assert (answer.headers["ETag"], answer.json()["version"]) == ('"2"', 2)
        shown = (await api.get(f"{VSA}/versions")).json()["items"]
        assert [(one["version"], one["active"]) for one in shown] == [(2, True), (1, False)]
        assert await count(owner, "audit_log WHERE action LIKE 'prompt.%'") == 2

    async def test_same_text_is_no_new_version(self, api: httpx.AsyncClient) -> None:
        await added(api)
        answer = await api.post(f"{VSA}/versions", json=texts(), headers=ONE)
        assert refusal(answer) == (409, "version_exists")

    async def test_repeat_with_its_key_is_harmless(self, api: httpx.AsyncClient) -> None:
        headers = {**ONE, "Idempotency-Key": "once"}
        answers = [await api.post(f"{VSA}/versions", json=texts(), headers=headers) for _ in range(2)]
        assert [answer.json()["version"] for answer in answers] == [2, 2]

    @pytest.mark.parametrize(
        ("headers", "expected"),
        [({}, (428, "if_match_required")), ({"If-Match": '"9"'}, (412, "active_version_changed"))],
    )
    async def test_change_needs_the_version_it_saw(
        self, api: httpx.AsyncClient, headers: dict[str, str], expected: tuple[int, str]
    ) -> None:
        for path, body in (("versions", texts()), ("activate", {"version": 1})):
            assert refusal(await api.post(f"{VSA}/{path}", json=body, headers=headers)) == expected

    @pytest.mark.parametrize(
        ("body", "detail"),
        [
            (texts("{{ news }}"), "ru, line 4, column 4: news is none of"),
            ({"texts": {"ru": written("x")}}, "there is no text in en"),
            ({"texts": dict.fromkeys(Language, written("a\u202eb"))}, "no control characters"),
        ],
    )
    async def test_text_that_cannot_be_used_is_refused(
        self, api: httpx.AsyncClient, body: dict[str, Any], detail: str
    ) -> None:
        answer = await api.post(f"{VSA}/versions", json=body, headers=ONE)
        assert refusal(answer) == (422, "invalid_prompt")
        assert detail in answer.json()["detail"]


class TestPreview:
    async def test_preview_shows_what_a_model_would_be_sent(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        run_id = await analysed_run(owner, database_url)
        shown = (await api.post(f"{VSA}/preview", json={"language": "en"})).json()
        assert shown["run_id"] == str(run_id)
        assert [one["role"] for one in shown["messages"]] == ["system", "user"]
        assert "[[vsa.climax.1" in shown["messages"][1]["content"]
        assert 1_000 < shown["tokens"] < 5_000

    async def test_draft_is_shown_without_being_stored(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        run_id = await analysed_run(owner, database_url)
        body = {"text": written("{{ instrument }}!"), "run_id": str(run_id)}
        shown = (await api.post(f"{VSA}/preview", json=body)).json()
        assert shown["messages"][1]["content"] == "IBM!"
        assert await count(owner, "prompt_versions WHERE step = 'vsa'") == 1

    async def test_mistakes_of_a_draft_have_places(self, api: httpx.AsyncClient) -> None:
        shown = (await api.post(f"{VSA}/preview", json={"text": written("{{ a }}\n{{ b }}")})).json()
        assert [(one["line"], one["column"]) for one in shown["problems"]] == [(4, 4), (5, 4)]
        assert (shown["messages"], shown["tokens"]) == ([], None)

    async def test_without_a_run_there_is_nothing_to_show(self, api: httpx.AsyncClient) -> None:
        for step in ("vsa", "merge"):
            shown = (await api.post(f"/api/prompts/{step}/preview")).json()
            assert (shown["problems"], shown["messages"], shown["run_id"]) == ([], [], None)

    async def test_merge_is_shown_with_the_plan_of_a_run(
        self, api: httpx.AsyncClient, owner: Database, database_url: str
    ) -> None:
        run_id = await analysed_run(owner, database_url)
        await store(database_url, samples.merged(samples.requested()))
        shown = (await api.post("/api/prompts/merge/preview")).json()
        assert shown["run_id"] == str(run_id)
        assert '"bias": "wait"' in shown["messages"][1]["content"]
