"""One method over one set of candles: facts out, the same for the same bytes in."""

from maxsignal_common.events import CandlesReady, StepCompleted, StepFailed
from maxsignal_common.facts import Fact, FactValue, Level, Method
from maxsignal_common.market import CandleSeries
from maxsignal_common.origin import ContextCandles
from maxsignal_methods import MIN_BARS, Candles, InvalidCandles, MethodResult, analyze

# How libs/methods writes timeframes.
TIMEFRAMES = {
    "M1": "1m", "M5": "5m", "M15": "15m", "M30": "30m", "H1": "1h", "H4": "4h", "D1": "1d", "W1": "1w",
}  # fmt: skip


def analyse(event: CandlesReady, method: Method) -> StepCompleted | StepFailed:
    """The step's result; too few or unsound candles are an answer, not an error."""
    bars, needed = len(event.candles), MIN_BARS[method]
    if bars < needed:
        detail = f"{bars} candles, {method} needs {needed}"
        return StepFailed(run_id=event.run_id, method=method, code="insufficient_bars", detail=detail)
    try:
        candles = to_candles(event.candles)
    except InvalidCandles as error:
        return StepFailed(run_id=event.run_id, method=method, code="invalid_candles", detail=str(error))
    step = completed(event, method, analyze(candles, method))
    return step.model_copy(update={"state": step.state | trends(event)}) if method is Method.SMC else step


def trends(event: CandlesReady) -> dict[str, FactValue]:
    """The trend of each higher timeframe that came along, as the structure engine sees it: 1, -1 or 0."""
    return {f"trend_{one.timeframe}": _trend(one) for one in event.context}


def _trend(context: ContextCandles) -> FactValue:
    if len(context.candles) < MIN_BARS[Method.SMC]:
        return None
    try:
        candles = to_candles(context.candles)
    except InvalidCandles:
        return None
    return analyze(candles, Method.SMC).state["trend"]


def to_candles(series: CandleSeries) -> Candles:
    """Raises InvalidCandles with the row and the reason."""
    return Candles.from_arrays(
        series.ts_ms,
        series.open,
        series.high,
        series.low,
        series.close,
        series.volume,
        taker_buy=series.taker_buy,
        timeframe=TIMEFRAMES[series.timeframe],
    )


def completed(event: CandlesReady, method: Method, result: MethodResult) -> StepCompleted:
    return StepCompleted(
        run_id=event.run_id,
        method=method,
        candles_sha256=event.origin.sha256,
        state=dict(result.state),
        facts=tuple(Fact.model_validate(fact, from_attributes=True) for fact in result.facts),
        levels=tuple(Level.model_validate(level, from_attributes=True) for level in result.levels),
        warnings=result.warnings,
    )
