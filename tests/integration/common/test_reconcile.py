"""Runs that stand still are announced again; runs past their deadline end one way or the other."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from maxsignal_common.clock import SystemClock
from maxsignal_common.events import Event, RunRequested, StepsJoined
from maxsignal_common.facts import Method
from maxsignal_common.store import migrate, outbox, reconcile
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.record import record
from maxsignal_common.store.runs import RUN_DEADLINE, request_run
from tests.fixtures import samples

CLOCK = SystemClock()
MINUTE = timedelta(minutes=1)
STILL = timedelta(seconds=15)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await migrate.apply(database_url)
    database = connect(database_url)
    yield database
    await database.close()


@pytest.fixture
async def connection(database: Database, database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def open_run(database: Database, *events: Event, connection: asyncpg.Connection) -> RunRequested:
    request = samples.requested(methods=(Method.SMC, Method.VSA))
    async with database.begin() as transaction:
        await request_run(transaction, request, at=CLOCK.now())
    for event in events:
        await record(connection, event, event.model_dump_json(), occurred_at=CLOCK.now(), causation_id=None)
    await sent(database)
    return request


async def sent(database: Database) -> list[Event]:
    """Relay everything unsent and say what it was."""
    events: list[Event] = []

    async def send(event: Event, _cause: str | None) -> None:
        events.append(event)

    async with database.begin() as transaction:
        while await outbox.relay_batch(transaction, send, at=CLOCK.now()):
            pass
    return events


async def again(database: Database) -> list[Event]:
    async with database.begin() as transaction:
        await reconcile.reannounce(transaction, at=CLOCK.now() + MINUTE, still_for=STILL)
    return await sent(database)


REQUEST = samples.requested(methods=(Method.SMC, Method.VSA))
STEPS = [samples.completed(REQUEST, m) for m in (Method.SMC, Method.VSA)]


@pytest.mark.parametrize(
    ("done", "next_message"),
    [
        ([], REQUEST),
        ([samples.candles_ready(REQUEST)], samples.candles_ready(REQUEST)),
        ([samples.candles_ready(REQUEST), samples.merged(REQUEST)], samples.merged(REQUEST)),
    ],
    ids=["queued", "running", "publishing"],
)
async def test_still_run_is_announced_where_it_stands(
    database: Database, connection: asyncpg.Connection, done: list[Event], next_message: Event
) -> None:
    await open_run(database, *done, connection=connection)
    assert await again(database) == [next_message]


async def test_still_merge_is_announced_with_its_steps(
    database: Database, connection: asyncpg.Connection
) -> None:
    await open_run(database, samples.candles_ready(REQUEST), *STEPS, connection=connection)
    (joined,) = await again(database)
    assert isinstance(joined, StepsJoined)
    assert joined.completed == tuple(STEPS)


async def test_moving_and_finished_runs_are_left_alone(
    database: Database, connection: asyncpg.Connection
) -> None:
    await open_run(database, samples.merged(REQUEST, auto_publish=False), connection=connection)
    assert await again(database) == []


async def test_announcing_again_waits_for_the_next_stillness(
    database: Database, connection: asyncpg.Connection
) -> None:
    await open_run(database, connection=connection)
    assert len(await again(database)) == 1
    assert await again(database) == []


async def sweep(database: Database) -> tuple[int, int]:
    async with database.begin() as transaction:
        late = CLOCK.now() + RUN_DEADLINE + MINUTE
        return await reconcile.sweep_deadlines(transaction, at=late)


async def test_overdue_run_merges_what_it_has(database: Database, connection: asyncpg.Connection) -> None:
    await open_run(database, samples.candles_ready(REQUEST), STEPS[0], connection=connection)
    assert await sweep(database) == (1, 0)
    (joined,) = await sent(database)
    assert isinstance(joined, StepsJoined)
    assert joined.missing == (Method.VSA,)


async def test_step_after_the_deadline_does_not_change_the_merge(
    database: Database, connection: asyncpg.Connection
) -> None:
    await open_run(database, samples.candles_ready(REQUEST), STEPS[0], connection=connection)
    await sweep(database)
    await record(connection, STEPS[1], STEPS[1].model_dump_json(), occurred_at=CLOCK.now(), causation_id=None)
    (joined,) = await sent(database)
    assert isinstance(joined, StepsJoined)
    assert joined.missing == (Method.VSA,)


@pytest.mark.parametrize("done", [[], [samples.candles_ready(REQUEST)]], ids=["no_candles", "no_steps"])
async def test_overdue_run_with_nothing_fails_once(
    database: Database, connection: asyncpg.Connection, done: list[Event]
) -> None:
    await open_run(database, *done, connection=connection)
    assert await sweep(database) == (0, 1)
    await sweep(database)
    assert [event.type() for event in await sent(database)] == ["ms.run.failed.v1"]


async def test_run_that_was_opened_again_can_fail_again(
    database: Database, connection: asyncpg.Connection
) -> None:
    await open_run(database, connection=connection)
    await sweep(database)
    (first,) = await sent(database)
    for event in (first, samples.candles_ready(REQUEST)):
        await record(connection, event, event.model_dump_json(), occurred_at=CLOCK.now(), causation_id=None)
    assert await connection.fetchval("SELECT status FROM runs") == "running"
    await connection.execute("UPDATE runs SET deadline = now()")
    assert await sweep(database) == (0, 1)
    (second,) = await sent(database)
    assert second.event_id() != first.event_id()
