"""One method over one set of candles: the same facts for the same bytes, an answer even to bad candles."""

import pytest

from maxsignal_analyzer.domain import TIMEFRAMES, analyse
from maxsignal_common.events import CandlesReady, StepCompleted, StepFailed
from maxsignal_common.facts import Method
from maxsignal_common.market import Timeframe
from maxsignal_common.origin import ContextCandles
from maxsignal_methods import MIN_BARS
from tests.fixtures.recorded import ibm, ibm_ready


@pytest.mark.parametrize("method", Method)
def test_step_is_the_same_for_the_same_candles(method: Method) -> None:
    first, again = analyse(ibm_ready(), method), analyse(ibm_ready(), method)
    assert isinstance(first, StepCompleted)
    assert first.model_dump_json() == again.model_dump_json()
    assert first.candles_sha256 == ibm_ready().origin.sha256


@pytest.mark.parametrize("method", Method)
def test_every_cited_level_is_given(method: Method) -> None:
    step = analyse(ibm_ready(), method)
    assert isinstance(step, StepCompleted)
    given = {level.id for level in step.levels}
    assert {level for fact in step.facts for level in fact.levels.values()} <= given


@pytest.mark.parametrize("method", Method)
def test_too_few_candles_are_named_not_raised(method: Method) -> None:
    step = analyse(ibm_ready(MIN_BARS[method] - 1), method)
    assert isinstance(step, StepFailed)
    assert step.code == "insufficient_bars"
    assert str(MIN_BARS[method]) in step.detail


def test_every_timeframe_has_a_name_in_the_core() -> None:
    assert set(TIMEFRAMES) == set(Timeframe)


def with_context(bars: int) -> CandlesReady:
    weekly = ibm(bars).model_copy(update={"timeframe": Timeframe.W1})
    origin = ibm_ready(bars).origin.model_copy(update={"sha256": weekly.sha256()})
    return ibm_ready().model_copy(update={"context": (ContextCandles(origin=origin, candles=weekly),)})


@pytest.mark.parametrize("bars", [120, 200])
def test_trend_of_context_is_that_of_its_candles(bars: int) -> None:
    step, alone = analyse(with_context(bars), Method.SMC), analyse(ibm_ready(bars), Method.SMC)
    assert isinstance(step, StepCompleted)
    assert isinstance(alone, StepCompleted)
    assert step.state["trend_W1"] == alone.state["trend"] != 0


def test_short_context_tells_no_trend() -> None:
    step = analyse(with_context(MIN_BARS[Method.SMC] - 1), Method.SMC)
    assert isinstance(step, StepCompleted)
    assert step.state["trend_W1"] is None


def test_other_methods_leave_the_context_alone() -> None:
    assert analyse(with_context(200), Method.VSA) == analyse(ibm_ready(), Method.VSA)
