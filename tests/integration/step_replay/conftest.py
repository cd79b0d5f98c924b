"""The API over a run that two methods and the merge step told by a model."""

from collections.abc import AsyncIterator

import httpx
import pytest

from maxsignal_common.store.database import Database, connect
from tests.integration.api.conftest import admin, api, browser, edge, parts, trader
from tests.integration.llm.conftest import analyzer, database_template, fake, provider_process, world
from tests.integration.llm.world import World
from tests.integration.replay.world import Live
from tests.integration.step_replay.world import Replays

__all__ = [
    "admin",
    "analyzer",
    "api",
    "browser",
    "database_template",
    "edge",
    "fake",
    "parts",
    "provider_process",
    "trader",
    "world",
]


@pytest.fixture
async def recorder(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url, role="maxsignal_recorder")
    yield database
    await database.close()


@pytest.fixture
def replays(world: World, database_url: str, api: httpx.AsyncClient, recorder: Database) -> Replays:
    world.fake.script(*["text"] * 100)
    return Replays(Live(world, database_url), api, recorder)
