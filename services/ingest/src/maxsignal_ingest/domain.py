"""What ingest decides without any I/O: the window to ask for, and the event that tells what came of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from maxsignal_common.errors import PermanentError
from maxsignal_common.events import CandlesReady, RunRequested
from maxsignal_common.market import CandleSeries, Frozen, Instrument, Split, Timeframe, epoch_ms
from maxsignal_common.origin import CONTEXT_CANDLES, CandleOrigin, ContextCandles, Gap, Revision
from maxsignal_ingest.calendars import calendar_of
from maxsignal_ingest.gaps import find_gaps, is_degraded
from maxsignal_ingest.splits import adjusted, splits_within

# The scheduler stamps runs with the database's time: what two machines' clocks differ by is not "the future".
CLOCK_SKEW = timedelta(minutes=1)
# Sessions end, and so cut their last candle, at full five minutes; other candles close on their own grid.
CLOSING_GRID = timedelta(minutes=5)
# An illiquid share's minutes are mostly gaps: naming each would outgrow the event.
MOST_GAPS = 100


class CandleRequest(Frozen):
    """The newest `count` candles that had closed by `as_of`."""

    instrument: Instrument
    timeframe: Timeframe
    as_of: AwareDatetime
    count: int = Field(ge=1, le=1000)


class FetchedCandles(Frozen):
    """At least one closed candle, as traded, and when each of them closed.

    Whatever closed by `complete_to_ms` is among them or older than the first: the venue was asked up to then.
    `missing` is what the venue's own schedule expects beside them, of a venue that tells it.
    """

    candles: CandleSeries
    closes_ms: tuple[int, ...] = Field(min_length=1)
    complete_to_ms: int
    unfinished_dropped: int
    adjustment: Literal["none", "splits"]
    source: str
    splits: tuple[Split, ...] = ()
    repeated_dropped: int = 0
    revised: Revision | None = None
    missing: tuple[Gap, ...] | None = None

    @property
    def close_ms(self) -> int:
        """When the last one closed."""
        return self.closes_ms[-1]

    def last(self, count: int) -> Self:
        """The newest `count` of them."""
        cut = {"candles": self.candles.last(count), "closes_ms": self.closes_ms[-count:]}
        return self.model_copy(update=cut)

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


def nothing_closed_since(
    request: CandleRequest, as_of: datetime, complete_to_ms: int, elapsed: timedelta
) -> bool:
    """Whether a source asked now would give no candle that it did not give for `as_of`.

    It answered `elapsed` ago, with what had closed by `complete_to_ms`.
    """
    until_ms = epoch_ms(request.as_of)
    if complete_to_ms < epoch_ms(as_of):
        # The venue's clock was the limit then, and has moved on by as much as ours.
        until_ms = min(until_ms, complete_to_ms + elapsed // timedelta(milliseconds=1))
    grid_ms = min(request.timeframe.duration, CLOSING_GRID) // timedelta(milliseconds=1)
    return until_ms // grid_ms == complete_to_ms // grid_ms


def context_request(run: RunRequested, timeframe: Timeframe) -> CandleRequest:
    """The candles of a higher timeframe that had closed at the same moment."""
    return CandleRequest(
        instrument=run.instrument, timeframe=timeframe, as_of=run.as_of, count=CONTEXT_CANDLES
    )


def candles_ready(
    run: RunRequested,
    fetched: FetchedCandles,
    context: Mapping[Timeframe, FetchedCandles | None] = MappingProxyType({}),
) -> CandlesReady:
    """The event of a run's candles, with the record of where they come from and what they lack.

    Looks into the exchange's calendar, which takes seconds to load: call it in a thread.
    """
    candles, origin = described(run, fetched)
    return CandlesReady(
        run_id=run.run_id,
        instrument=run.instrument,
        timeframe=run.timeframe,
        as_of=run.as_of,
        origin=origin,
        candles=candles,
        config=run.config,
        context=tuple(_context(run, one) for one in context.values() if one),
        missing_context=tuple(timeframe for timeframe, one in context.items() if one is None),
    )


def described(run: RunRequested, fetched: FetchedCandles) -> tuple[CandleSeries, CandleOrigin]:
    """Candles in the shares there were at the run's time, and what is to be known about them."""
    candles = adjusted(fetched.candles, fetched.splits, run.as_of)
    gaps = _gaps(run.instrument, fetched)
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
        repeated_dropped=fetched.repeated_dropped,
        revised=fetched.revised,
        fallback_for=None if fetched.source == run.instrument.source else run.instrument.source,
        gaps=named(gaps),
        degraded=is_degraded(candles, gaps),
    )
    return candles, origin


def _gaps(instrument: Instrument, fetched: FetchedCandles) -> tuple[Gap, ...]:
    """As the venue's own schedule says, else the calendar of the exchange."""
    if fetched.missing is not None:
        return tuple(gap for gap in fetched.missing if gap.first_ms > fetched.candles.ts_ms[0])
    calendar = calendar_of(instrument)
    return tuple(find_gaps(instrument, fetched.candles, fetched.complete_to_ms, calendar))


def named(gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """The newest gaps one by one; where there are many, the oldest are told as one with their sum."""
    if len(gaps) <= MOST_GAPS:
        return gaps
    old, new = gaps[: 1 - MOST_GAPS], gaps[1 - MOST_GAPS :]
    bars = sum(gap.bars for gap in old)
    return (Gap(first_ms=old[0].first_ms, last_ms=old[-1].last_ms, bars=bars), *new)


def _context(run: RunRequested, fetched: FetchedCandles) -> ContextCandles:
    candles, origin = described(run, fetched)
    return ContextCandles(candles=candles, origin=origin)
