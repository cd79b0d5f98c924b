"""Steps asked once more on a running stack: by the verb, by a worker that is killed, by a bad order."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from maxsignal_cli.client import ApiAddress, ApiClient
from tests.contracts.llm.fake import running_provider
from tests.e2e.asking import SETTINGS, Asking, spec
from tests.fixtures.replays import DRAFTED, REPLAY, ordered
from tests.fixtures.stack import live_stack, maxsignal
from tests.fixtures.waiting import until

WRITER = "fake/text"
PLAN = """
INSERT INTO step_replays (id, run_id, step, question, input_id, requested_by)
SELECT $1, run_id, 'smc', CAST($3 AS jsonb), id, 'test' FROM events WHERE run_id = $2 AND run_seq = 1
"""
RECORD = """
SELECT status, e.type, e.body, e.hash FROM runs JOIN events e ON e.run_id = runs.id
WHERE runs.id = $1 AND e.type <> 'ms.plan.progressed.v1' ORDER BY run_seq
"""
ORDER = "INSERT INTO outbox (key, run_id, type, body) VALUES ('test', $1, 'ms.step.replay.v1', $2)"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asking]:
    with running_provider() as fake:
        folder = tmp_path_factory.mktemp("stack")
        async with live_stack(folder, LLM_BASE_URL=fake.base_url, **SETTINGS) as stack:
            world = Asking(stack, fake)
            await world.offer(WRITER)
            yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def run(asking: Asking) -> UUID:
    """Told by a model where SMC and the merge step are."""
    asking.fake.script(by_model=True)
    (run,) = await asking.start(spec([None, WRITER, None, None, None], merge=WRITER, languages=("ru",)))
    assert await asking.ended([run]) == {"merged": 1}
    return run


def api(asking: Asking) -> ApiClient:
    return ApiClient(ApiAddress(asking.stack.runtime.api_url, asking.stack.runtime.api_token))


async def verb(asking: Asking, run: UUID, *words: str) -> CompletedProcess[str]:
    told = ("run", "replay-step", str(run), *words, "--data", str(asking.stack.data))
    return await asyncio.to_thread(maxsignal, *told)


async def record_of(asking: Asking, run: UUID) -> list[asyncpg.Record]:
    """What a run is, but for what its plan met since."""
    return await asking.stack.sql(RECORD, run)


async def ended(asking: Asking, replay_id: str, *, within: float = 60) -> dict[str, Any]:
    async def final() -> dict[str, Any] | None:
        told = api(asking).get(f"/api/replays/{replay_id}")
        return told if told["status"] != "pending" else None

    return await until(final, within=within) or {}


@pytest.mark.parametrize("step", ["smc", "merge"])
async def test_verb_tells_the_same_beside_the_run(asking: Asking, run: UUID, step: str) -> None:
    # Another test may have left answers of its own.
    asking.fake.script(by_model=True)
    before, asked = await record_of(asking, run), len(asking.fake.seen())
    said = await verb(asking, run, step)
    assert said.returncode == 0, said.stderr
    assert "the text is the same" in said.stdout
    assert len(asking.fake.seen()) == asked + 1
    assert await record_of(asking, run) == before
    again = await asyncio.to_thread(maxsignal, "run", "replay", str(run), "--data", str(asking.stack.data))
    assert again.stdout == "the same byte for byte, 1 of 1\n"


async def test_prompt_of_a_file_is_what_the_model_is_told(asking: Asking, run: UUID, tmp_path: Path) -> None:
    (tmp_path / "prompt.md").write_text(DRAFTED, encoding="utf-8")
    said = await verb(asking, run, "smc", "--prompt-file", str(tmp_path / "prompt.md"), "--json")
    told = json.loads(said.stdout)
    assert (told["status"], told["result"]["prompt_version"]) == ("done", "draft")
    assert asking.fake.seen()[-1]["asked"]["messages"][0]["content"] == "Ты пишешь кратко."


async def test_prompt_that_cannot_be_rendered_is_told_with_its_place(
    asking: Asking, run: UUID, tmp_path: Path
) -> None:
    (tmp_path / "prompt.md").write_text(DRAFTED.replace("facts", "price"), encoding="utf-8")
    said = await verb(asking, run, "smc", "--prompt-file", str(tmp_path / "prompt.md"))
    assert said.returncode == 2
    assert "prompt.md:4:" in said.stderr


async def test_killed_analyzer_is_followed_by_another(asking: Asking, run: UUID) -> None:
    asking.fake.script("hang", "text")
    url = f"/api/runs/{run}/steps/smc/replay"
    replay_id = api(asking).post(url, {"language": "ru"})["replay_id"]

    async def hangs() -> bool:
        return bool(asking.fake.seen())

    await until(hangs)
    asking.stack.kill("analyzer-smc")
    told = await ended(asking, replay_id, within=120)
    assert (told["status"], told["result"]["made_by"]) == ("done", "model")
    states = [call["state"] for call in told["result"]["calls"]]
    assert sorted(states) == ["answered", "unknown"]
    assert await asking.stack.status(run) == "merged"


async def test_order_that_cannot_succeed_is_a_dead_letter(asking: Asking, run: UUID) -> None:
    command = ordered(run, "smc", model=WRITER)
    await asking.stack.sql(PLAN, REPLAY, run, command.question.model_dump_json())
    await asking.stack.sql(ORDER, run, command.model_dump_json())
    told = await ended(asking, str(REPLAY))
    assert (told["status"], told["error"]["code"]) == ("failed", "unreadable_record")
    letters = await asking.stack.sql("SELECT consumer, code FROM dead_letters")
    assert [tuple(letter) for letter in letters] == [("analyzer-smc-replays", "unreadable_record")]
    assert await asking.stack.status(run) == "merged"
