"""A round queues one row per part and chat, once per request, and is finished when no row is open."""

import asyncio

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.ids import delivery_id
from maxsignal_common.store.database import Database
from maxsignal_common.store.rounds import finished_rounds, mark_announced
from maxsignal_common.store.subscribers import deactivate
from tests.integration.publisher.world import World, command, post


async def finished(database: Database) -> list[tuple[int, dict[str, int]]]:
    async with database.begin() as connection:
        return [(done.round, done.counts) for done in await finished_rounds(connection, limit=10)]


class TestOpening:
    async def test_every_subscriber_gets_every_part(self, world: World) -> None:
        await world.subscribe(1, 2)
        assert await world.queue(post(parts=2)) == 4
        rows = await world.rows()
        assert [(row["chat_id"], row["part"]) for row in rows] == [(1, 1), (1, 2), (2, 1), (2, 2)]
        assert {row["id"] for row in rows} == {
            delivery_id(post().post_id, row["part"], row["chat_id"]) for row in rows
        }

    async def test_subscriber_reads_its_language(self, world: World) -> None:
        await world.subscribe(1, language=Language.RU)
        await world.subscribe(2, language=Language.EN)
        await world.queue(post())
        assert [row["text"] for row in await world.rows()] == ["ru 0.1", "en 0.1"]

    async def test_missing_language_falls_back_to_the_first(self, world: World) -> None:
        await world.subscribe(1, language=Language.EN)
        event = post()
        await world.queue(event.model_copy(update={"posts": event.posts[:1]}))
        assert [row["text"] for row in await world.rows()] == ["ru 0.1"]

    async def test_inactive_subscriber_gets_nothing(self, world: World) -> None:
        await world.subscribe(1)
        async with world.database.begin() as connection:
            await deactivate(connection, 1, "blocked")
        assert await world.queue(post()) == 0

    async def test_repeated_request_queues_nothing(self, world: World) -> None:
        await world.subscribe(1)
        await world.queue(post())
        await world.subscribe(2)
        assert await world.queue(post()) == 0

    async def test_later_command_serves_only_the_unserved(self, world: World) -> None:
        await world.subscribe(1)
        await world.queue(post())
        await world.subscribe(2)
        assert (await world.queue(command()), await world.queue(command())) == (1, 0)
        assert [(row["chat_id"], row["round"]) for row in await world.rows()] == [(1, 1), (2, 2)]

    async def test_changed_language_brings_no_second_copy(self, world: World) -> None:
        await world.subscribe(1, language=Language.RU)
        await world.queue(post())
        await world.subscribe(1, language=Language.EN)
        assert await world.queue(command()) == 0

    async def test_racing_requests_get_rounds_of_their_own(self, world: World) -> None:
        await world.subscribe(*range(1, 21))
        queued = await asyncio.gather(*(world.queue(command()) for _ in range(4)), world.queue(post()))
        assert sum(queued) == 20
        assert await world.ask("SELECT round FROM post_rounds ORDER BY 1") == [{"round": 1}, {"round": 2}]


class TestFinishing:
    async def test_round_without_subscribers_is_finished_at_once(self, world: World) -> None:
        await world.queue(post())
        assert await finished(world.database) == [(1, {})]

    @pytest.mark.parametrize("state", ["queued", "claimed", "sending"])
    async def test_open_message_keeps_its_round_open(self, world: World, state: str) -> None:
        await world.subscribe(1)
        await world.queue(post())
        await world.ask("UPDATE deliveries SET state = :state", state=state)
        assert await finished(world.database) == []

    async def test_round_does_not_wait_for_quiet_hours(self, world: World) -> None:
        await world.subscribe(1, 2)
        await world.queue(post())
        await world.ask(
            """UPDATE deliveries SET state = CASE chat_id WHEN 1 THEN 'sent' ELSE 'queued' END,
               not_before = CASE chat_id WHEN 2 THEN now() + interval '1 hour' END"""
        )
        assert await finished(world.database) == [(1, {"sent": 1, "queued": 1})]

    async def test_finished_round_counts_its_own_messages(self, world: World) -> None:
        await world.subscribe(1)
        await world.queue(post())
        await world.subscribe(2)
        await world.queue(command())
        await world.ask("UPDATE deliveries SET state = CASE chat_id WHEN 1 THEN 'sent' ELSE 'unknown' END")
        assert sorted(await finished(world.database)) == [(1, {"sent": 1}), (2, {"unknown": 1})]

    async def test_announced_round_is_not_found_again(self, world: World) -> None:
        await world.queue(post())
        async with world.database.begin() as connection:
            [done] = await finished_rounds(connection, limit=10)
            await mark_announced(connection, done)
        assert await finished(world.database) == []

    async def test_repeated_request_asks_for_its_answer_again(self, world: World) -> None:
        await world.queue(post())
        await world.ask("UPDATE post_rounds SET announced = true")
        await world.queue(post())
        assert await finished(world.database) == [(1, {})]

    async def test_two_publishers_never_hold_one_round(self, world: World) -> None:
        await world.queue(post())
        async with world.database.begin() as connection:
            assert len(await finished_rounds(connection, limit=10)) == 1
            assert await finished(world.database) == []
