"""A post as it would be sent, and as people change it before it is."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_api.parts import Parts
from maxsignal_common.events import PublishPost, RunRequested
from maxsignal_common.store.database import Database
from maxsignal_merger.domain import merge
from tests.fixtures import samples
from tests.fixtures.recorded import ibm_joined
from tests.integration.api.people import code_of
from tests.integration.api.test_deliveries import ordered, subscribed
from tests.integration.api.test_runs import move, opened, store


@pytest.fixture
async def run(owner: Database, database_url: str) -> RunRequested:
    """A run with a post as posts are."""
    request = await opened(owner)
    steps = [samples.completed(request, method) for method in request.config.methods]
    told = merge(ibm_joined()).event.model_copy(update={"run_id": request.run_id, "auto_publish": False})
    await store(database_url, samples.candles_ready(request), *steps, told)
    return request


@pytest.fixture
def url(run: RunRequested) -> str:
    return f"/api/posts/{run.run_id}"


async def english(api: httpx.AsyncClient, url: str) -> dict[str, Any]:
    texts = (await api.get(url)).json()["texts"]
    return dict(next(text for text in texts if text["language"] == "en"))


async def say(
    api: httpx.AsyncClient, url: str, text: str, *, seen: int = 0, note: str = ""
) -> httpx.Response:
    body = {"language": "en", "text": text, "note": note}
    return await api.patch(url, json=body, headers={"If-Match": f'"{seen}"'})


async def reworded(api: httpx.AsyncClient, url: str) -> str:
    text = (await english(api, url))["text"]
    return f"All quiet\n\n{text.partition('\n\n')[2]}"


async def test_post_is_shown_by_the_parts_that_would_be_sent(api: httpx.AsyncClient, url: str) -> None:
    post = (await api.get(url)).json()
    text = post["texts"][0]
    assert (post["editable"], text["revision"], text["revised_by"]) == (True, 0, None)
    assert "".join(part["text"] for part in text["parts"]) == text["text"]
    assert all(0 < part["length_utf16"] <= part["limit"] == 4096 for part in text["parts"])


async def test_run_without_a_post_says_so(api: httpx.AsyncClient, owner: Database) -> None:
    request = await opened(owner)
    assert code_of(await api.get(f"/api/posts/{request.run_id}")) == (409, "run_not_merged")


async def test_revision_is_what_everything_shows(api: httpx.AsyncClient, run: RunRequested, url: str) -> None:
    answer = await say(api, url, text := await reworded(api, url), note="calmer")
    assert answer.status_code == 200
    now = await english(api, url)
    assert (now["revision"], now["text"], now["note"], now["revised_by"]) == (
        1,
        text,
        "calmer",
        "token tests",
    )
    posts = (await api.get(f"/api/runs/{run.run_id}")).json()["posts"]
    assert text in [post["text"] for post in posts]


async def test_heading_and_quotes_keep_their_look(api: httpx.AsyncClient, url: str) -> None:
    before = await english(api, url)
    await say(api, url, await reworded(api, url))
    after = await english(api, url)
    kinds = [[entity["type"] for entity in one["parts"][0]["entities"]] for one in (before, after)]
    assert kinds[0] == kinds[1]
    assert after["parts"][0]["entities"][0]["length"] == len("All quiet")


async def test_publishing_sends_the_newest_revision(
    api: httpx.AsyncClient, owner: Database, run: RunRequested, url: str
) -> None:
    await say(api, url, text := await reworded(api, url))
    await api.post(f"/api/runs/{run.run_id}/publish")
    [command] = await ordered(owner)
    assert sent(command) == text


def sent(command: PublishPost) -> str:
    return next(post.text for post in command.posts if post.language == "en")


async def test_preview_shows_the_newest_revision(api: httpx.AsyncClient, run: RunRequested, url: str) -> None:
    await say(api, url, await reworded(api, url))
    shown = (await api.get(f"/api/runs/{run.run_id}/publish")).json()["preview"]
    assert any(one["text"].startswith("All quiet\n\n") for one in shown)


async def test_every_revision_is_kept(api: httpx.AsyncClient, url: str) -> None:
    first = (await english(api, url))["text"]
    await say(api, url, second := await reworded(api, url))
    await say(api, url, first, seen=1, note="back")
    items = (await api.get(f"{url}/revisions", params={"language": "en"})).json()["items"]
    assert [item["text"] for item in items] == [first, second, first]
    assert [(item["number"], item["by"]) for item in items] == [
        (0, None),
        *((n, "token tests") for n in (1, 2)),
    ]


async def test_revision_is_in_the_log_without_its_text(api: httpx.AsyncClient, url: str) -> None:
    await say(api, url, await reworded(api, url))
    [entry] = (await api.get("/api/audit", params={"subject": url.rpartition("/")[2]})).json()["items"]
    assert (entry["action"], entry["after"]["revision"]) == ("post.revised", 1)
    assert "All quiet" not in str(entry)


class TestRefusal:
    async def test_invented_price_is_refused_with_its_place(self, api: httpx.AsyncClient, url: str) -> None:
        text = await reworded(api, url)
        answer = await say(api, url, text.replace("All quiet", "🎯 Target 777.77"))
        assert code_of(answer) == (422, "post_not_grounded")
        [error] = answer.json()["errors"]
        assert (error["field"], error["code"]) == ("text.10.6", "not_a_level")

    @pytest.mark.parametrize("words", ["write to @pump_room", "go to t.me/pump", "<b>now</b>"])
    async def test_way_out_is_refused(self, api: httpx.AsyncClient, url: str, words: str) -> None:
        text = (await reworded(api, url)).replace("All quiet", words)
        assert code_of(await say(api, url, text)) == (422, "post_not_grounded")

    async def test_stranger_to_the_newest_revision_is_refused(self, api: httpx.AsyncClient, url: str) -> None:
        text = await reworded(api, url)
        await say(api, url, text)
        assert code_of(await say(api, url, text.replace("quiet", "calm"))) == (412, "post_revised")

    async def test_edit_without_a_condition_is_refused(self, api: httpx.AsyncClient, url: str) -> None:
        answer = await api.patch(url, json={"language": "en", "text": "x"})
        assert code_of(answer) == (428, "if_match_required")

    async def test_same_words_are_no_revision(self, api: httpx.AsyncClient, url: str) -> None:
        text = (await english(api, url))["text"]
        assert code_of(await say(api, url, f"\r\n{text}\r\n")) == (422, "text_unchanged")

    @pytest.mark.parametrize("status", ["publishing", "published"])
    async def test_post_that_goes_out_stays_as_it_is(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested, url: str, status: str
    ) -> None:
        text = await reworded(api, url)
        await move(owner, run, status)
        assert code_of(await say(api, url, text)) == (409, f"already_{status}")

    async def test_post_that_one_chat_was_sent_stays_as_it_is(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested, url: str
    ) -> None:
        await subscribed(owner, 7)
        body = {"audience": {"to": "chat", "chat_id": 7}}
        assert (await api.post(f"/api/runs/{run.run_id}/publish", json=body)).status_code == 202
        assert code_of(await say(api, url, await reworded(api, url))) == (409, "post_was_ordered")


async def test_edits_at_once_have_one_effect(api: httpx.AsyncClient, url: str) -> None:
    text = await reworded(api, url)
    edits = (say(api, url, text.replace("quiet", word)) for word in ("calm", "still", "flat"))
    assert sorted(one.status_code for one in await asyncio.gather(*edits)) == [200, 412, 412]


async def test_what_is_shown_after_a_race_is_what_goes_out(
    api: httpx.AsyncClient, owner: Database, run: RunRequested, url: str
) -> None:
    text, order = await reworded(api, url), f"/api/runs/{run.run_id}/publish"
    answers = await asyncio.gather(api.post(order), say(api, url, text), api.post(order))
    assert sorted(one.status_code for one in (answers[0], answers[2])) == [202, 409]
    [sent] = await ordered(owner)
    said = next(post for post in sent.posts if post.language == "en")
    assert said.text == (await english(api, url))["text"]


@pytest.mark.parametrize("statement", ["UPDATE post_revisions SET body = ''", "DELETE FROM post_revisions"])
async def test_nobody_rewrites_a_revision(parts: Parts, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with parts.database.begin() as connection:
            await connection.execute(text(statement))
