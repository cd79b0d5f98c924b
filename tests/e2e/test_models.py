"""Whatever a model answers, every run ends in a post or a stated failure, and the books agree."""

import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from time import monotonic
from uuid import UUID

import pytest
import pytest_asyncio

from tests.contracts.llm.fake import running_provider
from tests.e2e.asking import KEY, SETTINGS, Asking, spec
from tests.fixtures.stack import live_stack

# With a good one among them: every way of answering that the fake provider knows and that ends soon.
ANSWERS = (
    "text", "prose", "good", "tokens_only", "no_usage", "absurd_usage", "exact_cost", "error_in_200",
    "empty_choices", "null_content", "truncated", "filtered", "refusal", "broken_off", "array_content",
    "nan_content", "nul_content", "half_letter", "deep_content", "html", "broken_json", "429", "500", "402",
    "drop",
)  # fmt: skip
FULL = os.environ.get("PROOF") == "full"
# Each answer meets each method this often; in the short form each answer meets one.
ROUNDS = 4 if FULL else 1
SPREAD = len(ANSWERS) if FULL else 5
# Enough for a busy machine to make the three attempts; a hanging provider is waited for that long.
PATIENCE = {"LLM_TIMEOUT_S": "8", "LLM_PATIENCE_S": "60" if FULL else "15"}
# What the answer itself says about its cost, or lets be computed.
TOLD = {"usage", "catalogue"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asking]:
    with running_provider() as fake:
        data = tmp_path_factory.mktemp("stack")
        async with live_stack(data, LLM_BASE_URL=fake.base_url, **{**SETTINGS, **PATIENCE}) as stack:
            world = Asking(stack, fake)
            await world.offer(*(f"fake/{answer}" for answer in ANSWERS))
            yield world


def answers_of(number: int) -> list[str]:
    """Five methods and the merge step, each with another way of answering."""
    first = number if FULL else number * 5
    return [f"fake/{ANSWERS[(first + step) % len(ANSWERS)]}" for step in range(6)]


async def test_garbage_ends_in_posts_and_exact_books(
    asking: Asking, record_property: Callable[[str, object], None]
) -> None:
    """25 ways of answering, each for every method: 500 steps in the full form."""
    asking.fake.script(by_model=True)
    numbers = [number for number in range(SPREAD) for _ in range(ROUNDS)]
    specs = [spec(answers_of(number)[:5], merge=answers_of(number)[5]) for number in numbers]
    spent_before = (await asking.day())[1]
    runs = await asking.start(*specs)
    assert await asking.ended(runs, within=1200) == {"merged": len(runs)}
    posts = await asking.posts(runs)
    assert len(posts) == len(runs)
    assert all(post["posts"][0]["grounding"]["ok"] for post in posts)
    reasons = await steps_state_why(asking, runs)
    record_property("reasons", dict(reasons))
    record_property("books", await books_agree(asking, runs, spent_before))


async def steps_state_why(asking: Asking, runs: list[UUID]) -> Counter[str]:
    """Each step that names a model says who wrote it and, where that is the twin, why."""
    query = """SELECT body::jsonb -> 'writings' AS told FROM events
        WHERE run_id = ANY($1) AND type = 'ms.step.completed.v1'"""
    rows = await asking.stack.sql(query, runs)
    written = [json.loads(row["told"])[0] for row in rows]
    assert len(written) == 5 * len(runs)
    assert all(one["made_by"] == "model" or one["reason"] for one in written)
    return Counter(one["reason"] or "model" for one in written)


async def books_agree(asking: Asking, runs: list[UUID], spent_before: Decimal) -> dict[str, object]:
    """Each call costs what the provider charged for it, to the digit, or is booked at its worst case."""
    calls = [call for call in await asking.calls(runs) if call["state"] != "gave_up"]
    charged = {one["id"]: Decimal(one["charged"]) for one in asking.fake.seen()}
    told = {call["generation_id"]: call["cost"] for call in calls if call["cost_basis"] in TOLD}
    guessed = [call["cost"] for call in calls if call["cost_basis"] == "worst_case"]
    assert Counter(call["model"] for call in calls) == Counter(one["model"] for one in asking.fake.seen())
    assert told == {number: charged[number] for number in told}
    assert sum(guessed) >= sum(charged.values()) - sum(told.values())
    assert await asking.day() == (Decimal(0), sum((call["cost"] for call in calls), spent_before))
    return {"calls": len(calls), "told": len(told), "told_usd": sum(told.values()), "guessed": len(guessed)}


@pytest.mark.parametrize("death", ["hang", "503", "refused"])
async def test_dead_provider_costs_time_and_no_post(asking: Asking, death: str) -> None:
    """A step and then the merge have their patience, 15 s each; the twin writes for both."""
    await asking.offer(f"fake/{death}")
    asking.fake.script(by_model=True)
    dead = f"fake/{death}"
    with asking.fake.gone() if death == "refused" else nullcontext():
        began = monotonic()
        runs = await asking.start(*[spec([dead] * 5, merge=dead, languages=("ru", "en"))] * 3)
        assert await asking.ended(runs) == {"merged": 3}
        assert monotonic() - began < 45
    posts = [one for merged in await asking.posts(runs) for one in merged["posts"]]
    assert [post["made_by"] for post in posts] == ["twin"] * 6
    assert all(post["grounding"]["ok"] for post in posts)
    assert (await steps_state_why(asking, runs)).keys() <= {"provider", "out_of_time"}


async def test_key_is_told_to_nobody(asking: Asking) -> None:
    """Neither on a command line nor in a log, an event or a row, though the provider repeats it."""
    await asking.offer("fake/400", "fake/text")
    asking.fake.script(by_model=True)
    runs = await asking.start(spec(["fake/400", "fake/text"]))
    assert await asking.ended(runs) == {"merged": 1}
    assert {one["key"] for one in asking.fake.seen()} == {KEY}
    logs = [path.read_text(errors="replace") for path in asking.stack.data.glob("**/*.log")]
    rows = await asking.stack.sql("SELECT body AS told FROM events UNION ALL SELECT detail FROM llm_calls")
    lines = commands(asking.stack.runtime.pids.values())
    told = [*logs, *(row["told"] or "" for row in rows), *lines]
    assert logs
    assert not [text for text in told if KEY in text]


def commands(pids: Iterable[int]) -> list[str]:
    return [Path(f"/proc/{pid}/cmdline").read_text() for pid in pids]
