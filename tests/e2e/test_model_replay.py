"""Runs that models wrote, over the bus, and once more from their record: the same to the byte."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID

import pytest
import pytest_asyncio

from tests.contracts.llm.fake import running_provider
from tests.e2e.asking import SETTINGS, Asking, spec
from tests.fixtures.stack import live_stack, maxsignal

WRITER = "fake/text"
# Of five methods and the merge: told, refused, cut short, none; the texts below are mended and left alone.
MIXED = [WRITER, "fake/refusal", "fake/truncated", None, WRITER]
MADE_UP = ["Volume 9.9x the mean", "A probability of 80 %", "Стоп ниже", "To 1234.5"]
POOR = Decimal("0.000001")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asking]:
    with running_provider() as fake:
        async with live_stack(
            tmp_path_factory.mktemp("stack"), LLM_BASE_URL=fake.base_url, **SETTINGS
        ) as stack:
            world = Asking(stack, fake)
            await world.offer(*{model for model in MIXED if model})
            yield world


async def written(asking: Asking, *, poor: bool = False) -> UUID:
    """A run over the same candles as any other of these."""
    more = {"budget_usd": POOR} if poor else {}
    (run,) = await asking.start(spec(MIXED, merge=WRITER, languages=("ru", "en"), **more))
    assert await asking.ended([run]) == {"merged": 1}
    return run


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runs(asking: Asking) -> tuple[UUID, UUID, UUID]:
    """Mended and refused answers, a twin for want of money, and answers another run has paid for."""
    asking.fake.script(by_model=True, texts=list(MADE_UP))
    poor = await written(asking, poor=True)
    payer = await written(asking)
    asked = len(asking.fake.seen())
    heir = await written(asking)
    again = {one["model"] for one in asking.fake.seen()[asked:]}
    assert again <= {"fake/refusal", "fake/truncated"}
    return poor, payer, heir


async def test_runs_of_models_replay_to_the_byte(asking: Asking, runs: tuple[UUID, ...]) -> None:
    asking.fake.script(by_model=True)
    for run in runs:
        words = ("run", "replay", str(run), "--times", "2", "--data", str(asking.stack.data))
        replayed = await asyncio.to_thread(maxsignal, *words)
        assert (replayed.returncode, replayed.stdout) == (0, "the same byte for byte, 2 of 2\n")
    assert asking.fake.seen() == []
    made = [post["posts"][0]["made_by"] for post in await asking.posts(list(runs))]
    assert Counter(made) == {"twin": 1, "model": 2}


@pytest.mark.usefixtures("runs")
async def test_made_up_words_are_recorded_not_published(asking: Asking) -> None:
    query = "SELECT body::jsonb -> $1 AS told FROM events WHERE type = $2"
    posts = await asking.stack.sql(query, "posts", "ms.post.merged.v1")
    steps = await asking.stack.sql(query, "writings", "ms.step.completed.v1")
    merges = await asking.stack.sql(query, "writings", "ms.post.merged.v1")
    faults = " ".join(row["told"] for row in (*steps, *merges))
    assert all(code in faults for code in ("figure 9.9", "figure 80", "word probability", "number 1234.5"))
    told = " ".join(row["told"] for row in posts)
    assert not [said for said in ("9.9x", "80 %", "Стоп ниже", "1234.5") if said in told]
