"""What the dashboard reads beside runs: charts, model calls, the state of the system."""

from datetime import timedelta
from decimal import Decimal

import httpx

from maxsignal_api.parts import Parts
from maxsignal_common.events import RunRequested
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_calls import Ending, NewCall, close_call, open_call
from tests.integration.api.test_runs import merged, opened


async def called(owner: Database, run: RunRequested) -> str:
    """A model call of the run, answered."""
    asked = '{"messages":[{"role":"user","content":"?"}],"temperature":0.0,"max_tokens":64}'
    call = NewCall("h", asked, run.run_id, "smc", "1", 1, "a/cheap", (), Decimal(1))
    ending = Ending("answered", Decimal("0.0012"), "usage", 900, answer='{"paragraphs":[]}')
    async with owner.begin() as connection:
        call_id = await open_call(connection, call, timedelta(minutes=1))
        assert call_id
        await close_call(connection, call_id, ending, {})
    return str(call_id)


async def test_chart_has_the_candles_and_levels_of_the_run(
    api: httpx.AsyncClient, owner: Database, database_url: str
) -> None:
    run = await merged(owner, database_url)
    chart = (await api.get(f"/api/runs/{run.run_id}/chart")).json()
    assert len(chart["candles"]["ts_ms"]) == 5
    assert {level["method"] for level in chart["levels"]} <= {"smc", "vsa", "delta", "ict"}


async def test_chart_of_a_run_without_candles_says_so(api: httpx.AsyncClient, owner: Database) -> None:
    run = await opened(owner)
    assert (await api.get(f"/api/runs/{run.run_id}/chart")).json()["code"] == "no_candles"


async def test_calls_are_listed_without_bodies(api: httpx.AsyncClient, owner: Database) -> None:
    run = await opened(owner)
    call_id = await called(owner, run)
    (call,) = (await api.get(f"/api/runs/{run.run_id}/calls")).json()["items"]
    assert (call["id"], call["cost"], "messages" in call) == (call_id, "0.0012", False)


async def test_call_shows_prompt_and_answer_to_the_letter(api: httpx.AsyncClient, owner: Database) -> None:
    run = await opened(owner)
    call = (await api.get(f"/api/runs/{run.run_id}/calls/{await called(owner, run)}")).json()
    assert call["messages"] == [{"role": "user", "content": "?"}]
    assert call["answer"] == '{"paragraphs":[]}'


async def test_call_of_another_run_is_not_found(api: httpx.AsyncClient, owner: Database) -> None:
    run, other = await opened(owner), await opened(owner, 1)
    answer = await api.get(f"/api/runs/{other.run_id}/calls/{await called(owner, run)}")
    assert answer.status_code == 404


async def test_system_tells_queues_and_what_waits(
    api: httpx.AsyncClient, linked: Parts, owner: Database
) -> None:
    await opened(owner)
    system = (await api.get("/api/system")).json()
    assert (system["open_runs"], system["outbox"], system["dead_letters"]) == (1, 1, 0)
    assert {queue["waiting"] for queue in system["queues"]} == {0}
    assert system["spending"]["spent"] == "0"


async def test_system_without_nats_says_so(api: httpx.AsyncClient) -> None:
    system = (await api.get("/api/system")).json()
    assert system["queues"] is None
    assert "nats" in system["checks"]
