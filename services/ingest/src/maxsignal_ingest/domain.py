"""What ingest decides without any I/O: the window to ask for, and the event that tells what came of it."""

from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from maxsignal_common.errors import PermanentError
from maxsignal_common.events import CandleOrigin, CandlesReady, RunRequested
from maxsignal_common.market import CandleSeries, Frozen, Instrument, Split, Timeframe
from maxsignal_ingest.calendars import calendar_of
from maxsignal_ingest.gaps import find_gaps, is_degraded
from maxsignal_ingest.splits import adjusted, splits_within

# The scheduler stamps runs with the database's time: what two machines' clocks differ by is not "the future".
CLOCK_SKEW = timedelta(minutes=1)


class CandleRequest(Frozen):
    """The newest `count` candles that had closed by `as_of`."""

    instrument: Instrument
    timeframe: Timeframe
    as_of: AwareDatetime
    count: int = Field(ge=1, le=1000)


class FetchedCandles(Frozen):
    """At least one closed candle, as traded, and when each of them closed.

    Whatever closed by `complete_to_ms` is among them or older than the first: the venue was asked up to then.
    """

    candles: CandleSeries
    closes_ms: tuple[int, ...] = Field(min_length=1)
    complete_to_ms: int
    unfinished_dropped: int
    adjustment: Literal["none", "splits"]
    source: str
    splits: tuple[Split, ...] = ()

    @property
    def close_ms(self) -> int:
        """When the last one closed."""
        return self.closes_ms[-1]

    @model_validator(mode="after")
    def _every_candle_closed(self) -> Self:
        if len(self.closes_ms) != len(self.candles):
            raise ValueError("a candle without its close, or a close without its candle")
        return self


def candle_request(run: RunRequested, now: datetime) -> CandleRequest:
    """What the run needs from its source; a run about the future is refused."""
    if run.as_of > now + CLOCK_SKEW:
        raise PermanentError("as_of_in_future", f"as_of {run.as_of.isoformat()} is later than now")
    return CandleRequest(
        instrument=run.instrument, timeframe=run.timeframe, as_of=run.as_of, count=run.config.candles
    )


def candles_ready(run: RunRequested, fetched: FetchedCandles) -> CandlesReady:
    """The event of a run's candles, with the record of where they come from and what they lack.

    Looks into the exchange's calendar, which takes seconds to load: call it in a thread.
    """
    candles = adjusted(fetched.candles, fetched.splits, run.as_of)
    calendar = calendar_of(run.instrument)
    gaps = tuple(find_gaps(run.instrument, candles, fetched.complete_to_ms, calendar))
    origin = CandleOrigin(
        source=fetched.source,
        sha256=candles.sha256(),
        bars=len(candles),
        first_ms=candles.ts_ms[0],
        last_ms=candles.ts_ms[-1],
        close_ms=fetched.close_ms,
        adjustment=fetched.adjustment if candles == fetched.candles else "splits",
        splits=splits_within(candles, fetched.splits, run.as_of),
        unfinished_dropped=fetched.unfinished_dropped,
        gaps=gaps,
        degraded=is_degraded(candles, gaps),
    )
    return CandlesReady(
        run_id=run.run_id,
        instrument=run.instrument,
        timeframe=run.timeframe,
        as_of=run.as_of,
        origin=origin,
        candles=candles,
        config=run.config,
    )
