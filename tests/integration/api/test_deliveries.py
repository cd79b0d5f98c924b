"""Publishing to an audience, what it would do, and the fate of every message."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Audience, To
from maxsignal_common.events import PublishPost, RunRequested
from maxsignal_common.ids import post_id
from maxsignal_common.preferences import Format, Mode, Preferences
from maxsignal_common.store.commands import merged_post
from maxsignal_common.store.database import Database
from maxsignal_common.store.queueing import Kind, Post, Recipient, messages_of, queue
from maxsignal_common.store.subscribers import choose, subscribe
from tests.integration.api.test_runs import merged, move

_NONE = UUID(int=7)


@pytest.fixture
async def run(owner: Database, database_url: str) -> RunRequested:
    return await merged(owner, database_url)


async def subscribed(owner: Database, chat: int, chosen: Preferences | None = None) -> None:
    async with owner.begin() as connection:
        await subscribe(connection, chat, Language.EN)
        if chosen:
            await choose(connection, chat, chosen)


async def queued(owner: Database, run: RunRequested, *chats: int, state: str = "queued") -> None:
    async with owner.begin() as connection:
        messages = messages_of((await merged_post(connection, run.run_id)).posts)
        post = Post(post_id(run.run_id), Kind.POST, messages, run.run_id)
        await queue(connection, post, [Recipient(chat, Language.EN) for chat in chats])
        await connection.execute(text("UPDATE deliveries SET state = :state"), {"state": state})


async def ordered(owner: Database) -> list[PublishPost]:
    async with owner.begin() as connection:
        found = await connection.execute(text("SELECT body FROM outbox WHERE type = 'ms.post.publish.v1'"))
        return [PublishPost.model_validate_json(body) for body in found.scalars()]


class TestOrder:
    async def test_chat_gets_a_look_without_publishing(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 7)
        body = {"audience": {"to": "chat", "chat_id": 7, "parts": "summary"}}
        assert (await api.post(f"/api/runs/{run.run_id}/publish", json=body)).status_code == 202
        [command] = await ordered(owner)
        assert (command.audience.chat_id, command.audience.parts) == (7, "summary")
        assert (await api.get(f"/api/runs/{run.run_id}")).json()["status"] == "merged"

    async def test_published_run_goes_on_to_a_topic(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await move(owner, run, "published")
        body = {"audience": {"to": "topic", "topic": "instrument:IBM"}}
        assert (await api.post(f"/api/runs/{run.run_id}/publish", json=body)).status_code == 202
        [command] = await ordered(owner)
        assert command.audience == Audience(to=To.TOPIC, topic="instrument:IBM")

    async def test_chat_that_never_wrote_is_refused(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        body = {"audience": {"to": "chat", "chat_id": 7}}
        answer = await api.post(f"/api/runs/{run.run_id}/publish", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_chat")
        assert await ordered(owner) == []

    @pytest.mark.parametrize(
        "audience",
        [{"to": "topic"}, {"to": "all", "chat_id": 7}, {"to": "topic", "topic": "IBM"}, {"to": "nobody"}],
    )
    async def test_audience_without_sense_is_refused(
        self, api: httpx.AsyncClient, run: RunRequested, audience: dict[str, Any]
    ) -> None:
        answer = await api.post(f"/api/runs/{run.run_id}/publish", json={"audience": audience})
        assert answer.status_code == 422


class TestPreview:
    async def test_preview_counts_who_would_get_what(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 1)
        await subscribed(owner, 2, Preferences(format=Format.SHORT, otherwise=Mode.SILENT))
        await subscribed(owner, 3, Preferences(otherwise=Mode.OFF))
        await subscribed(owner, 4, Preferences(otherwise=Mode.DIGEST))
        seen = (await api.get(f"/api/runs/{run.run_id}/publish")).json()
        counts = {name: seen[name] for name in ("recipients", "silent", "digests", "served")}
        assert counts == {"recipients": 2, "silent": 1, "digests": 1, "served": 0}
        assert (seen["languages"], seen["parts"]) == ({"en": 2}, {"all": 1, "summary": 1})

    async def test_preview_leaves_out_who_has_it(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 1)
        await queued(owner, run, 1)
        seen = (await api.get(f"/api/runs/{run.run_id}/publish")).json()
        assert (seen["recipients"], seen["served"], seen["messages"]) == (0, 1, 0)

    async def test_preview_shows_the_parts_themselves(
        self, api: httpx.AsyncClient, run: RunRequested
    ) -> None:
        url = f"/api/runs/{run.run_id}"
        posts = (await api.get(url)).json()["posts"]
        shown = (await api.get(f"{url}/publish")).json()["preview"]
        assert [one["text"] for one in shown] == [part["text"] for post in posts for part in post["parts"]]

    async def test_preview_tells_the_minutes_at_the_bots_pace(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        for chat in range(12):
            await subscribed(owner, chat)
        async with owner.begin() as connection:
            await connection.execute(text("INSERT INTO telegram_bots (id, rate, pace) VALUES (1, 0.2, 0.5)"))
        assert (await api.get(f"/api/runs/{run.run_id}/publish")).json()["minutes"] == 2.0

    async def test_preview_for_the_channel_counts_it_alone(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 1)
        await subscribed(owner, -100)
        async with owner.begin() as connection:
            await connection.execute(text("INSERT INTO telegram_bots (id, channel_id) VALUES (1, -100)"))
        seen = await api.get(f"/api/runs/{run.run_id}/publish", params={"to": "channel"})
        assert seen.json()["recipients"] == 1

    async def test_preview_orders_nothing(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await api.get(f"/api/runs/{run.run_id}/publish", params={"to": "channel"})
        assert await ordered(owner) == []

    async def test_preview_without_its_topic_is_refused(
        self, api: httpx.AsyncClient, run: RunRequested
    ) -> None:
        answer = await api.get(f"/api/runs/{run.run_id}/publish", params={"to": "topic"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_audience")


class TestFates:
    async def test_pages_hold_every_message_once(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        for chat in range(5):
            await subscribed(owner, chat)
        await queued(owner, run, *range(5))
        seen: list[int] = []
        query = {"limit": "2"}
        while True:
            page = (await api.get(f"/api/runs/{run.run_id}/deliveries", params=query)).json()
            seen += [item["chat_id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
        assert seen == [0, 1, 2, 3, 4]

    async def test_list_is_narrowed_to_states(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 1)
        await queued(owner, run, 1, state="unknown")
        url = f"/api/runs/{run.run_id}/deliveries"
        assert (await api.get(url, params={"state": "sent"})).json()["items"] == []
        assert len((await api.get(url, params={"state": ["sent", "unknown"]})).json()["items"]) == 1

    async def test_run_that_is_none_has_no_list(self, api: httpx.AsyncClient) -> None:
        answer = await api.get(f"/api/runs/{_NONE}/deliveries")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_run")


class TestUnknown:
    @pytest.fixture
    async def delivery(self, api: httpx.AsyncClient, owner: Database, run: RunRequested) -> dict[str, Any]:
        await subscribed(owner, 1)
        await queued(owner, run, 1, state="unknown")
        [item] = (await api.get("/api/deliveries/unknown")).json()["items"]
        return dict(item)

    @pytest.mark.parametrize(("verb", "state"), [("mark-sent", "sent"), ("resend", "queued")])
    async def test_unknown_message_is_resolved_once(
        self, api: httpx.AsyncClient, delivery: dict[str, Any], verb: str, state: str
    ) -> None:
        url = f"/api/deliveries/{delivery['id']}/{verb}"
        first, second = await api.post(url), await api.post(url)
        assert (first.status_code, first.json()["state"]) == (200, state)
        assert (second.status_code, second.json()["code"]) == (409, "delivery_not_unknown")
        assert (await api.get("/api/deliveries/unknown")).json()["items"] == []

    async def test_who_was_paused_is_not_sent_it_again(
        self, api: httpx.AsyncClient, delivery: dict[str, Any]
    ) -> None:
        await api.post("/api/subscribers/1/pause")
        answer = await api.post(f"/api/deliveries/{delivery['id']}/resend")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_chat")
        [left] = (await api.get("/api/deliveries/unknown")).json()["items"]
        assert left["id"] == delivery["id"]

    async def test_delivery_that_is_none_cannot_be_resolved(self, api: httpx.AsyncClient) -> None:
        answer = await api.post(f"/api/deliveries/{_NONE}/resend")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_delivery")


class TestTest:
    @pytest.fixture
    def url(self, run: RunRequested) -> str:
        return f"/api/posts/{run.run_id}/test"

    async def test_named_chat_gets_the_test(self, api: httpx.AsyncClient, owner: Database, url: str) -> None:
        await subscribed(owner, 7)
        assert (await api.post(url, json={"chat_id": 7})).status_code == 202
        [command] = await ordered(owner)
        assert command.audience == Audience(to=To.TEST, chat_id=7)

    async def test_own_chat_needs_no_number(
        self, admin: httpx.AsyncClient, owner: Database, url: str
    ) -> None:
        await subscribed(owner, 9)
        me = await admin.patch("/api/auth/me", json={"telegram_chat_id": 9})
        assert me.json()["telegram_chat_id"] == 9
        assert (await admin.post(url)).status_code == 202
        [command] = await ordered(owner)
        assert command.audience.chat_id == 9

    async def test_nowhere_to_go_is_said(self, admin: httpx.AsyncClient, url: str) -> None:
        await admin.patch("/api/auth/me", json={"telegram_chat_id": 9})
        await admin.patch("/api/auth/me", json={"telegram_chat_id": None})
        answer = await admin.post(url)
        assert (answer.status_code, answer.json()["code"]) == (422, "no_test_chat")

    async def test_test_leaves_the_post_open_to_changes(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested, url: str
    ) -> None:
        await subscribed(owner, 7)
        await api.post(url, json={"chat_id": 7})
        post = (await api.get(f"/api/posts/{run.run_id}")).json()
        assert (post["editable"], post["status"]) == (True, "merged")

    async def test_eleventh_test_at_once_waits(
        self, api: httpx.AsyncClient, owner: Database, url: str
    ) -> None:
        await subscribed(owner, 7)
        answers = [(await api.post(url, json={"chat_id": 7})).status_code for _ in range(11)]
        assert answers == [202] * 10 + [429]
