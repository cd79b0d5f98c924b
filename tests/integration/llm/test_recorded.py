"""A replay answers as the run was answered, and asks nobody."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from maxsignal_llm import Completion, GiveUp, Scope
from maxsignal_llm.recorded import NotRecordedError, RecordedModels
from tests.integration.llm.world import ROOMY, SCOPE, World
from tests.unit.llm.samples import request

OTHER_RUN = Scope(UUID(int=2), "smc")


async def test_replay_repeats_the_answer(world: World) -> None:
    live = await world.models().complete(request(), SCOPE)
    world.fake.script()
    replayed = await RecordedModels(world.database).complete(request(), SCOPE)
    assert isinstance(live, Completion)
    assert replayed == live._replace(reused=True)
    assert world.fake.seen() == []


async def test_replay_gives_up_where_the_run_did(world: World) -> None:
    poor = replace(ROOMY, run_cap=Decimal(0))
    live = await world.models(poor).complete(request(), SCOPE)
    await world.models().complete(request(), OTHER_RUN)
    replayed = RecordedModels(world.database)
    assert isinstance(live, GiveUp)
    assert await replayed.complete(request(), SCOPE) == live
    assert isinstance(await replayed.complete(request(), OTHER_RUN), Completion)


async def test_replay_finds_an_answer_another_run_paid_for(world: World) -> None:
    await world.models().complete(request(), SCOPE)
    assert isinstance(await RecordedModels(world.database).complete(request(), OTHER_RUN), Completion)


async def test_replay_of_what_was_never_asked_is_refused(world: World) -> None:
    with pytest.raises(NotRecordedError):
        await RecordedModels(world.database).complete(request(), SCOPE)
    assert world.fake.seen() == []


async def test_run_delivered_again_gives_up_again(world: World) -> None:
    """Its post may be out; an answer now would be another end than the one that is replayed."""
    poor = replace(ROOMY, run_cap=Decimal(0))
    live = await world.models(poor).complete(request(), SCOPE)
    assert isinstance(live, GiveUp)
    assert await world.models().complete(request(), SCOPE) == live
    assert world.fake.seen() == []
    assert isinstance(await world.models().complete(request(), OTHER_RUN), Completion)
