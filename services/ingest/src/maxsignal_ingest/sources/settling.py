"""Which newest candle is worth a short wait, at venues that tell candles late or unfinished."""

from datetime import timedelta

from maxsignal_common.errors import MAX_DELAY
from maxsignal_common.market import epoch_ms, from_ms
from maxsignal_ingest.sources.closing import Candle, Closing
from maxsignal_ingest.sources.protocol import CandleRequest, NotSettled


def held_back(newest: Candle, request: CandleRequest, closing: Closing, patience: timedelta) -> CandleRequest:
    """The request without a candle that by the clock is closed and by its venue is not.

    Awaited where that ends within a minute, `patience` being how long a venue may write on.
    """
    if newest.close_ms > closing.limit_ms(request.as_of):
        return request
    wait = timedelta(milliseconds=newest.close_ms - epoch_ms(closing.venue_now)) + patience
    if timedelta(0) < wait <= MAX_DELAY:
        raise NotSettled(f"{request.instrument.id}: the newest candle is still being written", wait)
    return request.model_copy(update={"as_of": from_ms(newest.close_ms - 1)})


def expect_written(request: CandleRequest, closing: Closing, step: timedelta) -> None:
    """A venue that lists a candle only after its end may not list the newest one yet: wait out the grace."""
    step_ms = step // timedelta(milliseconds=1)
    as_of_ms = epoch_ms(request.as_of)
    wait = closing.wait_for(as_of_ms - as_of_ms % step_ms)
    if timedelta(0) < wait <= min(closing.grace, MAX_DELAY):
        raise NotSettled(f"{request.instrument.id}: the newest candle may not be listed yet", wait)


def within_reach(newest: Candle, request: CandleRequest, closing: Closing) -> CandleRequest:
    """The request up to what a late venue can have: no wait for a candle that another follows by `as_of`."""
    limit_ms = closing.limit_ms(request.as_of)
    following_ms = newest.close_ms + request.timeframe.duration // timedelta(milliseconds=1)
    if newest.close_ms > limit_ms and following_ms <= epoch_ms(request.as_of):
        return request.model_copy(update={"as_of": from_ms(limit_ms)})
    return request
