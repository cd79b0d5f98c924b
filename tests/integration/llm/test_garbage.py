"""Whatever a model answers, a step gets one of two things, and the ledger knows what it cost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from maxsignal_llm import Completion, GiveUp
from tests.fakes.openai_server import BODIES
from tests.integration.llm.world import ROOMY, SCOPE, World
from tests.unit.llm.samples import request

STATUSES = ["400", "401", "402", "403", "404", "408", "413", "422", "429", "500", "503", "drop", "drip"]
GARBAGE = [*BODIES, *STATUSES]
SEEDS = 4
NOTHING = Decimal(0)
IMPATIENT = replace(ROOMY, timeout_s=0.4)


async def ask(world: World, name: str) -> list[Completion | GiveUp]:
    world.fake.script(*[name] * 100)
    models = world.models(IMPATIENT if name == "drip" else ROOMY)
    asked = [request(f"{name} {seed}", fallbacks=("b/two",)) for seed in range(SEEDS)]
    return [await models.complete(one, SCOPE) for one in asked]


@pytest.mark.parametrize("name", GARBAGE)
async def test_garbage_ends_typed_and_is_booked(world: World, name: str) -> None:
    outcomes = await ask(world, name)
    calls = [call for call in await world.calls() if call["state"] != "gave_up"]
    charged = [Decimal(one["charged"]) for one in world.fake.seen()]
    assert all(isinstance(one, Completion | GiveUp) for one in outcomes)
    assert len(charged) == len(calls) >= SEEDS
    for truth, call in zip(charged, calls, strict=True):
        assert call["cost"] >= truth if call["cost_basis"] == "worst_case" else call["cost"] == truth
    spent = sum((call["cost"] for call in calls), NOTHING)
    assert {(one.reserved, one.spent) for one in (await world.budgets()).values()} == {(NOTHING, spent)}


@pytest.mark.parametrize("name", [name for name, (_, charged) in BODIES.items() if charged != "0"])
async def test_what_was_charged_is_booked_to_the_digit(world: World, name: str) -> None:
    await ask(world, name)
    charged = sum(Decimal(one["charged"]) for one in world.fake.seen())
    assert {one.spent for one in (await world.budgets()).values()} == {charged}
