"""A run is made again from its record: the same bytes, no model asked, a clear word where it cannot be."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from maxsignal_cli.comparing import Replay
from maxsignal_cli.replaying import load_recording, replay
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.events import RunFailed
from maxsignal_common.facts import Method
from maxsignal_common.store.database import Database
from maxsignal_llm.recorded import NotRecordedError
from tests.integration.replay.world import Live, asked, candles_of

# A hundred with PROOF=full, as the larger proofs have it.
RUNS, TIMES = (10, 10) if os.environ.get("PROOF") == "full" else (2, 3)
_watching: list[tuple[str, int]] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _watching is not None and isinstance(arguments[1], tuple):
        _watching.append(arguments[1][:2])


sys.addaudithook(_watch)


@pytest.fixture
def reached() -> Iterator[list[tuple[str, int]]]:
    """Every address this process connects to, by whatever library."""
    global _watching  # noqa: PLW0603 - an audit hook cannot be taken away again
    _watching = []
    yield _watching
    _watching = None


async def replayed(owner: Database, run_id: UUID) -> Replay:
    return await replay(await load_recording(owner, run_id), owner)


async def refused(owner: Database, run_id: UUID) -> str:
    with pytest.raises(LauncherError) as caught:
        await replayed(owner, run_id)
    return caught.value.code


@pytest.mark.timeout(1800)
async def test_replays_have_the_bytes_of_their_runs(live: Live, owner: Database) -> None:
    requests = [await live.run(number) for number in range(RUNS)]
    paid = len(live.world.fake.seen())
    made = [await replayed(owner, request.run_id) for request in requests for _ in range(TIMES)]
    assert all(one.exact and one.same for one in made)
    assert len({one.post.posts[0].text for one in made}) == RUNS
    assert "model" in {post.made_by for one in made for post in one.post.posts}
    assert len(live.world.fake.seen()) == paid > 0


async def test_replay_reaches_nothing_but_the_database(
    live: Live, owner: Database, reached: list[tuple[str, int]]
) -> None:
    request = await live.run()
    provider = live.world.fake.base_url.rsplit(":", 1)[1].partition("/")[0]
    assert int(provider) in {port for _, port in reached}
    reached.clear()
    await owner.engine.dispose()
    await replayed(owner, request.run_id)
    assert {port for _, port in reached} == {owner.engine.url.port}


async def test_run_without_a_model_is_made_again(live: Live, owner: Database) -> None:
    request = await live.run(model=None)
    assert (await replayed(owner, request.run_id)).exact
    assert not live.world.fake.seen()


async def test_method_that_was_late_stays_missing(live: Live, owner: Database) -> None:
    request = await live.run(without=[Method.VSA, Method.ICT])
    await live.step(candles_of(request), [Method.VSA])
    made = await replayed(owner, request.run_id)
    assert made.exact
    assert set(made.post.missing) == {Method.VSA, Method.ICT}


async def test_record_of_older_code_is_compared_in_what_it_tells(live: Live, owner: Database) -> None:
    request = await live.run(model=None)
    recording = await load_recording(owner, request.run_id)
    told = json.loads(recording.post)
    for post in told["posts"]:
        del post["picture"], post["caption"], post["alt"]
    del told["twins"], told["last_ms"]
    older = json.dumps(told)
    made = await replay(recording._replace(post=older), owner)
    assert (made.same, made.exact) == (True, False)


async def test_first_difference_is_named(live: Live, owner: Database) -> None:
    request = await live.run(model=None)
    recording = await load_recording(owner, request.run_id)
    made = await replay(recording._replace(post=recording.post.replace("Wyckoff", "Wickoff")), owner)
    assert made.difference
    assert made.difference.where == "posts[0].text"
    assert "Wickoff" in made.difference.recorded
    assert "Wyckoff" in made.difference.replayed


async def test_step_that_says_something_else_is_a_difference(live: Live, owner: Database) -> None:
    request = await live.run(model=None)
    recording = await load_recording(owner, request.run_id)
    first, *rest = recording.joined.completed
    spoiled = first.model_copy(update={"state": {**first.state, "confidence": -1.0}})
    joined = recording.joined.model_copy(update={"completed": (spoiled, *rest)})
    made = await replay(recording._replace(joined=joined), owner)
    assert made.difference
    assert made.difference.where == "wyckoff.state.confidence"


async def test_answer_that_is_gone_cannot_be_replayed(live: Live, owner: Database) -> None:
    request = await live.run()
    async with owner.begin() as connection:
        await connection.execute(text("DELETE FROM llm_calls"))
    with pytest.raises(NotRecordedError):
        await replayed(owner, request.run_id)


async def test_run_that_cannot_be_replayed_says_why(live: Live, owner: Database) -> None:
    assert await refused(owner, UUID(int=7)) == "unknown_run"
    request = asked(3)
    await live.open(request)
    assert await refused(owner, request.run_id) == "no_post"
    await live.store(RunFailed(run_id=request.run_id, stage="ingest", code="no_candles", detail="none"))
    assert await refused(owner, request.run_id) == "no_post"


async def test_record_that_was_changed_is_not_replayed(live: Live, owner: Database) -> None:
    request = await live.run(model=None)
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE events SET body = body || ' ' WHERE run_seq = 3"))
    assert await refused(owner, request.run_id) == "record_changed"


def test_watch_sees_a_connection(reached: list[tuple[str, int]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        assert reached == [server.getsockname()]
