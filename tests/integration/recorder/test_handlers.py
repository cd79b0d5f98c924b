"""The recorder's handlers on a real PostgreSQL: what opens a run, what waits, what is kept."""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType

import asyncpg
import pytest
from faststream.nats import NatsMessage
from nats.aio.client import Client
from nats.aio.msg import Msg

from maxsignal_common.bus.envelope import encode, headers_of
from maxsignal_common.clock import SystemClock
from maxsignal_common.errors import PermanentError, RetryableError
from maxsignal_common.events import Event
from maxsignal_common.facts import Method
from maxsignal_common.store import migrate
from maxsignal_common.store.database import connect, connection_options
from maxsignal_recorder.app import ROLE
from maxsignal_recorder.handlers import Handlers
from tests.fixtures import samples

NOTHING: Mapping[str, str] = MappingProxyType({})
CLOCK = SystemClock()
REQUEST = samples.requested(methods=(Method.SMC,))


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    await migrate.apply(database_url)
    async with asyncpg.create_pool(database_url, min_size=1, max_size=2, **connection_options(ROLE)) as pool:
        yield pool


@pytest.fixture
async def handlers(database_url: str, pool: asyncpg.Pool) -> AsyncIterator[Handlers]:
    database = connect(database_url, role=ROLE)
    yield Handlers(database, pool, CLOCK)
    await database.close()


def arrived(event: Event, more: Mapping[str, str] = NOTHING, *, body: bytes | None = None) -> NatsMessage:
    """The message as FastStream hands it over."""
    told = {**headers_of(event, source="test", at=CLOCK.now()), **more}
    raw = Msg(_client=Client(), subject=event.subject(), data=body or encode(event), headers=told)
    return NatsMessage(raw_message=raw, body=raw.data, headers=told)


async def test_request_from_a_stranger_opens_its_run(handlers: Handlers, pool: asyncpg.Pool) -> None:
    await handlers.on_event(arrived(REQUEST))
    await handlers.on_event(arrived(REQUEST))
    assert await pool.fetchval("SELECT array_agg(status) FROM runs") == ["queued"]
    assert await pool.fetchval("SELECT count(*) FROM outbox") == 0


async def test_event_that_overtook_its_run_waits(handlers: Handlers) -> None:
    with pytest.raises(RetryableError, match="unknown_run"):
        await handlers.on_event(arrived(samples.candles_ready(REQUEST)))


async def test_body_is_kept_as_it_travelled(handlers: Handlers, pool: asyncpg.Pool) -> None:
    await handlers.on_event(arrived(REQUEST))
    event = samples.candles_ready(REQUEST)
    spaced = encode(event).replace(b'{"run_id"', b'{ "run_id"')
    await handlers.on_event(arrived(event, {"ce-causationid": "the cause"}, body=spaced))
    row = await pool.fetchrow("SELECT body, causation_id FROM events WHERE run_seq = 2")
    assert (row["body"].encode(), row["causation_id"]) == (spaced, "the cause")


async def test_malformed_event_is_refused_before_the_database(handlers: Handlers, pool: asyncpg.Pool) -> None:
    with pytest.raises(PermanentError, match="malformed_event"):
        await handlers.on_event(arrived(REQUEST, body=b"{}"))
    assert await pool.fetchval("SELECT count(*) FROM events") == 0


async def test_dead_letter_is_kept_once(handlers: Handlers, pool: asyncpg.Pool) -> None:
    about = {"consumer": "ingest", "stream": "MS_EVT", "subject": "s", "code": "c", "deliveries": "6"}
    letter = arrived(REQUEST, {f"ms-dead-{key}": value for key, value in about.items()})
    await handlers.on_dead_letter(letter)
    await handlers.on_dead_letter(letter)
    rows = await pool.fetch("SELECT consumer, code, deliveries, payload FROM dead_letters")
    assert [tuple(row) for row in rows] == [("ingest", "c", 6, encode(REQUEST))]
