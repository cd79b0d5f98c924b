"""Dead letters over HTTP: seen, tried again by their one consumer, or dropped; each once."""

import asyncio

import httpx
import pytest
from nats.aio.client import Client

from maxsignal_common.bus.deadletter import PREFIX
from maxsignal_common.store.database import Database
from maxsignal_common.store.deadletters import keep

MERGER = {"consumer": "merger", "stream": "MS_EVT", "subject": "ms.evt.run.steps_joined"}


async def buried(owner: Database, number: int = 1, *, payload: bytes = b'{"broken":', **about: str) -> int:
    described = {**MERGER, "code": "malformed_event", "detail": "at body", "deliveries": "1", **about}
    headers = {f"{PREFIX}{name}": value for name, value in described.items()}
    original = {"Nats-Msg-Id": f"dead:merger:{number}", "ce-id": "e1", "ce-type": "ms.run.steps_joined.v1"}
    async with owner.begin() as connection:
        await keep(connection, {**original, **headers}, payload)
    return number


class TestReading:
    async def test_letters_are_listed_newest_first_in_pages(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        for number in range(1, 6):
            await buried(owner, number)
        first = (await api.get("/api/dead-letters", params={"limit": 3})).json()
        cursor = first["next_cursor"]
        second = (await api.get("/api/dead-letters", params={"limit": 3, "cursor": cursor})).json()
        assert [letter["id"] for letter in first["items"] + second["items"]] == [5, 4, 3, 2, 1]
        assert second["next_cursor"] is None

    async def test_letter_shows_what_arrived(self, api: httpx.AsyncClient, owner: Database) -> None:
        letter = (await api.get(f"/api/dead-letters/{await buried(owner)}")).json()
        assert (letter["payload"], letter["encoding"], letter["bytes"]) == ('{"broken":', "utf-8", 10)
        assert letter["headers"]["ce-id"] == "e1"

    async def test_binary_payload_comes_as_base64(self, api: httpx.AsyncClient, owner: Database) -> None:
        letter = (await api.get(f"/api/dead-letters/{await buried(owner, payload=b'\xff\x00')}")).json()
        assert (letter["payload"], letter["encoding"]) == ("/wA=", "base64")

    async def test_unknown_letter_is_not_found(self, api: httpx.AsyncClient) -> None:
        answer = await api.get("/api/dead-letters/7")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_dead_letter")


class TestReplay:
    @pytest.mark.usefixtures("linked")
    async def test_letter_goes_back_to_its_consumer(
        self, api: httpx.AsyncClient, owner: Database, bus: Client
    ) -> None:
        answer = await api.post(f"/api/dead-letters/{await buried(owner)}/replay")
        assert answer.json() == {"id": 1, "state": "replayed"}
        stored = await bus.jetstream().get_last_msg("MS_EVT", "ms.requeue.merger")
        assert stored.data == b'{"broken":'
        assert stored.headers is not None
        assert stored.headers["Nats-Msg-Id"] == "requeue:1"
        assert stored.headers["ce-type"] == "ms.run.steps_joined.v1"
        assert not [name for name in stored.headers if name.startswith(PREFIX)]

    @pytest.mark.usefixtures("linked")
    async def test_racing_replays_give_it_back_once(
        self, api: httpx.AsyncClient, owner: Database, bus: Client
    ) -> None:
        url = f"/api/dead-letters/{await buried(owner)}/replay"
        answers = await asyncio.gather(*(api.post(url) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
        assert (await bus.jetstream().stream_info("MS_EVT")).state.messages == 1

    async def test_lost_bus_leaves_the_letter_open(self, api: httpx.AsyncClient, owner: Database) -> None:
        answer = await api.post(f"/api/dead-letters/{await buried(owner)}/replay")
        assert (answer.status_code, answer.json()["code"]) == (503, "bus_unavailable")
        assert (await api.get("/api/dead-letters/1")).json()["state"] == "open"

    @pytest.mark.usefixtures("linked")
    async def test_letter_of_a_gone_consumer_stays_open(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        answer = await api.post(f"/api/dead-letters/{await buried(owner, consumer='gone')}/replay")
        assert (answer.status_code, answer.json()["code"]) == (409, "unknown_consumer")
        assert (await api.get("/api/dead-letters/1")).json()["state"] == "open"


class TestDrop:
    async def test_dropped_letter_is_closed(self, api: httpx.AsyncClient, owner: Database) -> None:
        url = f"/api/dead-letters/{await buried(owner)}/drop"
        assert (await api.post(url)).json() == {"id": 1, "state": "dropped"}
        again = await api.post(url)
        assert (again.status_code, again.json()["code"]) == (409, "dead_letter_closed")
        assert (await api.get("/api/dead-letters")).json()["items"] == []

    @pytest.mark.usefixtures("linked")
    @pytest.mark.parametrize("verb", ["replay", "drop"])
    async def test_unknown_letter_cannot_be_resolved(self, api: httpx.AsyncClient, verb: str) -> None:
        answer = await api.post(f"/api/dead-letters/7/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_dead_letter")
