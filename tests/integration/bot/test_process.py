"""The bot as a process: started, killed between an effect and its confirmation, started again."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.bot.world import ANNA, BotWorld
from tests.integration.publisher.processes import PublisherProcess
from tests.integration.publisher.world import TOKEN

type StartBot = Callable[..., PublisherProcess]


@pytest.fixture
def start_bot(world: BotWorld, database_url: str, nats_url: str, tmp_path: Path) -> Iterator[StartBot]:
    started: list[PublisherProcess] = []

    def start(**settings: str) -> PublisherProcess:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "NATS_URL": nats_url,
            "TELEGRAM_API_URL": world.telegram.url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "BOT_POLL_S": "1",
            "BOT_LEASE_S": "2",
            **settings,
        }
        log = tmp_path / f"bot-{len(started)}.log"
        started.append(PublisherProcess(environment, log, module="maxsignal_publisher.bot"))
        return started[-1]

    yield start
    for process in started:
        process.kill()


async def test_killed_bot_repeats_no_effect(world: BotWorld, start_bot: StartBot) -> None:
    first = start_bot()
    await first.until_ready()
    world.telegram.say(ANNA, "/start")
    await world.until("EXISTS (SELECT 1 FROM subscribers WHERE chat_id = 1001)")
    first.kill()
    world.telegram.say(ANNA, "/help")
    second = start_bot()
    await second.until_ready()
    await world.until("2 = (SELECT count(*) FROM bot_updates WHERE answering_at IS NOT NULL)")
    assert second.stop() == 0
    assert len(world.telegram.received(ANNA)) <= 2


async def test_second_bot_takes_over(world: BotWorld, start_bot: StartBot) -> None:
    first = start_bot()
    await first.until_ready()
    second = start_bot()
    await second.until_ready()
    await world.until("EXISTS (SELECT 1 FROM bot_pollers WHERE lease_until > now())")
    first.stop()
    world.telegram.say(ANNA, "/start")
    await world.until("EXISTS (SELECT 1 FROM bot_updates)")
    assert second.stop() == 0
    assert "409" not in str(world.telegram.outcomes().get("getUpdates", {}))
