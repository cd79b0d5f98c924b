"""Who gets posts, as operators see and try it."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from maxsignal_common.events import RunRequested
from maxsignal_common.preferences import Mode, Preferences
from maxsignal_common.store.database import Database
from maxsignal_common.store.deliveries import name_bot
from maxsignal_common.store.subscribers import deactivate, find_subscriber, know_as
from tests.integration.api.people import code_of
from tests.integration.api.test_deliveries import ordered, queued, subscribed
from tests.integration.api.test_runs import merged


@pytest.fixture
async def run(owner: Database, database_url: str) -> RunRequested:
    return await merged(owner, database_url)


async def found(api: httpx.AsyncClient, **query: Any) -> list[int]:
    page = (await api.get("/api/subscribers", params=query)).json()
    assert page["total"] >= len(page["items"])
    return [item["chat_id"] for item in page["items"]]


async def named(owner: Database, chat: int, name: str) -> None:
    await subscribed(owner, chat)
    async with owner.begin() as connection:
        await know_as(connection, chat, name)


class TestList:
    async def test_pages_hold_everyone_once(self, api: httpx.AsyncClient, owner: Database) -> None:
        for chat in (-5, 3, 4, 9, 11):
            await subscribed(owner, chat)
        seen: list[int] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await api.get("/api/subscribers", params={"limit": "2", **cursor})).json()
            seen += [item["chat_id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert (seen, page["total"]) == ([11, 9, 4, 3, -5], 5)

    async def test_words_find_names_and_beginnings(self, api: httpx.AsyncClient, owner: Database) -> None:
        await named(owner, 12345, "Анна <b>100%</b>")
        await named(owner, 777, "Boris")
        assert await found(api, q="анна") == [12345]
        assert await found(api, q="123") == [12345]
        assert await found(api, q="%") == [12345]
        assert await found(api, q="nobody") == []

    async def test_filters_narrow_the_list(self, api: httpx.AsyncClient, owner: Database) -> None:
        await subscribed(owner, 1, Preferences(topics={"instrument:IBM": Mode.DIGEST}, otherwise=Mode.OFF))
        await subscribed(owner, 2, Preferences(topics={"instrument:IBM": Mode.OFF}))
        await subscribed(owner, 3)
        async with owner.begin() as connection:
            await deactivate(connection, 3, "stopped")
        assert await found(api, topic="instrument:IBM") == [3, 1]
        assert await found(api, topic="instrument:IBM", active=True) == [1]
        assert await found(api, active=False) == [3]
        assert await found(api, language="ru") == []


async def test_list_names_the_bot_to_write_to(api: httpx.AsyncClient, owner: Database) -> None:
    assert (await api.get("/api/subscribers")).json()["bot"] is None
    async with owner.begin() as connection:
        await name_bot(connection, 42, "max_signal_bot")
    assert (await api.get("/api/subscribers")).json()["bot"] == "max_signal_bot"


async def test_card_tells_the_last_messages(
    api: httpx.AsyncClient, owner: Database, run: RunRequested
) -> None:
    await named(owner, 1, "Анна")
    await queued(owner, run, 1, state="sent")
    card = (await api.get("/api/subscribers/1")).json()
    assert (card["name"], len(card["deliveries"])) == ("Анна", 1)
    assert card["last_sent_at"] is not None
    assert card["preferences"]["otherwise"] == "on"


async def test_chat_nobody_has_is_not_found(api: httpx.AsyncClient) -> None:
    assert code_of(await api.get("/api/subscribers/1")) == (404, "unknown_chat")


class TestTest:
    async def test_newest_post_goes_as_a_test(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 1)
        assert (await api.post("/api/subscribers/1/test")).json()["run_id"] == str(run.run_id)
        [command] = await ordered(owner)
        assert (command.audience.to, command.audience.chat_id) == ("test", 1)

    async def test_without_a_post_there_is_nothing_to_send(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        await subscribed(owner, 1)
        assert code_of(await api.post("/api/subscribers/1/test")) == (409, "no_post_yet")


class TestPause:
    async def test_pause_ends_what_waits_and_can_be_ended(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 1)
        await queued(owner, run, 1)
        paused = (await api.post("/api/subscribers/1/pause")).json()
        assert (paused["active"], paused["inactive_reason"]) == (False, "paused")
        assert [one["state"] for one in paused["deliveries"]] == ["blocked"]
        assert (await api.post("/api/subscribers/1/resume")).json()["active"] is True

    async def test_who_stopped_is_not_resumed_by_others(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        await subscribed(owner, 1)
        async with owner.begin() as connection:
            await deactivate(connection, 1, "stopped")
        assert code_of(await api.post("/api/subscribers/1/resume")) == (409, "not_paused")
        async with owner.begin() as connection:
            subscriber = await find_subscriber(connection, 1)
        assert subscriber
        assert not subscriber.active


class TestRetry:
    async def fates(self, owner: Database) -> dict[int, str]:
        async with owner.begin() as connection:
            rows = await connection.execute(text("SELECT chat_id, state FROM deliveries"))
            return {row.chat_id: row.state for row in rows}

    async def test_only_what_failed_is_tried_again(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        states = dict(enumerate(("failed", "unknown", "sent", "blocked", "queued")))
        for chat in states:
            await subscribed(owner, chat)
        await queued(owner, run, *states)
        async with owner.begin() as connection:
            put = text("UPDATE deliveries SET state = :state WHERE chat_id = :chat")
            await connection.execute(put, [{"chat": chat, "state": state} for chat, state in states.items()])
        answer = await api.post(f"/api/posts/{run.run_id}/deliveries/retry")
        assert answer.json() == {"retried": 1}
        assert await self.fates(owner) == {**states, 0: "queued"}

    async def test_who_is_gone_is_not_tried_again(
        self, api: httpx.AsyncClient, owner: Database, run: RunRequested
    ) -> None:
        await subscribed(owner, 1)
        await queued(owner, run, 1, state="failed")
        async with owner.begin() as connection:
            await deactivate(connection, 1, "stopped")
        answer = await api.post(f"/api/posts/{run.run_id}/deliveries/retry")
        assert answer.json() == {"retried": 0}
