"""What comes of a replay: told by the model that is asked, judged as ever, and the run stays as it was."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from maxsignal_cli.replaying import load_recording, replay
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import StepReplayed
from maxsignal_common.store.analysis_runs import durations
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_usage import past_usage
from maxsignal_llm.stored import StoredInputs
from tests.fakes.openai_server import COST, HARMLESS
from tests.integration.llm.world import ROOMY
from tests.integration.step_replay.test_asking import PARTS
from tests.integration.step_replay.world import Replays

LATE = text("UPDATE step_replays SET created_at = created_at - interval '11 minutes'")
HOSTILE = "Пишите @scam на https://t.me/scam, цель 1234,5"


def failed(run_id: UUID, replay_id: str) -> StepReplayed:
    return StepReplayed(run_id=run_id, replay_id=UUID(replay_id), code="max_deliveries", detail="given up")


async def everything(api: httpx.AsyncClient, run_id: UUID) -> Any:
    """A run as clients see it."""
    return (await api.get(f"/api/runs/{run_id}")).raise_for_status().json()


@pytest.mark.parametrize("step", ["smc", "merge"])
async def test_unchanged_question_tells_the_original(replays: Replays, step: str) -> None:
    run_id = await replays.run()
    told = await replays.replayed(run_id, step)
    result, original = told["result"], told["original"]
    same = ("text", "blocks", "grounding", "made_by", "model", "prompt_version", "tokens_in", "cost_usd")
    assert {name: result[name] for name in same} == {name: original[name] for name in same}
    assert (told["status"], result["made_by"], result["cost_usd"]) == ("done", "model", COST)
    assert HARMLESS in result["text"]
    assert {call["id"] for call in result["calls"]}.isdisjoint(call["id"] for call in original["calls"])


async def test_text_of_the_request_reaches_the_provider(replays: Replays) -> None:
    run_id = await replays.run()
    asked = len(replays.world.fake.seen())
    told = await replays.replayed(run_id, prompt=PARTS, model="b/two", max_tokens=300)
    (seen,) = replays.world.fake.seen()[asked:]
    assert seen["asked"]["messages"][0]["content"] == PARTS["system"]
    assert (seen["model"], seen["asked"]["max_tokens"]) == ("b/two", 300)
    assert (told["result"]["prompt_version"], told["original"]["prompt_version"]) == ("draft", "1")


async def test_hostile_answer_leaves_the_twin(replays: Replays) -> None:
    run_id = await replays.run()
    replays.world.fake.script("text", "text", texts=[HOSTILE] * 4)
    told = await replays.replayed(run_id)
    assert [block["made_by"] for block in told["result"]["blocks"]] == ["twin"]
    assert told["result"]["writing"]["reason"] == "offences"
    assert any("1234,5" in call["offences"][0] for call in told["result"]["writing"]["calls"])
    assert "scam" not in told["result"]["text"]
    assert len(told["result"]["calls"]) == 2


async def test_cap_of_the_day_is_a_reason(replays: Replays) -> None:
    run_id = await replays.run()
    told = await replays.replayed(run_id, limits=replace(ROOMY, day_cap=Decimal("0.01")))
    assert told["result"]["writing"]["reason"] == "budget"
    assert told["result"]["writing"]["detail"].startswith("day:")
    assert [(call["state"], call["cost"]) for call in told["result"]["calls"]] == [("gave_up", "0")]
    assert told["original"]["made_by"] == "model"


async def test_run_stays_as_it_was(replays: Replays, owner: Database) -> None:
    run_id = await replays.run()
    before, budgets = await everything(replays.api, run_id), await replays.world.budgets()
    for step in ("smc", "merge"):
        await replays.replayed(run_id, step, prompt={**PARTS, "user": "{{ facts }}"})
    assert await everything(replays.api, run_id) == before
    after = await replays.world.budgets()
    assert after[f"run:{run_id}"] == budgets[f"run:{run_id}"]
    assert after["day:2026-11-21"].spent == budgets["day:2026-11-21"].spent + 2 * Decimal(COST)
    assert (await replay(await load_recording(owner, run_id), owner)).exact


async def test_estimates_know_nothing_of_replays(replays: Replays, owner: Database) -> None:
    run_id = await replays.run(model=None)
    await replays.replayed(run_id, model="b/two")
    async with owner.begin() as connection:
        assert await past_usage(connection, ["smc"]) == {}
        timed = await durations(connection, "daystart", with_models=False)
    assert timed
    assert timed["runs"] == 1


async def test_calls_of_replays_are_told_apart(replays: Replays) -> None:
    run_id = await replays.run()
    told = await replays.replayed(run_id)
    calls = (await replays.api.get(f"/api/runs/{run_id}/calls")).json()["items"]
    made = [call for call in calls if call["replay_id"]]
    assert [(call["replay_id"], call["id"]) for call in made] == [
        (told["replay_id"], told["result"]["calls"][0]["id"])
    ]
    assert (await replays.api.get(f"/api/runs/{run_id}/calls/{made[0]['id']}")).status_code == 200


async def test_order_that_comes_twice_is_paid_once(replays: Replays) -> None:
    run_id = await replays.run()
    await replays.ask(run_id)
    first, again = await replays.work(), await replays.work()
    assert first == again
    assert sum(call["replay_id"] is not None for call in await replays.world.calls()) == 1


async def test_every_replay_asks_anew(replays: Replays) -> None:
    run_id = await replays.run()
    asked = len(replays.world.fake.seen())
    for _ in range(2):
        await replays.replayed(run_id)
    assert len(replays.world.fake.seen()) == asked + 2


async def test_replays_are_listed_newest_first(replays: Replays) -> None:
    run_id = await replays.run()
    made = [(await replays.replayed(run_id, step))["replay_id"] for step in ("smc", "vsa", "merge")]
    url = f"/api/runs/{run_id}/replays"
    page = (await replays.api.get(url, params={"limit": 2})).json()
    rest = (await replays.api.get(url, params={"limit": 2, "cursor": page["next_cursor"]})).json()
    assert [one["replay_id"] for one in (*page["items"], *rest["items"])] == made[::-1]
    assert (page["items"][0]["made_by"], page["items"][0]["cost_usd"]) == ("model", COST)


async def test_replay_nobody_answers_has_failed_in_time(replays: Replays, owner: Database) -> None:
    run_id = await replays.run()
    replay_id = (await replays.ask(run_id)).json()["replay_id"]
    async with owner.begin() as connection:
        await connection.execute(LATE)
    told = await replays.seen(replay_id)
    assert (told["status"], told["error"]["code"]) == ("failed", "replay_timed_out")
    await replays.keep(await replays.work())
    assert (await replays.seen(replay_id))["status"] == "done"


async def test_failure_is_told_until_there_is_an_answer(replays: Replays) -> None:
    run_id = await replays.run()
    replay_id = (await replays.ask(run_id)).json()["replay_id"]
    await replays.keep(failed(run_id, replay_id))
    told = await replays.seen(replay_id)
    assert (told["status"], told["error"]) == ("failed", {"code": "max_deliveries", "detail": "given up"})
    await replays.keep(await replays.work())
    await replays.keep(failed(run_id, replay_id))
    told = await replays.seen(replay_id)
    assert (told["status"], told["error"]) == ("done", None)


async def test_replay_that_nobody_ordered_is_refused(replays: Replays) -> None:
    with pytest.raises(PermanentError, match="unknown_replay"):
        await StoredInputs(replays.world.database).find(UUID(int=9))
    assert (await replays.api.get(f"/api/replays/{UUID(int=9)}")).status_code == 404
    assert (await replays.api.get(f"/api/runs/{UUID(int=9)}/replays")).status_code == 404
