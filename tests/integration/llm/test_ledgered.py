"""A step's question to a model: what is paid, what is recorded, and how it ends."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text

from maxsignal_common.clock import SystemClock
from maxsignal_common.store.llm_models import switch_models
from maxsignal_llm import Completion, GiveUp, GiveUpReason, Scope
from tests.contracts.llm.conftest import KEY
from tests.fakes.openai_server import COST, GOOD
from tests.fixtures.waiting import until
from tests.integration.llm.world import DAY, ROOMY, RUN, SCOPE, World
from tests.unit.llm.samples import request

BOTH = request(fallbacks=("b/two",))


def reason(outcome: Completion | GiveUp) -> GiveUpReason:
    assert isinstance(outcome, GiveUp)
    return outcome.reason


async def test_answer_is_paid_and_recorded(world: World) -> None:
    outcome = await world.models().complete(request(), SCOPE)
    (call,) = await world.calls()
    assert isinstance(outcome, Completion)
    assert (outcome.content, outcome.cost, outcome.reused) == (GOOD, Decimal(COST), False)
    assert (call["state"], call["answer"], call["cost_basis"]) == ("answered", GOOD, "usage")
    assert (call["request"], call["request_hash"]) == (request().text, request().sha256())
    spent = {name: (budget.reserved, budget.spent) for name, budget in (await world.budgets()).items()}
    assert spent == dict.fromkeys((DAY, f"run:{RUN}"), (Decimal(0), Decimal(COST)))


async def test_same_request_is_paid_once(world: World) -> None:
    first = await world.models().complete(request(), SCOPE)
    again = await world.models().complete(request(), Scope(UUID(int=2), "smc"))
    assert isinstance(first, Completion)
    assert again == first._replace(reused=True)
    assert len(world.fake.seen()) == 1


async def test_racers_for_one_request_pay_once(world: World) -> None:
    world.fake.script(delay=0.3)
    world.clock = SystemClock()
    outcomes = await asyncio.gather(*(world.models().complete(request(), SCOPE) for _ in range(8)))
    assert len(world.fake.seen()) == 1
    assert sorted(one.reused for one in outcomes if isinstance(one, Completion)) == [False] + [True] * 7


async def test_each_attempt_is_a_row(world: World) -> None:
    world.fake.script("503", "drop", "good")
    outcome = await world.models().complete(request(), SCOPE)
    rows = [(call["attempt"], call["state"], call["fault"]) for call in await world.calls()]
    assert isinstance(outcome, Completion)
    assert rows == [(1, "failed", "provider_down"), (2, "failed", "connection_lost"), (3, "answered", None)]


async def test_attempts_and_their_end_are_counted(world: World) -> None:
    world.fake.script("503", "good")
    await world.models().complete(request(), SCOPE)
    labels = {"step": "smc", "model": "a/one"}
    for outcome in ("provider_down", "answered"):
        told = world.registry.get_sample_value(
            "maxsignal_model_attempts_total", {**labels, "outcome": outcome}
        )
        assert told == 1
    assert world.registry.get_sample_value("maxsignal_model_cost_usd_total", labels) == float(COST)
    assert world.registry.get_sample_value(
        "maxsignal_model_requests_total", {"step": "smc", "outcome": "answered"}
    )


async def test_model_is_tried_three_times_then_the_next(world: World) -> None:
    world.fake.script("500", "500", "500", "good")
    await world.models().complete(BOTH, SCOPE)
    assert [one["model"] for one in world.fake.seen()] == ["a/one"] * 3 + ["b/two"]


async def test_refusal_goes_to_the_next_model_at_once(world: World) -> None:
    world.fake.script("refusal", "good")
    await world.models().complete(BOTH, SCOPE)
    assert [one["model"] for one in world.fake.seen()] == ["a/one", "b/two"]


@pytest.mark.parametrize("answer", ["401", "402", "unpaid_in_200"])
async def test_account_trouble_ends_the_ladder(world: World, answer: str) -> None:
    world.fake.script(answer)
    outcome = await world.models().complete(BOTH, SCOPE)
    assert reason(outcome) is GiveUpReason.PROVIDER
    assert len(world.fake.seen()) == 1


async def test_provider_is_waited_for_as_it_asks(world: World) -> None:
    world.fake.script("429/9", "good")
    began = world.clock.now()
    await world.models().complete(request(), SCOPE)
    assert 9 <= (world.clock.now() - began).total_seconds() <= 10


async def test_long_pause_is_left_for_the_next_model(world: World) -> None:
    world.fake.script("429/3000", "good")
    await world.models().complete(BOTH, SCOPE)
    assert [one["model"] for one in world.fake.seen()] == ["a/one", "b/two"]


async def test_patience_ends_the_calls(world: World) -> None:
    world.fake.script("429/15", "429/15", "429/15")
    outcome = await world.models(replace(ROOMY, patience_s=20)).complete(request(), SCOPE)
    assert reason(outcome) is GiveUpReason.OUT_OF_TIME
    assert len(world.fake.seen()) == 2


async def test_model_that_is_off_is_not_asked(world: World) -> None:
    async with world.owner.begin() as connection:
        await switch_models(connection, ["a/one"], enabled=False)
    assert reason(await world.models().complete(request(), SCOPE)) is GiveUpReason.NO_MODEL
    assert isinstance(await world.models().complete(BOTH, SCOPE), Completion)
    assert [one["model"] for one in world.fake.seen()] == ["b/two"]


async def test_key_is_in_no_row(world: World) -> None:
    world.fake.script("401", "good")
    outcomes = [await world.models().complete(request(str(n)), SCOPE) for n in range(2)]
    assert world.fake.seen()[0]["key"] == KEY
    assert KEY not in repr(await world.calls()) + repr(outcomes)


WAITING = text(
    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def test_paid_answer_survives_a_database_that_stumbles(world: World) -> None:
    """Settling is cancelled by the server once; the answer is kept all the same, and not asked for again."""
    world.fake.script(delay=0.3)
    asking = asyncio.create_task(world.models().complete(request(), SCOPE))
    await until(world.calls)
    async with world.owner.begin() as holder:
        await holder.execute(text("SELECT FROM llm_budgets FOR UPDATE"))

        async def settling() -> object:
            return (await holder.execute(WAITING)).scalar()

        await holder.execute(text("SELECT pg_cancel_backend(:pid)"), {"pid": await until(settling)})
    outcome = await asking
    (call,) = await world.calls()
    assert isinstance(outcome, Completion)
    assert (call["state"], len(world.fake.seen())) == ("answered", 1)
