"""What `bench api` asks about is what the product itself would have written."""

import pytest

from maxsignal_cli.bench.api_rows import WHOLE, fill, story
from maxsignal_cli.servers import PostgresServer
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import PostMerged, PostPublished, StepCompleted
from maxsignal_common.facts import Method
from maxsignal_common.store.chain import broken_link
from maxsignal_common.store.database import Database
from maxsignal_common.store.reads import RunFilter, delivery_counts, run_events, run_page
from tests.fixtures.installed import installed_template


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


async def test_seeded_runs_are_sound(owner: Database, database_url: str) -> None:
    now = SystemClock().now()
    runs = await fill(database_url, WHOLE + 10, now)
    newest, oldest = runs[0].run_id, runs[-1].run_id
    async with owner.begin() as connection:
        page = await run_page(connection, RunFilter(), after=None, limit=1000)
        assert [row["id"] for row in page] == [one.run_id for one in runs]
        assert await broken_link(connection, newest) is None
        assert len(await run_events(connection, newest)) == len(story(now))
        assert await delivery_counts(connection, newest) == {"sent": 20}
        assert await run_events(connection, oldest) == []


def test_story_is_told_by_every_method() -> None:
    told = story(SystemClock().now())
    assert [one.method for one in told if isinstance(one, StepCompleted)] == [*Method]
    assert (type(told[-2]), type(told[-1])) == (PostMerged, PostPublished)
