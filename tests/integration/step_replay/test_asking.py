"""What can be asked once more, by whom, and how often."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_common.events import StepsJoined
from maxsignal_common.facts import Method
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import sync_models
from tests.fixtures import samples
from tests.integration.api.people import code_of
from tests.integration.replay.world import asked, candles_of
from tests.integration.step_replay.world import RU, Replays
from tests.unit.llm.samples import DEAR, OFF, UNPRICED

PARTS = {"system": "Ты пишешь кратко.", "user": "Факты: {{ facts }}"}
COUNT = text("SELECT count(*) FROM step_replays")


async def test_order_is_kept_with_its_author(replays: Replays) -> None:
    run_id = await replays.run()
    answer = await replays.ask(run_id, prompt=PARTS, temperature=0.5)
    assert answer.status_code == 202
    replay = (await replays.api.get(answer.headers["Location"])).json()
    assert (replay["status"], replay["requested_by"], replay["step"]) == ("pending", "token tests", "smc")
    assert (replay["prompt"], replay["asked"]["prompt_version"]) == (PARTS, None)
    assert (replay["asked"]["model"], replay["asked"]["temperature"]) == (DEAR.id, 0.5)
    assert (replay["result"], replay["original"]) == (None, None)


async def test_same_key_orders_one_replay(replays: Replays, owner: Database) -> None:
    run_id = await replays.run()
    first, again = [(await replays.ask(run_id, key="k1")).json() for _ in range(2)]
    assert first == again
    assert code_of(await replays.ask(run_id, "vsa", key="k1")) == (422, "idempotency_key_reused")
    assert (await replays.ask(run_id)).json() != first
    async with owner.begin() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 2


async def test_question_is_the_runs_where_nothing_differs(replays: Replays) -> None:
    run_id = await replays.run()
    told = await replays.seen((await replays.ask(run_id)).json()["replay_id"])
    same = {"model": DEAR.id, "prompt_version": "1", "temperature": 0.0, "max_tokens": 1200}
    assert same.items() <= told["asked"].items()
    assert told["asked"]["fallback_models"] == ["b/two"]


async def test_run_without_a_model_takes_the_active_prompt(replays: Replays) -> None:
    run_id = await replays.run(model=None)
    told = await replays.seen((await replays.ask(run_id, model="b/two")).json()["replay_id"])
    assert (told["asked"]["prompt_version"], told["asked"]["fallback_models"]) == ("1", [])


@pytest.mark.parametrize(
    ("step", "change", "refusal"),
    [
        ("ict", {}, (404, "unknown_step")),
        ("smc", {"prompt_version": 99}, (404, "unknown_version")),
        ("smc", {"model": OFF.id}, (409, "model_not_enabled")),
        ("smc", {"model": "nobody/knows"}, (409, "model_not_enabled")),
        ("smc", {"model": UNPRICED.id}, (409, "unpriced_model")),
        ("smc", {"prompt": {"system": "{{ facts }}", "user": "x"}}, (422, "invalid_prompt")),
        ("smc", {"prompt": {"system": "x", "user": "{{ plan }} {{ price }}"}}, (422, "invalid_prompt")),
        ("smc", {"prompt": {"system": "x\u0007", "user": "y"}}, (422, "invalid_prompt")),
        ("smc", {"prompt": PARTS, "prompt_version": 1}, (422, "prompt_named_twice")),
        ("smc", {"temperature": 3}, (422, "validation_failed")),
        ("smc", {"price": 3}, (422, "validation_failed")),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    replays: Replays, owner: Database, step: str, change: dict[str, Any], refusal: tuple[int, str]
) -> None:
    async with owner.begin() as connection:
        await sync_models(connection, [OFF, UNPRICED, DEAR])
        await connection.execute(text("UPDATE llm_models SET enabled = true WHERE id = 'd/auto'"))
    run_id = await replays.run(methods=())
    assert code_of(await replays.ask(run_id, step, **change)) == refusal


async def test_every_unknown_variable_is_named(replays: Replays) -> None:
    run_id = await replays.run(methods=())
    answer = await replays.ask(run_id, prompt={"system": "x", "user": "{{ plan }}\n{{ price }}"})
    assert "line 4" in answer.json()["detail"]
    assert "plan" in answer.json()["detail"]
    assert "price" in answer.json()["detail"]


async def test_run_that_asked_no_model_wants_one_named(replays: Replays) -> None:
    run_id = await replays.run(model=None)
    assert code_of(await replays.ask(run_id)) == (409, "model_not_set")


async def test_run_must_have_come_so_far(replays: Replays) -> None:
    assert code_of(await replays.ask(UUID(int=7))) == (404, "unknown_run")
    request = asked()
    await replays.live.open(request)
    assert code_of(await replays.ask(request.run_id)) == (409, "no_recorded_input")
    await replays.live.store(candles_of(request))
    assert (await replays.ask(request.run_id)).status_code == 202
    assert code_of(await replays.ask(request.run_id, "merge")) == (409, "no_recorded_input")
    await replays.live.store(samples.failed(request, Method.SMC))
    assert code_of(await replays.ask(request.run_id)) == (409, "step_failed")


async def test_person_cannot_order_without_end(replays: Replays, admin: httpx.AsyncClient) -> None:
    run_id = await replays.run(methods=(Method.SMC,))
    url = f"/api/runs/{run_id}/steps/smc/replay"
    answers = [await admin.post(url, json=RU) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_worker_sees_what_it_replays_and_nothing_else(replays: Replays) -> None:
    for table in ("step_replays", "events", "runs"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with replays.world.database.begin() as connection:
                await connection.execute(text(f"SELECT FROM {table}"))


async def test_merge_is_made_from_the_joined_steps(replays: Replays, owner: Database) -> None:
    run_id = await replays.run()
    await replays.ask(run_id, "merge")
    query = text("SELECT e.type FROM step_replays r JOIN events e ON e.id = r.input_id")
    async with owner.begin() as connection:
        assert (await connection.execute(query)).scalar_one() == StepsJoined.type()
