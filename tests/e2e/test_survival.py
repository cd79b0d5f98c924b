"""A scheduled run yields exactly one post per subscriber, whoever is killed, lost or repeated meanwhile."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import nats
import pytest
import pytest_asyncio

from maxsignal_cli.servers import NatsServer
from maxsignal_cli.stack import SERVICES
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import BY_TYPE, RunRequested
from tests.fixtures.stack import LiveStack, live_stack, maxsignal
from tests.fixtures.waiting import until

CHATS = (2001, 2002, 2003)
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveStack]:
    async with live_stack(tmp_path_factory.mktemp("stack")) as stack:
        await stack.subscribe(*CHATS)
        yield stack


async def received(stack: LiveStack) -> Counter[int]:
    return Counter({chat: len(await stack.messages(chat)) for chat in CHATS})


async def parts_of(stack: LiveStack, run_id: UUID) -> int:
    (row,) = await stack.sql("SELECT count(DISTINCT part) AS n FROM deliveries WHERE run_id = $1", run_id)
    return int(row["n"])


@pytest.mark.parametrize("victim", [*SERVICES, "nats", "postgres"])
async def test_killed_worker_costs_no_post_and_doubles_none(stack: LiveStack, victim: str) -> None:
    before = await received(stack)
    run_id = await stack.schedule_now()
    stack.kill(victim)
    assert await stack.finished(run_id) == "published"
    parts = await parts_of(stack, run_id)
    assert await received(stack) - before == Counter(dict.fromkeys(CHATS, parts))


async def test_every_event_again_and_shuffled_changes_nothing(stack: LiveStack) -> None:
    run_id = await stack.schedule_now()
    await stack.finished(run_id)
    await everything_handled(stack)
    before = await received(stack)
    rows = await stack.sql("SELECT type, body FROM events WHERE run_id = $1", run_id)
    events = [BY_TYPE[row["type"]].model_validate_json(row["body"]) for row in rows] * 3
    random.shuffle(events)
    client = await nats.connect(stack.runtime.nats_url)
    for number, event in enumerate(events):
        # Another message id: the stream must not save us, the consumers have to.
        headers = {
            "ce-id": str(event.event_id()),
            "ce-type": event.type(),
            "Nats-Msg-Id": f"{run_id}-{number}",
        }
        body = event.model_dump_json().encode()
        await client.jetstream().publish(event.subject(), body, headers=headers, stream=event.stream)
    await client.close()
    await everything_handled(stack)
    assert await received(stack) == before
    (row,) = await stack.sql("SELECT count(*) AS n FROM events WHERE run_id = $1", run_id)
    assert row["n"] == len(rows)


async def everything_handled(stack: LiveStack) -> None:
    client = await nats.connect(stack.runtime.nats_url)
    js = client.jetstream()
    open_work = (
        "SELECT 1 FROM runs WHERE status NOT IN ('merged', 'published', 'failed')"
        " UNION ALL SELECT 1 FROM deliveries WHERE state IN ('queued', 'claimed', 'sending')"
    )

    async def idle() -> bool:
        if await stack.sql(open_work):
            return False
        infos = [info for name in ("MS_EVT", "MS_CMD") for info in await js.consumers_info(name)]
        return not any(info.num_pending or info.num_ack_pending for info in infos)

    await until(idle)
    await client.close()


async def test_poison_is_set_aside_while_runs_go_on(stack: LiveStack) -> None:
    client = await nats.connect(stack.runtime.nats_url)
    for number in range(20):
        headers = {"ce-type": RunRequested.type(), "Nats-Msg-Id": f"poison-{number}"}
        body = random.randbytes(200)
        await client.jetstream().publish(RunRequested.base_subject, body, headers=headers, stream="MS_EVT")
    await client.close()
    assert await stack.finished(await stack.schedule_now()) == "published"

    async def set_aside() -> bool:
        (row,) = await stack.sql("SELECT count(*) AS n FROM dead_letters WHERE consumer = 'ingest'")
        return int(row["n"]) == 20

    await until(set_aside)


async def test_wiped_nats_store_loses_no_run(tmp_path: Path) -> None:
    """The bus is only transport: after losing all of it, open runs go on from the database."""
    bus = NatsServer(tmp_path / "bus")
    bus.start()
    async with live_stack(tmp_path / "stack", NATS_URL=bus.url) as stack:
        await stack.subscribe(*CHATS)
        runs = [await stack.schedule_now(instrument) for instrument in ("IBM", "GOOG", "IBM")]
        bus.kill()
        bus.wipe()
        bus.start()
        applied = maxsignal("topology", "apply", "--data", str(stack.data))
        assert "stream MS_EVT created" in applied.stdout
        assert [await stack.finished(run_id) for run_id in runs] == ["published"] * 3
        assert len(set((await received(stack)).values())) == 1
    bus.stop()


async def test_random_kills_double_nothing_and_lose_nothing(stack: LiveStack) -> None:
    """Twelve kills while twelve runs go out: every run ends, nobody gets a part twice."""
    seed = SystemClock().now().microsecond
    chance = random.Random(seed)
    before = await received(stack)
    runs = []
    for _ in range(12):
        runs.append(await stack.schedule_now(chance.choice(("IBM", "GOOG"))))
        stack.kill(chance.choice([*SERVICES, "nats", "postgres"]))
        await until(lambda: alive(stack))
    assert {await stack.finished(run_id, within=120) for run_id in runs} == {"published"}, f"seed {seed}"
    states = Counter(
        row["state"]
        for row in await stack.sql(
            "SELECT state FROM deliveries WHERE run_id = ANY($1) AND chat_id = ANY($2)", runs, CHATS
        )
    )
    got = (await received(stack) - before).total()
    assert states["sent"] <= got <= states["sent"] + states["unknown"], f"seed {seed}: {states}"
    assert states["unknown"] <= 2 * 12, f"seed {seed}: {states}"


async def alive(stack: LiveStack) -> bool:
    """The database answers again, so that the next tick can be planted."""
    try:
        return bool(await stack.sql("SELECT 1"))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
