"""The API with years of runs behind it beside a bare FastAPI process, both asked by the clock.

Each question takes turns with a constant of the same size, so that whatever else the machine does meets both.
"""

import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from maxsignal_api.paging import encode_position
from maxsignal_cli.accounts import launcher_token
from maxsignal_cli.bench.api_plan import FIRST_PAGE, TURNS, Compared, Plan
from maxsignal_cli.bench.api_rows import WHOLE, Begun, fill
from maxsignal_cli.bench.api_stream import Stream, events_of, measure, notifications
from maxsignal_cli.bench.open_loop import Load, Told
from maxsignal_cli.servers import NatsServer, PostgresServer
from maxsignal_cli.servers.ports import free_port
from maxsignal_cli.servers.process import ProcessSpec, http_ready
from maxsignal_cli.supervisor import Supervisor
from maxsignal_common.clock import SystemClock
from maxsignal_common.migrate import apply_all
from maxsignal_common.store.reads import RunPosition

WARM_UP = 20


@dataclass(frozen=True)
class Sides:
    """Where the contestants answer, their processes by name, and the database behind both."""

    api: str
    floor: str
    database: str
    pids: Mapping[str, int]


def questions(runs: list[Begun]) -> dict[str, list[str]]:
    """Paths by what is asked, each several."""
    middle = runs[len(runs) // 2]
    cursor = encode_position(RunPosition(middle.at, middle.run_id))
    month = {"from": runs[-1].at.isoformat(), "to": middle.at.isoformat()}
    filters: list[dict[str, str]] = [
        {"status": "failed"},
        {"instrument": "SYM0"},
        {"instrument": "RARE"},
        {"analysis": "weekly", "timeframe": "D1"},
        {"trigger": "manual", "status": "merged"},
        {"instrument": "SYM59", "status": "failed"},
        month,
    ]
    whole = [one.run_id for one in runs[:WHOLE]]
    return {
        FIRST_PAGE: ["/api/runs"],
        "deep page": [f"/api/runs?{urlencode({'cursor': cursor})}"],
        "filters": [f"/api/runs?{urlencode(one)}" for one in filters],
        "detail": [f"/api/runs/{run}" for run in whole],
        "chart": [f"/api/runs/{run}/chart" for run in whole],
    }


async def compare(root: Path, plan: Plan, told: Told) -> dict[str, Compared]:
    """By question, the stream of events last."""
    async with _sides(root) as sides:
        runs = await fill(sides.database, plan.runs, SystemClock().now())
        token = await launcher_token(sides.database, root)
        headers = {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            found = {
                name: await _ask(session, sides, paths, plan, told) for name, paths in questions(runs).items()
            }
            return {**found, "stream": await _listen(session, sides, runs[0], plan, told)}


async def _ask(
    session: aiohttp.ClientSession, sides: Sides, paths: list[str], plan: Plan, told: Told
) -> Compared:
    ours = Load(session, [f"{sides.api}{path}" for path in paths], sides.pids["api"])
    size = await _size(session, ours.urls)
    bare = Load(session, [f"{sides.floor}/constant/{size}"], sides.pids["floor"])
    await _size(session, bare.urls)
    for _ in range(TURNS):
        for load in (bare, ours):
            await load.take_turn(rate=plan.rate, count=plan.turn, told=told)
    return Compared(ours.latencies, bare.latencies, size)


async def _size(session: aiohttp.ClientSession, urls: Sequence[str]) -> int:
    """Bytes of a mean answer; asked one after another, it warms up whoever answers."""
    bodies = []
    for url in [url for url in urls for _ in range(WARM_UP // len(urls) + 1)][:WARM_UP]:
        async with session.get(url) as answer:
            answer.raise_for_status()
            bodies.append(len(await answer.read()))
    return sum(bodies) // len(bodies)


async def _listen(
    session: aiohttp.ClientSession, sides: Sides, run: Begun, plan: Plan, told: Told
) -> Compared:
    """How long after its commit an event is with a reader of the stream."""
    ours = Stream(
        f"{sides.api}/api/events?topics=run:{run.run_id}",
        await events_of(sides.database, run.run_id),
        field="run_seq",
    )
    bare = Stream(f"{sides.floor}/stream", notifications())
    wanted = TURNS * plan.turn
    taken = [
        await measure(session, one, sides.database, rate=plan.rate, total=wanted, told=told)
        for one in (ours, bare)
    ]
    return Compared(taken[0], taken[1])


@asynccontextmanager
async def _sides(root: Path) -> AsyncIterator[Sides]:
    bus, database, supervisor = NatsServer(root), PostgresServer(root), Supervisor()
    try:
        await supervisor.start(bus.spec(), database.spec())
        await apply_all(database.url, bus.url)
        ports = free_port(), free_port()
        addresses = {"DATABASE_URL": database.url, "NATS_URL": bus.url, "API_PORT": str(ports[0])}
        await supervisor.start(
            _process(root, "api", ("maxsignal_api",), f"http://127.0.0.1:{ports[0]}/ready", addresses),
            _process(
                root,
                "floor",
                ("maxsignal_cli.bench.api_floor", str(ports[1])),
                f"http://127.0.0.1:{ports[1]}/constant/2",
                addresses,
            ),
        )
        api, floor = (f"http://127.0.0.1:{port}" for port in ports)
        yield Sides(api, floor, database.url, supervisor.pids)
    finally:
        await supervisor.stop()


def _process(
    root: Path, name: str, module: tuple[str, ...], ready: str, environment: dict[str, str]
) -> ProcessSpec:
    return ProcessSpec(
        name=name,
        argv=(sys.executable, "-m", *module),
        data_dir=root,
        env={**os.environ, **environment, "HEALTH_PORT": str(free_port())},
        ready=http_ready(ready),
        start_timeout=120,
    )
