"""The join: whatever is repeated, reordered or raced, a run merges exactly once."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest

from maxsignal_common.clock import SystemClock
from maxsignal_common.errors import RetryableError
from maxsignal_common.events import Event, PlanProgressed, PostPublished, RunFailed, RunRequested
from maxsignal_common.facts import Method
from maxsignal_common.store import chain, migrate
from maxsignal_common.store import record as recording
from maxsignal_common.store.cancelling import Standing, cancel_run
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.queueing import messages_of
from maxsignal_common.store.rounds import open_round
from maxsignal_common.store.runs import request_run
from tests.fixtures import samples

NOW = SystemClock().now()
COUNTS = {"sent": 1, "failed": 0, "blocked": 0, "unknown": 0}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await migrate.apply(database_url)
    database = connect(database_url)
    yield database
    await database.close()


@pytest.fixture
async def pool(database: Database, database_url: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=8) as pool:
        yield pool


async def open_run(database: Database, request: RunRequested) -> None:
    async with database.begin() as connection:
        await request_run(connection, request, at=NOW)


async def store(pool: asyncpg.Pool, event: Event) -> recording.Recorded:
    async with pool.acquire() as connection:
        return await recording.record(
            connection, event, event.model_dump_json(), occurred_at=NOW, causation_id=None
        )


def parts_of(request: RunRequested) -> list[Event]:
    return [samples.candles_ready(request), *(samples.completed(request, m) for m in request.config.methods)]


def progressed(request: RunRequested) -> PlanProgressed:
    return PlanProgressed(
        run_id=request.run_id,
        instrument=request.instrument,
        timeframe=request.timeframe,
        time_zone="UTC",
        leg=0,
        side="long",
        kind="expired",
        bar_ms=0,
        close_ms=1,
    )


async def merges(pool: asyncpg.Pool) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM outbox WHERE key LIKE '%:merge'"))


async def test_last_part_moves_the_run_to_merging(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested()
    await open_run(database, request)
    *early, last = parts_of(request)
    for event in early:
        await store(pool, event)
    assert await merges(pool) == 0
    assert (await store(pool, last)).after == "merging"
    assert await merges(pool) == 1


async def test_candles_may_be_recorded_last(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested()
    await open_run(database, request)
    statuses = [(await store(pool, event)).after for event in reversed(parts_of(request))]
    assert statuses[-1] == "merging"
    assert "merging" not in statuses[:-1]


async def test_failed_step_counts_as_done(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested(methods=(Method.SMC, Method.VSA))
    await open_run(database, request)
    await store(pool, samples.candles_ready(request))
    await store(pool, samples.failed(request, Method.SMC))
    assert (await store(pool, samples.completed(request, Method.VSA))).after == "merging"


async def test_step_that_failed_and_completed_counts_once(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested(methods=(Method.SMC, Method.VSA))
    await open_run(database, request)
    await store(pool, samples.candles_ready(request))
    await store(pool, samples.failed(request, Method.SMC))
    assert (await store(pool, samples.completed(request, Method.SMC))).after == "running"


async def test_repeated_event_changes_nothing(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested()
    await open_run(database, request)
    event = samples.completed(request, Method.SMC)
    first, again = await store(pool, event), await store(pool, event)
    assert (first.duplicate, again.duplicate) == (False, True)
    assert await pool.fetchval("SELECT steps_done FROM runs") == 1


async def test_event_of_an_unknown_run_waits(pool: asyncpg.Pool) -> None:
    with pytest.raises(RetryableError, match="unknown_run"):
        await store(pool, samples.completed(samples.requested(), Method.SMC))


async def test_finished_run_is_not_failed_afterwards(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested()
    await open_run(database, request)
    await store(pool, samples.merged(request, auto_publish=False))
    await store(pool, RunFailed(run_id=request.run_id, stage="ingest", code="late", detail="late"))
    row = await pool.fetchrow("SELECT status, error_code FROM runs")
    assert (row["status"], row["error_code"]) == ("merged", None)


async def test_plan_moves_on_in_the_chain_of_a_published_run(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested()
    await open_run(database, request)
    for event in (samples.merged(request), PostPublished(run_id=request.run_id, **COUNTS)):
        await store(pool, event)
    told = [await store(pool, event) for event in [progressed(request)] * 2]
    assert [(one.duplicate, one.after) for one in told] == [(False, "published"), (True, None)]
    async with database.begin() as connection:
        assert await chain.broken_link(connection, request.run_id) is None


async def test_failed_run_opens_again_when_its_candles_come(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested(methods=(Method.SMC,))
    await open_run(database, request)
    await store(pool, RunFailed(run_id=request.run_id, stage="ingest", code="late", detail="late"))
    assert (await store(pool, samples.candles_ready(request))).after == "running"
    row = await pool.fetchrow("SELECT error_code, finished_at FROM runs")
    assert (row["error_code"], row["finished_at"]) == (None, None)
    assert (await store(pool, samples.completed(request, Method.SMC))).after == "merging"


class TestCancelled:
    @pytest.fixture
    async def request_(self, database: Database) -> RunRequested:
        request = samples.requested(methods=(Method.SMC,))
        await open_run(database, request)
        async with database.begin() as connection:
            standing = await cancel_run(connection, request.run_id, at=NOW)
        assert standing == Standing("queued", cancelled=True)
        return request

    async def test_what_comes_later_moves_nothing(self, pool: asyncpg.Pool, request_: RunRequested) -> None:
        late = [*parts_of(request_), samples.merged(request_)]
        assert [(await store(pool, event)).after for event in late] == ["failed"] * 3
        row = await pool.fetchrow("SELECT error_code, steps_done, (SELECT count(*) FROM posts) p FROM runs")
        assert tuple(row) == ("cancelled", 0, 0)
        assert await merges(pool) == 0

    async def test_its_end_is_in_the_chain(
        self, database: Database, pool: asyncpg.Pool, request_: RunRequested
    ) -> None:
        body = await pool.fetchval("SELECT body FROM outbox WHERE key LIKE '%:cancelled'")
        await store(pool, samples.candles_ready(request_))
        assert (await store(pool, RunFailed.model_validate_json(body))).after == "failed"
        async with database.begin() as connection:
            assert await chain.broken_link(connection, request_.run_id) is None

    async def test_it_is_cancelled_once(self, database: Database, request_: RunRequested) -> None:
        async with database.begin() as connection:
            again = await cancel_run(connection, request_.run_id, at=NOW)
        assert again == Standing("failed", cancelled=False)


async def test_post_that_is_going_out_is_not_called_back(database: Database) -> None:
    """The publisher was faster than the recorder: the run still says that it is merging."""
    request = samples.requested()
    await open_run(database, request)
    async with database.begin() as connection:
        messages = messages_of(samples.merged(request).posts)
        about = {"run_id": request.run_id, "request_id": request.run_id}
        await open_round(connection, **about, messages=messages, recipients=[])
    async with database.begin() as connection:
        standing = await cancel_run(connection, request.run_id, at=NOW)
    assert standing == Standing("queued", cancelled=False)


async def test_150_racing_runs_merge_exactly_once_each(database: Database, pool: asyncpg.Pool) -> None:
    requests = [samples.requested(n) for n in range(150)]
    for request in requests:
        await open_run(database, request)
    await race(pool, requests)
    assert await merges(pool) == 150
    assert await pool.fetchval("SELECT count(*) FROM runs WHERE status = 'merging'") == 150


async def test_naive_counting_is_caught_by_the_race(database: Database, pool: asyncpg.Pool) -> None:
    """A mutant of the join that counts messages instead of new rows: the same race must expose it."""
    await pool.execute("CREATE TABLE naive_parts (run_id uuid, part text)")
    await pool.execute("CREATE TABLE naive_merges (run_id uuid, parts int)")
    requests = [samples.requested(n) for n in range(150)]
    for request in requests:
        await open_run(database, request)
    await race(pool, requests, store=naive_count)
    right = "SELECT run_id FROM naive_merges GROUP BY run_id HAVING count(*) = 1 AND min(parts) = 6"
    assert len(await pool.fetch(right)) < 150


type Store = Callable[[asyncpg.Pool, Event], Awaitable[object]]


async def race(pool: asyncpg.Pool, requests: list[RunRequested], store: Store = store) -> None:
    """Every part of every run two or three times, in a shuffled order, eight at once."""
    events = [e for request in requests for e in parts_of(request) for _ in range(random.randint(2, 3))]
    random.shuffle(events)
    queue = iter(events)

    async def worker() -> None:
        for event in queue:
            await store(pool, event)

    await asyncio.gather(*(worker() for _ in range(8)))


async def naive_count(pool: asyncpg.Pool, event: Event) -> None:
    async with pool.acquire() as connection:
        run, part = event.run_id, f"{event.type()}{event.step()}"
        await connection.execute("INSERT INTO naive_parts VALUES ($1, $2)", run, part)
        done = await connection.fetchval("SELECT steps_done FROM runs WHERE id = $1", run)
        await connection.execute("UPDATE runs SET steps_done = $2 WHERE id = $1", run, done + 1)
        if done + 1 == 6:
            parts = "SELECT $1::uuid, count(DISTINCT part) FROM naive_parts WHERE run_id = $1"
            await connection.execute(f"INSERT INTO naive_merges {parts}", run)


async def test_chain_holds_after_a_race_and_shows_tampering(database: Database, pool: asyncpg.Pool) -> None:
    request = samples.requested()
    await open_run(database, request)
    await race(pool, [request])
    async with database.begin() as connection:
        assert await chain.broken_link(connection, request.run_id) is None
    await pool.execute("UPDATE events SET body = body || ' ' WHERE run_seq = 3")
    async with database.begin() as connection:
        assert await chain.broken_link(connection, request.run_id) == 3


async def test_recorder_role_cannot_rewrite_history(
    database: Database, pool: asyncpg.Pool, database_url: str
) -> None:
    await open_run(database, samples.requested())
    settings = {"role": "maxsignal_recorder"}
    connection = await asyncpg.connect(database_url, server_settings=settings)
    for statement in ("UPDATE events SET body = ''", "DELETE FROM events"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


async def test_every_order_of_two_methods_merges_once(database: Database, pool: asyncpg.Pool) -> None:
    orders = list(itertools.permutations(range(3)))
    requests = [samples.requested(n, (Method.SMC, Method.ICT)) for n in range(len(orders))]
    for request, order in zip(requests, orders, strict=True):
        await open_run(database, request)
        for index in order:
            await store(pool, parts_of(request)[index])
    assert await merges(pool) == len(orders)
