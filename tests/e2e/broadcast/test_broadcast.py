"""One post to very many: whatever Telegram answers and whoever is killed, nobody gets it twice.

BROADCAST_SUBSCRIBERS=10000 (`make broadcast`) is the whole proof, with 5 % of the calls throttled one by one;
each of these stops the bot for a second, so the ordinary suite takes fewer people and fewer, longer floods.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import nats
import pytest

from maxsignal_cli.bench.broadcast import Addresses, Broadcast, Rough, broadcast
from maxsignal_cli.bench.broadcast_audit import Account
from maxsignal_cli.servers import PostgresServer
from maxsignal_common.bus import topology
from maxsignal_common.store import migrate
from tests.fixtures.servers import Telegram, template_database

WHOLE = int(os.environ.get("BROADCAST_SUBSCRIBERS", "0"))
FLOODS = Rough(throttled=0.004, flood_s=0.5)
PUBLISHER = ("maxsignal_publisher",)
MUTANTS = "tests.e2e.broadcast.mutants"


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return asyncio.run(template_database(postgres_server, migrate.apply))


@pytest.fixture
async def servers(nats_url: str, database_url: str, telegram: Telegram) -> Addresses:
    client = await nats.connect(nats_url)
    await topology.apply(client)
    await client.close()
    return Addresses(nats_url, database_url, telegram.url)


@pytest.mark.timeout(7200)
async def test_everyone_gets_it_at_most_once_and_in_order(servers: Addresses, tmp_path: Path) -> None:
    whole = Broadcast(subscribers=WHOLE, bodies=2)
    plan = whole if WHOLE else Broadcast(subscribers=1500, rough=FLOODS)
    found = await broadcast(tmp_path, servers, plan)
    assert found.offences == ()
    assert (found.kills, found.states["sent"] > 0.9 * plan.messages) == (plan.kills, True)


async def small(servers: Addresses, folder: Path, module: Sequence[str]) -> Account:
    """Few messages, many mishaps; a message that is lost for good is waited for only so long."""
    rough = Rough(throttled=0, broken=0.1, forbidden=0.02, dropped=0.2)
    plan = Broadcast(subscribers=40, kills=1, rough=rough, module=tuple(module), patience_s=60)
    return await broadcast(folder, servers, plan)


async def test_small_broadcast_keeps_every_promise(servers: Addresses, tmp_path: Path) -> None:
    assert (await small(servers, tmp_path, PUBLISHER)).offences == ()


@pytest.mark.parametrize(
    ("mutant", "offence"),
    [
        ("resends_on_ambiguity", "duplicates"),
        ("marks_sent_before_sending", "falsely_sent"),
        ("default_ack_policy", "unfinished"),
    ],
)
async def test_classic_mistake_is_found(
    servers: Addresses, tmp_path: Path, mutant: str, offence: str
) -> None:
    found = await small(servers, tmp_path, (MUTANTS, mutant))
    assert any(offence in one for one in found.offences)
