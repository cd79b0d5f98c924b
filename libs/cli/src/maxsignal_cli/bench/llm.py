"""What our layer adds to a model call: the bare openai client and ours, in turn, before one server.

Ours hashes, reserves, records and settles in a PostgreSQL of its own, with durable commits.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from uuid import uuid4

from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from maxsignal_cli.bench.llm_server import MODEL
from maxsignal_cli.servers import PostgresServer
from maxsignal_cli.supervisor import Supervisor
from maxsignal_common.clock import SystemClock
from maxsignal_common.store import migrate
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.llm_models import CatalogueModel, switch_models, sync_models
from maxsignal_llm import GiveUp, Message, ModelRequest, Scope
from maxsignal_llm.ledgered import LedgeredModels, Limits
from maxsignal_llm.provider import OpenAIProvider

WARM_UP = 5
# As long as a step's facts are.
PROMPT = "The range holds; the level is [[smc.fvg.3]]. " * 250
PRICE = Decimal("0.000001")
LIMITS = Limits(run_cap=Decimal(100_000), day_cap=Decimal(100_000))

type Ask = Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class CallFigures:
    """Milliseconds of a call."""

    p50_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: list[float]) -> "CallFigures":
        cuts = quantiles(seconds, n=100, method="inclusive")
        return cls(round(cuts[49] * 1000, 2), round(cuts[98] * 1000, 2))


async def compare(root: Path, calls: int, told: Callable[[int], None]) -> dict[str, CallFigures]:
    """`bare`, `ours` and `reused` (the same question again), call by call in turn."""
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(_provider())
        database = await stack.enter_async_context(_database(root))
        client = AsyncOpenAI(
            base_url=base_url,
            api_key="none",
            max_retries=0,
            http_client=DefaultAsyncHttpxClient(trust_env=False),
        )
        stack.push_async_callback(client.close)
        provider = await stack.enter_async_context(OpenAIProvider(base_url, None, forbid_network=True))
        ours = _ours(LedgeredModels(database, provider, LIMITS, SystemClock(), Random(0)))  # noqa: S311 - jitter
        ways: dict[str, Ask] = {"bare": _bare(client), "ours": ours, "reused": ours}
        return await _time(ways, calls, told)


async def _time(ways: dict[str, Ask], calls: int, told: Callable[[int], None]) -> dict[str, CallFigures]:
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(-WARM_UP, calls):
        for name, ask in ways.items():
            began = perf_counter()
            await ask(number)
            if number >= 0:
                seconds[name].append(perf_counter() - began)
        told(1)
    return {name: CallFigures.of(values) for name, values in seconds.items()}


def _bare(client: AsyncOpenAI) -> Ask:
    async def ask(number: int) -> None:
        answer = await client.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": f"{number} {PROMPT}"}],
            temperature=0,
            max_tokens=1200,
        )
        if not answer.choices[0].message.content:
            raise RuntimeError("the server did not answer")

    return ask


def _ours(models: LedgeredModels) -> Ask:
    scope = Scope(uuid4(), "bench")

    async def ask(number: int) -> None:
        message = Message(role="user", content=f"{number} {PROMPT}")
        schema = {"type": "object"}
        request = ModelRequest(model=MODEL, messages=(message,), output_schema=schema, max_tokens=1200)
        match await models.complete(request, scope):
            case GiveUp(detail=detail):
                raise RuntimeError(f"gave up: {detail}")

    return ask


@asynccontextmanager
async def _provider() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "maxsignal_cli.bench.llm_server", stdout=asyncio.subprocess.PIPE
    )
    try:
        line = await process.stdout.readline() if process.stdout else b""
        yield f"http://127.0.0.1:{line.decode().strip()}/v1"
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def _database(root: Path) -> AsyncIterator[Database]:
    supervisor, server = Supervisor(), PostgresServer(root)
    try:
        await supervisor.start(server.spec())
        await migrate.apply(server.url)
        owner = connect(server.url)
        async with owner.begin() as connection:
            model = CatalogueModel(MODEL, "Bench", "bench", None, PRICE, PRICE)
            await sync_models(connection, [model])
            await switch_models(connection, [MODEL], enabled=True)
        await owner.close()
        database = connect(server.url, role="maxsignal_analyzer")
        yield database
        await database.close()
    finally:
        await supervisor.stop()
