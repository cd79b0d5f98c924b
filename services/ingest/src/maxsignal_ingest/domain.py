"""What ingest decides without any I/O: the window to ask for, what is missing in it, the event that says so.

Missing bars are named, never filled. Without a calendar, only what no calendar could explain is missing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from maxsignal_common.errors import PermanentError
from maxsignal_common.events import CandleOrigin, CandlesReady, Gap, RunRequested
from maxsignal_common.market import CandleSeries, Frozen, Instrument, Split, Timeframe, epoch_ms, from_ms

# The scheduler stamps runs with the database's time: what two machines' clocks differ by is not "the future".
CLOCK_SKEW = timedelta(minutes=1)
MISSING_SHARE = 0.05
FRESH_BARS = 20
# New York was shut from 10 to 17 September 2001; calendars, which know better, come with the market data.
LONGEST_CLOSURE = timedelta(days=7)


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
    """The event of a run's candles, with the record of where they come from and what they lack."""
    candles = fetched.candles
    gaps = tuple(find_gaps(run.instrument, candles, fetched.close_ms, run.as_of))
    origin = CandleOrigin(
        source=fetched.source,
        sha256=candles.sha256(),
        bars=len(candles),
        first_ms=candles.ts_ms[0],
        last_ms=candles.ts_ms[-1],
        close_ms=fetched.close_ms,
        adjustment=fetched.adjustment,
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


def is_degraded(candles: CandleSeries, gaps: tuple[Gap, ...]) -> bool:
    """Whether readers must be warned: over 5 % of the bars are missing, or one among the last 20."""
    missing = sum(gap.bars for gap in gaps)
    fresh_from = candles.ts_ms[-min(FRESH_BARS, len(candles))]
    recent = any(gap.last_ms > fresh_from for gap in gaps)
    return recent or missing > MISSING_SHARE * (missing + len(candles))


def find_gaps(instrument: Instrument, candles: CandleSeries, close_ms: int, as_of: datetime) -> Iterator[Gap]:
    """Bars that should be there and are not, oldest first."""
    if trades_around_the_clock(instrument):
        return _grid_gaps(candles, close_ms, epoch_ms(as_of))
    if candles.timeframe.duration >= timedelta(days=1):
        return _closure_gaps(candles)
    return _session_gaps(candles, ZoneInfo(instrument.time_zone))


def trades_around_the_clock(instrument: Instrument) -> bool:
    return instrument.source.startswith("ccxt:")


def _grid_gaps(candles: CandleSeries, close_ms: int, as_of_ms: int) -> Iterator[Gap]:
    """Every bar is expected, up to the last one that can have closed by `as_of`."""
    step = _step_ms(candles.timeframe)
    due = close_ms + (as_of_ms - close_ms) // step * step
    for before, after in pairwise((*candles.ts_ms, due)):
        if after - before > step:
            yield Gap(first_ms=before + step, last_ms=after - step, bars=(after - before) // step - 1)


def _session_gaps(candles: CandleSeries, zone: ZoneInfo) -> Iterator[Gap]:
    """Inside a trading day every bar is expected; between days the exchange is shut."""
    step = _step_ms(candles.timeframe)
    for before, after in pairwise(candles.ts_ms):
        same_day = from_ms(before).astimezone(zone).date() == from_ms(after).astimezone(zone).date()
        if same_day and after - before > step:
            yield Gap(first_ms=before + step, last_ms=after - step, bars=(after - before - 1) // step)


def _closure_gaps(candles: CandleSeries) -> Iterator[Gap]:
    """No exchange of ours was ever shut for longer: of a longer gap every weekday is missing."""
    for before, after in pairwise(candles.ts_ms):
        if after - before > LONGEST_CLOSURE // timedelta(milliseconds=1):
            days = [epoch_ms(day) for day in _weekdays_between(from_ms(before), from_ms(after))]
            yield Gap(first_ms=days[0], last_ms=days[-1], bars=len(days))


def _weekdays_between(before: datetime, after: datetime) -> Iterator[datetime]:
    day = before.astimezone(UTC) + timedelta(days=1)
    while day < after:
        if day.isoweekday() <= 5:  # noqa: PLR2004 - Friday
            yield day
        day += timedelta(days=1)


def _step_ms(timeframe: Timeframe) -> int:
    return timeframe.duration // timedelta(milliseconds=1)
