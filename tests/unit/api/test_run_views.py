"""What a client sees of the words models wrote: per step, per post, with the twin and what it cost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from maxsignal_api.runs.schemas import RunDetail
from maxsignal_api.runs.views import detail
from maxsignal_common.analysis import Language
from maxsignal_common.events import Event, StepCompleted
from maxsignal_common.facts import Method
from maxsignal_common.writings import ModelCall, Writing
from tests.fixtures import samples

RU = Language.RU
CALL = ModelCall(
    id=UUID(int=1), model="a/one", tokens_in=10, tokens_out=2, cost_usd=Decimal("0.01"), reused=False
)
TOLD = Writing(language=RU, made_by="model", calls=(CALL,))
REQUEST = samples.requested(methods=(Method.SMC,))


def recorded(event: Event, method: str | None = None) -> Mapping[str, Any]:
    at = {"occurred_at": samples.TICK, "recorded_at": samples.TICK, "causation_id": None, "run_seq": 1}
    row = {"id": event.event_id(), "type": event.type(), "body": event.model_dump_json(), "method": method}
    return {**row, **at}


def shown(*events: Mapping[str, Any]) -> RunDetail:
    times = dict.fromkeys(("as_of", "created_at", "updated_at", "finished_at"), samples.TICK)
    about = {"analysis": "daystart", "instrument": "IBM", "timeframe": "D1", "trigger": "manual"}
    ended = {"status": "published", "steps": ["candles", "smc"], "steps_done": 2}
    row = {"id": REQUEST.run_id, **about, **ended, **times, "error_code": None, "error_detail": None}
    return detail(row, events, {}, {}, chain_ok=True)


def step(**told: object) -> StepCompleted:
    return samples.completed(REQUEST, Method.SMC).model_copy(update=told)


def test_words_of_a_step_are_shown_with_their_record() -> None:
    told = step(prose={RU: "Рост"}, writings=(TOLD,), cost_usd=Decimal("0.01"), tokens_in=10)
    output = shown(recorded(told, "smc")).steps[0].output
    assert output is not None
    assert (output.prose, output.writings) == ({RU: "Рост"}, (TOLD,))


def test_twin_is_shown_beside_a_models_post() -> None:
    plain = samples.merged(REQUEST)
    post = plain.model_copy(update={"twins": plain.posts, "writings": (TOLD,)})
    run = shown(recorded(post))
    assert (run.twins, run.writings) == (plain.posts, (TOLD,))


def test_cost_of_a_run_is_that_of_steps_and_post() -> None:
    post = samples.merged(REQUEST).model_copy(update={"cost_usd": Decimal("0.02"), "tokens_out": 5})
    run = shown(recorded(step(cost_usd=Decimal("0.01"), tokens_out=2), "smc"), recorded(post))
    assert (run.cost_usd, run.tokens_out) == (Decimal("0.03"), 7)


def test_step_recorded_before_models_is_still_read() -> None:
    before = step().model_dump_json(exclude={"writings"})
    assert '"prose":null' in before
    run = shown({**recorded(step(), "smc"), "body": before})
    assert run.steps[0].output is not None
    assert run.steps[0].output.prose is None
