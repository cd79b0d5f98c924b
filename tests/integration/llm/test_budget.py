"""Money: reserved before a call, settled after it, and a cap that no number of workers passes."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from maxsignal_common.store.database import connect
from maxsignal_common.store.llm_budgets import reserve
from maxsignal_common.store.llm_calls import open_call, sweep_lost
from maxsignal_common.store.llm_models import Price, switch_models
from maxsignal_llm import Completion, GiveUp, GiveUpReason, Scope
from maxsignal_llm.ledgered import Limits, _asked
from tests.fixtures.waiting import until
from tests.integration.llm.world import DAY, ROOMY, RUN, SCOPE, World
from tests.unit.llm.samples import request

CENT = Decimal("0.01")
NOTHING = Decimal(0)
TEN_CALLS = replace(ROOMY, day_cap=10 * CENT)


async def price_at_a_cent(world: World) -> None:
    """A call's worst case is its price, so that a cap is a number of calls."""
    async with world.owner.begin() as connection:
        await switch_models(connection, ["a/one"], enabled=True, price=Price(Decimal(0), Decimal(0), CENT))


async def one_worker(world: World, url: str, number: int, limits: Limits) -> Completion | GiveUp:
    """A worker of its own connection and run."""
    database = connect(url, role="maxsignal_analyzer", pool_size=1)
    world_of_it = replace(world, database=database)
    try:
        scope = Scope(UUID(int=number), "smc")
        return await world_of_it.models(limits).complete(request(f"run {number}"), scope)
    finally:
        await database.close()


async def test_fifty_workers_make_the_ten_calls_of_a_cap(world: World, database_url: str) -> None:
    await price_at_a_cent(world)
    world.fake.script(charge="0.01", delay=0.2)
    workers = (one_worker(world, database_url, number, TEN_CALLS) for number in range(50))
    outcomes = await asyncio.gather(*workers)
    day = (await world.budgets())[DAY]
    assert len(world.fake.seen()) == 10
    assert sum(isinstance(one, Completion) for one in outcomes) == 10
    assert {one.reason for one in outcomes if isinstance(one, GiveUp)} == {GiveUpReason.BUDGET}
    assert (day.spent, day.reserved) == (10 * CENT, NOTHING)


async def watch(world: World, over: list[Decimal], done: asyncio.Event) -> None:
    """Notes every moment at which the ledger stands above a cap."""
    while not done.is_set():
        held = [(one.spent + one.reserved, one.cap) for one in (await world.budgets()).values()]
        over.extend(sum_ for sum_, cap in held if sum_ > cap)


async def test_ledger_is_never_above_a_cap(world: World, database_url: str) -> None:
    await price_at_a_cent(world)
    world.fake.script(*["500", "good", "prose"] * 20, charge="0.007")
    over: list[Decimal] = []
    done = asyncio.Event()
    watcher = asyncio.create_task(watch(world, over, done))
    await asyncio.gather(*(one_worker(world, database_url, number, TEN_CALLS) for number in range(50)))
    done.set()
    await watcher
    charged = sum(Decimal(one["charged"]) for one in world.fake.seen() if one["answer"] != "500")
    assert over == []
    assert (await world.budgets())[DAY].spent == charged


async def test_run_that_cannot_pay_takes_a_cheaper_model(world: World) -> None:
    limits = replace(ROOMY, cheaper=("b/two",))
    scope = SCOPE._replace(run_cap=Decimal("0.001"))
    outcome = await world.models(limits).complete(request(), scope)
    assert isinstance(outcome, Completion)
    assert [one["model"] for one in world.fake.seen()] == ["b/two"]


async def test_refused_reservation_leaves_nothing_behind(world: World) -> None:
    limits = replace(ROOMY, model_day_cap=Decimal(0))
    outcome = await world.models(limits).complete(request(), SCOPE)
    assert outcome == GiveUp(GiveUpReason.BUDGET, outcome[1])
    assert [call["state"] for call in await world.calls()] == ["gave_up"]
    assert {(one.reserved, one.spent) for one in (await world.budgets()).values()} <= {(NOTHING, NOTHING)}


async def test_model_that_serves_is_the_one_that_pays(world: World) -> None:
    world.provider.routes = 2
    await world.models(replace(ROOMY, model_day_cap=CENT)).complete(
        request(model="b/two", fallbacks=("a/one",)), SCOPE
    )
    spent = {name: one.spent for name, one in (await world.budgets()).items() if name.startswith("model:")}
    assert spent == {"model:2026-11-21:a/one": Decimal("0.0042"), "model:2026-11-21:b/two": Decimal(0)}


async def lose_a_call(world: World) -> None:
    """A worker reserved a call and was never heard of again."""
    call = _asked(request(), SCOPE)._replace(attempt=1, scopes=(DAY,), reserved=CENT)
    async with world.database.begin() as connection:
        assert await open_call(connection, call, timedelta(seconds=-1))
        assert await reserve(connection, {DAY: 10 * CENT}, CENT) is None


async def test_lost_call_costs_its_worst_case(world: World) -> None:
    await lose_a_call(world)
    async with world.database.begin() as connection:
        swept = [await sweep_lost(connection) for _ in range(2)]
    (call,) = await world.calls()
    day = (await world.budgets())[DAY]
    assert [len(one) for one in swept] == [1, 0]
    assert (call["state"], call["cost"], call["cost_basis"]) == ("unknown", CENT, "worst_case")
    assert (day.reserved, day.spent) == (NOTHING, CENT)


async def test_lost_call_is_asked_again_by_the_next_worker(world: World) -> None:
    await lose_a_call(world)
    outcome = await world.models().complete(request(), SCOPE)
    assert isinstance(outcome, Completion)
    assert [call["state"] for call in await world.calls()] == ["unknown", "answered"]


async def test_late_answer_of_a_lost_call_is_not_booked_twice(world: World) -> None:
    world.fake.script(delay=0.5)
    asking = asyncio.create_task(world.models().complete(request(), SCOPE))
    await until(world.calls)
    async with world.owner.begin() as connection:
        await connection.execute(text("UPDATE llm_calls SET lease_until = now() - interval '1 s'"))
        await sweep_lost(connection)
    assert isinstance(await asking, Completion)
    unknown, answered = await world.calls()
    assert (unknown["state"], answered["state"]) == ("unknown", "answered")
    assert (await world.budgets())[f"run:{RUN}"].spent == unknown["cost"] + answered["cost"]
