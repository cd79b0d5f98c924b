"""`maxsignal run replay`: a word for people, an object for machines, an exit code for scripts."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from maxsignal_common.events import PostMerged
from maxsignal_common.facts import Method
from maxsignal_common.store.database import Database
from maxsignal_common.store.joined import load_joined
from maxsignal_merger.domain import merge
from tests.integration.analyses.conftest import spoken
from tests.integration.catalogue.conftest import Said
from tests.integration.replay.world import Live, asked, candles_of

type Replayed = Callable[..., Awaitable[Said]]


@pytest.fixture
def replayed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Replayed:
    """The verb on this database, in a thread: it brings a loop of its own."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return lambda run_id, *words: asyncio.to_thread(
        spoken, ("run", "replay", str(run_id), "--data", "nowhere", *words)
    )


async def recorded(live: Live, owner: Database, headline: str) -> UUID:
    """A run whose post says something else than it would now."""
    request = asked(model=None)
    await live.open(request)
    await live.step(candles_of(request), list(Method))
    async with owner.begin() as connection:
        told = merge(await load_joined(connection, request.run_id)).event.model_dump_json()
    await live.store(PostMerged.model_validate_json(told.replace("Wyckoff", headline)))
    return request.run_id


async def test_same_post_ends_with_zero(live: Live, replayed: Replayed) -> None:
    run = await live.run(model=None)
    said = await replayed(run.run_id, "--times", "2")
    assert (said.code, said.text) == (0, "the same byte for byte, 2 of 2\n")


async def test_machines_get_one_object(live: Live, replayed: Replayed) -> None:
    run = await live.run()
    told = json.loads((await replayed(run.run_id, "--json")).text)
    assert (told["same"], told["exact"], told["times"], told["difference"]) == (True, True, 1, None)
    assert [post["language"] for post in told["posts"]] == ["ru", "en"]
    assert "model" in {post["made_by"] for post in told["posts"]}


async def test_other_post_ends_with_one_and_its_place(
    live: Live, owner: Database, replayed: Replayed
) -> None:
    run_id = await recorded(live, owner, "Wickoff")
    said = await replayed(run_id)
    assert said.code == 1
    assert said.text.startswith("different: posts[0].text\n  recorded ")
    assert json.loads((await replayed(run_id, "--json")).text)["difference"]["where"] == "posts[0].text"


async def test_run_that_is_not_there_is_an_error(replayed: Replayed) -> None:
    said = await replayed(UUID(int=7))
    assert said.error
    assert said.error.code == "unknown_run"
