"""Whatever a provider answers, the step is completed: with prose, or with the twin and a reason."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from maxsignal_analyzer.domain import analyse
from maxsignal_analyzer.writing import write_step
from maxsignal_common.analysis import Language
from maxsignal_common.clock import FrozenClock
from maxsignal_common.events import StepCompleted
from maxsignal_common.facts import Method
from maxsignal_common.store.database import connect
from maxsignal_llm.ledgered import LedgeredModels
from maxsignal_llm.metrics import ModelMetrics
from maxsignal_llm.provider import OpenAIProvider
from maxsignal_llm.stored import StoredPrompts
from tests.contracts.llm.fake import FakeProvider
from tests.fixtures.recorded import ibm_ready
from tests.fixtures.writers import modeled
from tests.integration.llm.test_garbage import GARBAGE
from tests.integration.llm.world import NOW, ROOMY
from tests.integration.writing.stage import Stage

# Texts for the schema, whatever is told about their price; the level they cite may be one of the run or not.
TEXTS = {"good", "tokens_only", "no_usage", "absurd_usage", "exact_cost"}

type Parts = tuple[LedgeredModels, StoredPrompts]


@pytest.fixture
async def parts(stage: Stage, database_url: str, fake: FakeProvider) -> AsyncIterator[Parts]:
    database = connect(database_url, role="maxsignal_analyzer")
    metrics = ModelMetrics(CollectorRegistry())
    limits = replace(ROOMY, timeout_s=2)
    async with OpenAIProvider(fake.base_url, SecretStr("sk-test"), forbid_network=True) as provider:
        models = LedgeredModels(database, provider, limits, FrozenClock(NOW), Random(7), metrics=metrics)
        yield models, StoredPrompts(database)
    await database.close()


async def written(number: int, parts: Parts) -> StepCompleted:
    """A step of its own: an equal one would be answered from the ledger."""
    config = modeled(Method.SMC, languages=(Language.RU,))
    event = ibm_ready(300 - number).model_copy(update={"config": config})
    result = analyse(event, Method.SMC)
    assert isinstance(result, StepCompleted)
    return await write_step(event, result, *parts)


async def test_every_kind_of_answer_ends_in_a_step(stage: Stage, parts: Parts) -> None:
    ended = {}
    for number, name in enumerate(GARBAGE):
        stage.fake.script(*[name] * 10)
        step = await written(number, parts)
        (writing,) = step.writings
        assert bool(step.prose) == (writing.made_by == "model") == (writing.reason is None)
        ended[name] = writing.reason
    assert {name for name, reason in ended.items() if reason in {None, "offences"}} == TEXTS
    assert set(ended.values()) <= {None, "offences", "answers", "provider"}
    calls = sum((cost or Decimal(0) for _, cost in await stage.calls()), start=Decimal(0))
    assert await stage.budgets() == {(Decimal(0), calls)}
