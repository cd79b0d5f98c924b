"""A real database, a provider in its own process, and a run's pipeline without its bus."""

import pytest

from maxsignal_common.store.database import Database
from tests.integration.llm.conftest import analyzer, database_template, fake, provider_process, world
from tests.integration.llm.world import World
from tests.integration.replay.world import ANSWERS, LINES, Live

__all__ = ["analyzer", "database_template", "fake", "provider_process", "world"]


@pytest.fixture
async def live(world: World, database_url: str, owner: Database) -> Live:
    world.fake.script(*ANSWERS, texts=list(LINES))
    return Live(world, database_url)
