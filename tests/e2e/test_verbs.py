"""The operator's verbs against a running stack, and what they say to wrong words."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from maxsignal_analyzer.domain import analyse
from maxsignal_common.events import CandlesReady, PostMerged, StepCompleted, StepsJoined
from maxsignal_merger.domain import merge
from tests.fixtures.stack import LiveStack, live_stack, maxsignal, one_json_object
from tests.fixtures.waiting import until


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveStack]:
    async with live_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


pytestmark = pytest.mark.asyncio(loop_scope="module")


def run(stack: LiveStack, *words: str) -> tuple[int, str, str]:
    done = maxsignal(*words, "--data", str(stack.data))
    return done.returncode, done.stdout, done.stderr


async def test_run_start_waits_for_the_post(stack: LiveStack) -> None:
    code, out, _ = run(stack, "run", "start", "GOOG", "D1", "--wait", "--json", "--lang", "en")
    result = one_json_object(out)
    assert (code, result["status"]) == (0, "published")
    assert result["post"]["text"].startswith("📊 GOOG · D1")


async def test_run_of_the_past_ends_where_it_was_told(stack: LiveStack) -> None:
    past = "2005-06-30T12:00:00+00:00"
    _, out, _ = run(stack, "run", "start", "IBM", "D1", "--as-of", past, "--wait", "--json")
    assert "30.06.2005" in one_json_object(out)["post"]["text"].splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "machine_code"),
    [
        (("NOPE", "D1"), "unknown_instrument"),
        (("IBM", "D7"), "unknown_timeframe"),
        (("BTC/USDT", "H1"), "instrument_disabled"),
        (("IBM", "D1", "--as-of", "2999-01-01T00:00:00Z"), "as_of_in_future"),
        (("IBM", "H1"), "unsupported_timeframe"),
    ],
)
async def test_wrong_words_are_refused_with_a_code(
    stack: LiveStack, words: tuple[str, ...], machine_code: str
) -> None:
    code, _, err = run(stack, "run", "start", *words)
    assert code == 2
    assert machine_code in err


async def test_run_without_candles_fails_with_a_reason(stack: LiveStack) -> None:
    code, out, _ = run(
        stack, "run", "start", "IBM", "D1", "--as-of", "1990-01-01T00:00:00Z", "--wait", "--json"
    )
    result = one_json_object(out)
    assert (code, result["status"]) == (1, "failed")
    assert result["error"]["code"] == "as_of_before_data"


async def test_few_candles_name_the_methods_that_lack_them(stack: LiveStack) -> None:
    early = "2000-03-20T00:00:00Z"
    code, out, _ = run(
        stack, "run", "start", "IBM", "D1", "--as-of", early, "--wait", "--json", "--lang", "en"
    )
    result = one_json_object(out)
    lacking = {step["name"] for step in result["steps"] if step["status"] == "failed"}
    assert (code, result["status"]) == (0, "published")
    assert lacking
    assert len(result["post"]["text"]) > 300


async def test_shown_run_has_an_unbroken_chain(stack: LiveStack) -> None:
    _, run_id, _ = run(stack, "run", "start", "IBM", "D1")
    code, _, _ = run(stack, "run", "watch", run_id.strip())
    _, out, _ = run(stack, "run", "show", run_id.strip(), "--json")
    shown = one_json_object(out)
    assert (code, shown["chain_ok"]) == (0, True)
    assert shown["events"][0]["type"] == "ms.run.requested.v1"


async def test_finished_run_replays_to_the_byte(stack: LiveStack) -> None:
    """Same candles, same code: the recorded steps and post come out again, byte for byte."""
    run_id = await stack.schedule_now()
    await stack.finished(run_id)
    rows = await stack.sql("SELECT type, body FROM events WHERE run_id = $1 ORDER BY run_seq", run_id)
    bodies = {row["type"]: row["body"] for row in rows}
    candles = CandlesReady.model_validate_json(bodies[CandlesReady.type()])
    recorded = [
        StepCompleted.model_validate_json(r["body"]) for r in rows if r["type"] == StepCompleted.type()
    ]
    for step in recorded:
        assert analyse(candles, step.method) == step.model_copy(update={"duration_ms": 0})
    joined = StepsJoined.model_validate_json(bodies[StepsJoined.type()])
    assert merge(joined).event.model_dump_json() == bodies[PostMerged.type()]


async def test_dead_letter_is_listed_replayed_and_dropped(stack: LiveStack) -> None:
    run(stack, "run", "start", "IBM", "D1", "--as-of", "1991-01-01T00:00:00Z", "--wait")

    async def letters() -> list[dict[str, object]]:
        _, out, _ = run(stack, "dlq", "list", "--json")
        return [x for x in json.loads(out) if x["code"] == "as_of_before_data"]

    first = (await until(letters))[0]
    assert run(stack, "dlq", "replay", str(first["id"]))[0] == 0
    second = (await until(letters))[0]
    assert second["id"] != first["id"]
    assert run(stack, "dlq", "drop", "--yes", str(second["id"]))[0] == 0
    assert second["id"] not in [letter["id"] for letter in await letters()]


async def test_topology_and_doctor_find_nothing_wrong(stack: LiveStack) -> None:
    assert run(stack, "topology", "apply") == (0, "nothing to change\n", "")
    code, out, _ = run(stack, "doctor", "--json")
    assert (code, {finding["verdict"] for finding in json.loads(out)}) == (0, {"ok", "note"})
