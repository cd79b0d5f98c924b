"""What events refuse, what they may hold, and that old ones can still be read."""

from itertools import pairwise

import pytest
from pydantic import ValidationError

from maxsignal_common.analysis import USUAL_CONTEXT, AnalysisConfig
from maxsignal_common.bus.envelope import MAX_BODY_BYTES, encode
from maxsignal_common.events import CandlesReady, RunRequested
from maxsignal_common.market import CandleSeries, Timeframe
from maxsignal_common.origin import CONTEXT_CANDLES, CandleOrigin, ContextCandles, Gap, Revision
from tests.fixtures import samples

# What a price can look like after a division by a split, and the time of a bar today.
LONG, NOW_MS = 12345.678901234567, 1_795_154_400_000


def series(timeframe: Timeframe, bars: int) -> CandleSeries:
    column = (LONG,) * bars
    return CandleSeries(
        timeframe=timeframe,
        ts_ms=tuple(NOW_MS + bar for bar in range(bars)),
        open=column,
        high=column,
        low=column,
        close=column,
        volume=column,
        taker_buy=column,
    )


def origin(candles: CandleSeries, gaps: int = 0) -> CandleOrigin:
    ts_ms = candles.ts_ms
    return CandleOrigin(
        source="ccxt:binanceusdm",
        sha256=candles.sha256(),
        bars=len(candles),
        first_ms=ts_ms[0],
        last_ms=ts_ms[-1],
        close_ms=NOW_MS,
        gaps=(Gap(first_ms=NOW_MS, last_ms=NOW_MS, bars=1),) * gaps,
        revised=Revision(first_ms=NOW_MS, last_ms=NOW_MS, bars=999),
        fallback_for="ccxt:binance",
    )


def context(timeframe: Timeframe, bars: int = CONTEXT_CANDLES) -> ContextCandles:
    candles = series(timeframe, bars)
    return ContextCandles(candles=candles, origin=origin(candles, gaps=100))


def run_with(timeframe: Timeframe, *higher: Timeframe) -> RunRequested:
    config = AnalysisConfig(candles=1000, context=higher)
    return RunRequested.model_validate(
        {**dict(samples.requested()), "timeframe": timeframe, "config": config}
    )


def test_largest_event_fits_the_bus() -> None:
    higher = (Timeframe.H1, Timeframe.H4, Timeframe.D1)
    candles = series(Timeframe.M15, 1000)
    event = samples.candles_ready(run_with(Timeframe.M15, *higher), candles).model_copy(
        update={"origin": origin(candles, gaps=100), "context": tuple(context(one) for one in higher)}
    )
    assert 0.85 * MAX_BODY_BYTES < len(encode(event)) < 0.9 * MAX_BODY_BYTES


def test_events_from_before_the_context_are_read() -> None:
    event = samples.candles_ready(samples.requested())
    new: dict[str, object] = {
        "origin": {"fallback_for", "revised", "splits", "repeated_dropped"},
        "config": {"context"},
    }
    new |= {"instrument": {"lot", "figi", "fallback"}, "context": True, "missing_context": True}
    old = event.model_dump_json(exclude=new)  # type: ignore[arg-type]
    assert '"context"' not in old
    assert CandlesReady.model_validate_json(old) == event


@pytest.mark.parametrize("higher", [(Timeframe.D1,), (Timeframe.H4,), (Timeframe.W1, Timeframe.H1)])
def test_context_that_is_not_higher_is_refused(higher: tuple[Timeframe, ...]) -> None:
    with pytest.raises(ValidationError, match="cannot be context of D1"):
        run_with(Timeframe.D1, *higher)


@pytest.mark.parametrize("context", [("D1", "D1"), ("H1", "H4", "D1", "W1")])
def test_context_is_few_timeframes_each_once(context: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        AnalysisConfig.model_validate({"context": context})


def test_usual_context_rises() -> None:
    for timeframe, higher in USUAL_CONTEXT.items():
        assert run_with(timeframe, *higher).config.context == higher
        assert all(low.duration < high.duration for low, high in pairwise(higher))


def test_context_of_too_many_candles_is_refused() -> None:
    with pytest.raises(ValidationError, match="at most 200"):
        context(Timeframe.D1, CONTEXT_CANDLES + 1)


def test_context_described_wrongly_is_refused() -> None:
    candles = series(Timeframe.D1, 3)
    with pytest.raises(ValidationError, match="does not describe"):
        ContextCandles(candles=candles.last(2), origin=origin(candles))
