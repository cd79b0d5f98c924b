"""A cap for ten calls, asked for fifty at once through the pipeline: ten are paid, every run has its post."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import pytest_asyncio

from tests.contracts.llm.fake import running_provider
from tests.e2e.asking import SETTINGS, Asking, spec
from tests.fixtures.stack import live_stack

CENT = Decimal("0.01")
WRITER = "fake/text"
RUNS = 25
# A call at a time for each language of 25 runs; one at a time would never meet the cap together.
POOR = {"LLM_DAY_CAP_USD": "0.10", "ANALYZER_WORKERS": "32", "LLM_TIMEOUT_S": "20", "LLM_PATIENCE_S": "40"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asking]:
    with running_provider() as fake:
        data = tmp_path_factory.mktemp("stack")
        async with live_stack(data, LLM_BASE_URL=fake.base_url, **{**SETTINGS, **POOR}) as stack:
            yield Asking(stack, fake)


async def watch(asking: Asking, over: list[Decimal], done: asyncio.Event) -> int:
    """Notes every moment at which the ledger stands above a cap; returns how often it looked."""
    looks = 0
    query = "SELECT spent + reserved - cap AS over FROM llm_budgets WHERE spent + reserved > cap"
    while not done.is_set():
        over.extend(row["over"] for row in await asking.stack.sql(query))
        looks += 1
    return looks


async def test_fifty_calls_on_a_cap_for_ten_pay_ten(asking: Asking) -> None:
    """Every worst case is a cent, so that a cap is a number of calls; each answer takes three seconds."""
    await asking.offer(WRITER, request=CENT, token=Decimal(0))
    asking.fake.script(by_model=True, charge="0.01", delay=3)
    over, done = list[Decimal](), asyncio.Event()
    watching = asyncio.create_task(watch(asking, over, done))
    runs = await asking.start(*[spec([None, WRITER, None, None, None], languages=("ru", "en"))] * RUNS)
    assert await asking.ended(runs) == {"merged": RUNS}
    done.set()
    assert await watching > 20
    assert over == []
    assert len(asking.fake.seen()) == 10
    assert await asking.day() == (Decimal(0), 10 * CENT)
    calls = await asking.calls(runs)
    assert Counter(call["fault"] or call["state"] for call in calls) == {"answered": 10, "budget": 40}
    posts = [one for merged in await asking.posts(runs) for one in merged["posts"]]
    assert Counter(post["made_by"] for post in posts) == {"model": 10, "twin": 40}
    assert all(post["grounding"]["ok"] for post in posts)
